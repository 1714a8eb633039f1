import { defined } from '../defined.ts';
import { earliest } from '../time.ts';
import { type Holder, holdersOf } from './access-intervals.ts';
import { type CapacityRefusal, type RoleCapacity, refuseCapacity } from './capacity.ts';
import { arePoliciesEqual } from './documents.ts';
import { type Grant, isOpen, userKey } from './grant.ts';
import { type GrantRefusal, refuseForeign } from './grant-refusal.ts';
import { guardsAlike } from './guard-comparing.ts';
import { denialsOf, denySessions, packGuard, type SessionDenial } from './guard-writing.ts';
import type { ObservedRole, Overflow, RoleStep } from './observed.ts';
import { orphanDenials, trustedNames } from './orphans.ts';
import { foreignTrust, packTrust } from './packing.ts';
import { guardMarkOf, type Hub } from './policy-names.ts';
import { asEnded, keptUntil, lastSessionOver, mayBeWritten } from './retention.ts';
import type { RoleSettings } from './role-terms.ts';
import { hubMarkOf } from './statements.ts';

export interface RolePlan {
  /** Ordered so that an interrupted run gives less access than approved, never more. */
  readonly steps: readonly RoleStep[];
  readonly refused: readonly { readonly grant: Grant; readonly refusal: GrantRefusal }[];
  /** Grants that can be deleted after the steps, because IAM then contains nothing of them. */
  readonly finished: readonly Grant[];
  /** Foreign statements grew, so that not every open grant fits into the trust policy. Ends are still written. */
  readonly blocked?: CapacityRefusal;
  /** Foreign inline policies grew, so that the guard lacks denials that are due later. */
  readonly guardOverflow?: Overflow;
  /** The next time at which the policies have to change without a new decision. */
  readonly nextChangeAt?: Date;
}

/** The marks of other hubs that manage a role: of their statements and session guards. */
export const otherHubMarks = (
  { trust, otherHubGuards }: Pick<ObservedRole, 'trust' | 'otherHubGuards'>,
  hub: Hub,
): readonly string[] => {
  const marks = [...trust.Statement.map(hubMarkOf), ...otherHubGuards.map(guardMarkOf)];
  return [...new Set(marks.filter((mark) => mark !== undefined))].filter((mark) => mark !== hub.mark).toSorted();
};

/** Admits new grants that fit beside the existing ones. */
const admit = (
  existing: readonly Grant[],
  wanted: readonly Grant[],
  capacity: RoleCapacity,
  marks: readonly string[],
  now: Date,
): { readonly admitted: readonly Grant[]; readonly refused: RolePlan['refused'] } => {
  const admitted = [...existing];
  const refused: { grant: Grant; refusal: GrantRefusal }[] = [];
  const refuse = (grant: Grant): GrantRefusal | undefined => {
    if (marks.length > 0) return { kind: 'another_hub', marks };
    return refuseForeign(grant, capacity) ?? refuseCapacity(capacity, admitted, [grant], now);
  };
  for (const grant of wanted.toSorted((a, b) => (a.requestId < b.requestId ? -1 : 1))) {
    const refusal = refuse(grant);
    if (refusal === undefined) admitted.push(grant);
    else refused.push({ grant, refusal });
  }
  return { admitted, refused };
};

/** The grants that belong in IAM, and the grants to end, guard or delete. */
interface Sorted {
  readonly holders: readonly Holder[];
  readonly admitted: readonly Grant[];
  readonly refused: RolePlan['refused'];
  readonly finished: readonly Grant[];
  /** When the guards of ended grants can be removed. */
  readonly guardsEndAt: readonly Date[];
}

const sortGrants = (
  grants: readonly Grant[],
  withheld: readonly Grant[],
  observed: ObservedRole,
  settings: RoleSettings,
  now: Date,
): Sorted => {
  const { hub } = settings;
  const isWritten = mayBeWritten([...grants, ...withheld], observed);
  const deletableAt = (grant: Grant): Date => keptUntil(grant, isWritten(grant), observed, now);
  const over = grants.filter((grant) => !isOpen(grant, now));
  const finished = over.filter((grant) => deletableAt(grant) <= now);
  const kept = grants.filter((grant) => !finished.includes(grant) && (isOpen(grant, now) || isWritten(grant)));
  const wanted = kept.filter((grant) => grant.state === 'wanted' && isOpen(grant, now));
  const existing = kept.filter((grant) => !wanted.includes(grant)).map(asEnded);
  // An earlier run may have written new grants, so their names are not orphans.
  const orphans = orphanDenials(holdersOf([...existing, ...wanted]), [...grants, ...withheld], observed, hub, now);
  const orphanChars = orphans.reduce(
    (sum, denial) => sum + JSON.stringify(denySessions([denial.sessionName], denial)).length + 1,
    0,
  );
  const capacity: RoleCapacity = {
    ...settings,
    roleArn: observed.roleArn,
    foreign: foreignTrust(observed.trust, hub),
    trustQuotaChars: observed.trustQuotaChars,
    foreignInlineChars: observed.foreignInlineChars + orphanChars,
  };
  const { admitted, refused } = admit(existing, wanted, capacity, otherHubMarks(observed, hub), now);
  const isTaken = ({ principal }: Grant): boolean =>
    admitted.some(
      (one) => one.principal.sessionName === principal.sessionName && userKey(one.principal) !== userKey(principal),
    );
  // An interrupted run may have written refused or withheld grants: they are ended like other grants.
  const interrupted = [...refused.map(({ grant }) => grant), ...withheld]
    .filter((grant) => isWritten(grant) && !isTaken(grant))
    .map((grant) => asEnded({ ...grant, endsAt: now }));
  const guardsEndAt = over.filter((grant) => !finished.includes(grant)).map(deletableAt);
  return { holders: holdersOf([...admitted, ...interrupted]), admitted, refused, finished, guardsEndAt };
};

/**
 * The writes that make one role in IAM match its grants. Foreign statements are kept as found. `withheld` are new
 * grants whose preconditions are unknown: they admit no one yet.
 */
export const planRole = (
  grants: readonly Grant[],
  observed: ObservedRole,
  settings: RoleSettings,
  now: Date,
  withheld: readonly Grant[] = [],
): RolePlan => {
  const { hub } = settings;
  const { roleArn, trustQuotaChars: quotaChars } = observed;
  const { holders, admitted, refused, finished, guardsEndAt } = sortGrants(grants, withheld, observed, settings, now);
  const removableAt = ({ issuedBefore, from = issuedBefore ?? now }: SessionDenial): Date =>
    lastSessionOver(from, observed.maxSessionSeconds);
  const found = orphanDenials(holders, [...grants, ...withheld], observed, hub, now);
  const orphans = found.filter((denial) => removableAt(denial) > now);
  const denials = [...holders.flatMap((holder) => denialsOf(holder, now)), ...orphans];
  const guard = packGuard(observed, denials, now);
  const foreign = foreignTrust(observed.trust, hub);
  const trust = packTrust({ ...settings, roleArn, foreign, quotaChars }, holders, now, trustedNames(observed, hub));

  const steps: RoleStep[] = [];
  if (guard.document !== undefined && !guardsAlike(guard.document, observed.guard, roleArn, now))
    steps.push({ kind: 'put_guard', roleArn, document: guard.document });
  if (!arePoliciesEqual(trust.document, observed.trust))
    steps.push({ kind: 'put_trust', roleArn, document: trust.document });
  if (denials.length === 0 && observed.guard !== undefined) steps.push({ kind: 'delete_guard', roleArn });

  const nextChangeAt = earliest([
    ...admitted.filter((grant) => isOpen(grant, now)).map((grant) => grant.endsAt),
    ...guardsEndAt,
    ...orphans.map(removableAt),
  ]);
  const blocked = trust.overflow && ({ kind: 'does_not_fit', document: 'trust policy', ...trust.overflow } as const);
  return { steps, refused, finished, ...defined({ blocked, guardOverflow: guard.overflow, nextChangeAt }) };
};
