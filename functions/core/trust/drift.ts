import type { Grant } from '../grant.ts';
import { isOpen } from '../grant.ts';
import { isSessionName } from '../names.ts';
import type { Statement } from './documents.ts';
import { cutsIn } from './guard.ts';
import type { ObservedRole } from './observed.ts';
import { isOurs, isUnchanged } from './statements.ts';

/** A difference between IAM and the grants that neither time nor a decision explains: somebody else changed it. */
export type Drift =
  | { readonly kind: 'missing'; readonly document: 'trust policy' | 'session guard'; readonly sessionName: string }
  | { readonly kind: 'orphan'; readonly document: 'trust policy' | 'session guard'; readonly sessionName: string }
  /** What is ours by its name says something that we never wrote. */
  | { readonly kind: 'changed'; readonly document: 'trust policy' | 'session guard'; readonly what: string };

const valuesOf = (statement: Statement, operator: string, key: string): readonly string[] =>
  [statement.Condition?.[operator]?.[key] ?? []].flat();

/**
 * The session names that one of our statements speaks of. A variable in place of a name is none, nor is a wildcard that
 * somebody else wrote: whatever it was taken for would be done to everybody.
 */
export const namesIn = (statement: Statement): readonly string[] => {
  const names = [
    ...valuesOf(statement, 'StringEquals', 'aws:username'),
    ...valuesOf(statement, 'StringEquals', 'sts:RoleSessionName'),
    ...valuesOf(statement, 'StringLike', 'aws:userid').map((value) => value.replace(/^\*:/, '')),
  ];
  return [...new Set(names)].filter(isSessionName);
};

/** The session names our statements in the trust policy speak of. */
export const trustedNames = (observed: ObservedRole): ReadonlySet<string> =>
  new Set(observed.trust.Statement.filter(isOurs).flatMap(namesIn));

/** The session names our session guard speaks of. */
export const guardedNames = (observed: ObservedRole): ReadonlySet<string> =>
  new Set(observed.guard?.Statement.flatMap(namesIn) ?? []);

/** A cut that has come for somebody without a grant is how an orphan's sessions are ended: no news. */
const isEnding = (statement: Statement, now: Date): boolean => {
  const [from] = valuesOf(statement, 'DateGreaterThanEquals', 'aws:CurrentTime');
  return from !== undefined && new Date(from) <= now;
};

/** What of ours is missing in IAM although it was confirmed, and what stands there for nobody. */
export const driftOf = (observed: ObservedRole, grants: readonly Grant[], now: Date): readonly Drift[] => {
  const confirmed = grants.filter((grant) => grant.state === 'confirmed' && isOpen(grant, now));
  const expected = new Set<string>(confirmed.map((grant) => grant.principal.sessionName));
  const known = new Set<string>(grants.map((grant) => grant.principal.sessionName));
  const compare = (
    document: Drift['document'],
    names: ReadonlySet<string>,
    live: ReadonlySet<string> = names,
  ): readonly Drift[] => [
    ...[...expected]
      .filter((name) => !names.has(name))
      .map((sessionName): Drift => ({ kind: 'missing', document, sessionName })),
    ...[...live]
      .filter((name) => !known.has(name))
      .map((sessionName): Drift => ({ kind: 'orphan', document, sessionName })),
  ];
  const changed = observed.trust.Statement.filter((statement) => isOurs(statement) && !isUnchanged(statement));
  const isGuardChanged = observed.guard !== undefined && cutsIn(observed.guard) === undefined;
  const live = observed.guard?.Statement.filter((statement) => !isEnding(statement, now)).flatMap(namesIn);
  return [
    ...compare('trust policy', trustedNames(observed)),
    ...compare('session guard', guardedNames(observed), new Set(live)),
    ...changed.map(({ Sid = '' }): Drift => ({ kind: 'changed', document: 'trust policy', what: `statement ${Sid}` })),
    ...(isGuardChanged ? [{ kind: 'changed', document: 'session guard', what: 'a statement' } as const] : []),
  ];
};

/** A difference in words: what was found, and what becomes of it. */
export const explainDrift = (drift: Drift): { readonly found: string; readonly mended: string } => {
  switch (drift.kind) {
    case 'missing':
      return { found: `${drift.sessionName} was missing in the ${drift.document}`, mended: 'it has been put back' };
    case 'orphan':
      return {
        found: `${drift.sessionName} stood in the ${drift.document} without a grant`,
        mended: `${drift.document === 'trust policy' ? 'it has been removed, and ' : ''}its sessions are dead from now on`,
      };
    case 'changed':
      return {
        found: `${drift.what} of the bot was changed in the ${drift.document}`,
        mended: 'it says again what was decided',
      };
    default:
      return drift satisfies never;
  }
};
