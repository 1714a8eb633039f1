import { type Grant, isOpen } from './grant.ts';
import { guardedNames, liveGuardedNames, readGuard } from './guard-reading.ts';
import type { ObservedRole } from './observed.ts';
import { trustedNames } from './orphans.ts';
import type { Hub } from './policy-names.ts';
import { isOurs, isUnchanged } from './statements.ts';

/** A difference between IAM and the grants that others caused. */
export type Drift =
  | {
      readonly kind: 'missing' | 'orphan';
      readonly document: 'trust policy' | 'session guard';
      readonly sessionName: string;
    }
  /** A document of the bot was edited. */
  | { readonly kind: 'changed'; readonly document: 'trust policy' | 'session guard'; readonly what: string };

/** Confirmed access that is missing in IAM, and statements in IAM without a grant. */
export const driftOf = (observed: ObservedRole, grants: readonly Grant[], hub: Hub, now: Date): readonly Drift[] => {
  const confirmed = grants.filter((grant) => grant.state === 'confirmed' && isOpen(grant, now));
  const expected = new Set<string>(confirmed.map((grant) => grant.principal.sessionName));
  const known = new Set<string>(grants.map((grant) => grant.principal.sessionName));
  const compare = (document: Drift['document'], names: ReadonlySet<string>, live = names): readonly Drift[] => [
    ...[...expected.difference(names)].map((sessionName): Drift => ({ kind: 'missing', document, sessionName })),
    ...[...live.difference(known)].map((sessionName): Drift => ({ kind: 'orphan', document, sessionName })),
  ];
  const { guard, roleArn, trust } = observed;
  const changed = trust.Statement.filter((statement) => isOurs(statement, hub) && !isUnchanged(statement, hub));
  const isGuardChanged = guard !== undefined && readGuard(guard, roleArn) === undefined;
  return [
    ...compare('trust policy', trustedNames(observed, hub)),
    // A due denial without a grant ends the sessions of an orphan that was reported before.
    ...compare('session guard', guardedNames(observed), liveGuardedNames(observed, now)),
    ...changed.map(({ Sid = '' }): Drift => ({ kind: 'changed', document: 'trust policy', what: `statement ${Sid}` })),
    ...(isGuardChanged ? [{ kind: 'changed', document: 'session guard', what: 'a statement' } as const] : []),
  ];
};
