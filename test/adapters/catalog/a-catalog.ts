import { parseDocument } from 'yaml';
import { type CompiledCatalog, compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { formatProblem } from '../../../functions/adapters/catalog/problems.ts';
import { provePattern } from '../../../functions/adapters/system/prove-pattern.ts';
import type { Catalog } from '../../../functions/core/catalog/catalog.ts';

/** A catalog without a mistake, to be broken in one place. */
export const GOOD = `accounts:
  utils: { id: "111111111111" }
  prod: { id: "222222222222" }
people:
  U0ALICE: arn:aws:iam::111111111111:user/alice
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    duration: { default: 1h, max: 8h }
    requesters: [everyone]
    approvers: [U0BOB, S0SRE]
    channel: C0APPROVALS
`;

/** The good catalog with one value put in or, when undefined, taken out. */
export const withValue = (path: readonly (string | number)[], value: unknown): string => {
  const document = parseDocument(GOOD);
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0 });
};

const shown = (compiled: CompiledCatalog): readonly string[] =>
  (compiled.kind === 'ok' ? compiled.warnings : compiled.problems).map((one) => formatProblem('access.yaml', one));

/** What is wrong with a catalog, as it is told; empty for a good one. */
export const problemsOf = (yaml: string): readonly string[] => {
  const compiled = compileCatalog(yaml, provePattern);
  return compiled.kind === 'ok' ? [] : shown(compiled);
};

/** What a good catalog is warned of. Throws what is wrong with it when it is not good. */
export const warningsOf = (yaml: string): readonly string[] => {
  const compiled = compileCatalog(yaml, provePattern);
  if (compiled.kind === 'invalid') throw new Error(shown(compiled).join('\n'));
  return shown(compiled);
};

/** A good catalog, compiled. Throws what is wrong with it. */
export const catalogOf = (yaml: string): Catalog => {
  const compiled = compileCatalog(yaml, provePattern);
  if (compiled.kind === 'invalid') throw new Error(shown(compiled).join('\n'));
  return compiled.catalog;
};
