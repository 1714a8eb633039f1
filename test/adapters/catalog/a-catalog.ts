import { parseDocument } from 'yaml';
import { type CompiledCatalog, compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { formatProblem } from '../../../functions/adapters/catalog/problems.ts';
import { provePattern } from '../../../functions/adapters/system/prove-pattern.ts';
import type { Catalog } from '../../../functions/core/catalog/catalog.ts';

/** When the catalogs are compiled. */
const NOW = new Date('2030-01-01T12:00:00Z');

/** A catalog without mistakes. Tests change one value of it. */
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

/** The catalog with one value set or, if undefined, removed. */
export const withValue = (path: readonly (string | number)[], value: unknown): string => {
  const document = parseDocument(GOOD);
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0 });
};

const shown = (compiled: CompiledCatalog): readonly string[] =>
  (compiled.kind === 'ok' ? compiled.warnings : compiled.problems).map((one) => formatProblem('access.yaml', one));

/** The problems of a catalog; empty for a valid one. */
export const problemsOf = (yaml: string): readonly string[] => {
  const compiled = compileCatalog(yaml, provePattern, 'assume-bot', NOW);
  return compiled.kind === 'ok' ? [] : shown(compiled);
};

/** The warnings of a valid catalog. Throws the problems of an invalid one. */
export const warningsOf = (yaml: string): readonly string[] => {
  const compiled = compileCatalog(yaml, provePattern, 'assume-bot', NOW);
  if (compiled.kind === 'invalid') throw new Error(shown(compiled).join('\n'));
  return shown(compiled);
};

/** Compiles a valid catalog. Throws the problems of an invalid one. */
export const catalogOf = (yaml: string): Catalog => {
  const compiled = compileCatalog(yaml, provePattern, 'assume-bot', NOW);
  if (compiled.kind === 'invalid') throw new Error(shown(compiled).join('\n'));
  return compiled.catalog;
};
