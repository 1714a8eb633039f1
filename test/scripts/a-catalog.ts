import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { provePattern } from '../../functions/adapters/system/prove-pattern.ts';
import type { Catalog } from '../../functions/core/catalog/catalog.ts';

/** A compiled catalog. Throws with its mistakes. */
export const aCatalog = (yaml: string): Catalog => {
  const compiled = compileCatalog(yaml, provePattern);
  if (compiled.kind === 'ok') return compiled.catalog;
  throw new Error(compiled.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
};

/** A catalog with Slack IDs as real workspaces have them, and one role with this rule. */
export const ownCatalog = (rule: string, more = ''): Catalog =>
  aCatalog(`
accounts: { people: { id: "123123123123" }, target: { id: "444455556666" } }
people:
  U04B1C2D3E: arn:aws:iam::123123123123:user/dora.miller
  U04ZZZ2D3E: arn:aws:iam::444455556666:user/erik
roles:
  reports:
    arn: arn:aws:iam::444455556666:role/Reports
    duration: { default: 1h, max: 8h }
    reason: required
    channel: C06QWERTY12
    ${rule}
${more}`);
