import { defined } from '../defined.ts';
import type { RoleArn, UserArn } from '../names.ts';
import { earliest } from '../time.ts';
import { type Holder, holdersOf } from './access-intervals.ts';
import { type CapacityRefusal, type RoleCapacity, refuseCapacity } from './capacity.ts';
import { POLICY_VERSION, saysTheSame } from './documents.ts';
import { type Grant, isOpen, personKey } from './grant.ts';
import { guardsAlike } from './guard-comparing.ts';
import { type Cut, cutsOf, denySessions, packGuard } from './guard-writing.ts';
import type { ObservedRole, Overflow, RoleStep } from './observed.ts';
import { orphanCuts, trustedNames } from './orphans.ts';
import { foreignTrust, packTrust } from './packing.ts';
import { admitsAccount } from './policy-match.ts';
import { guardMarkOf, type Hub } from './policy-names.ts';
import { asEnded, keptUntil, lastSessionOver, mayBeWritten } from './retention.ts';
import { hubMarkOf } from './statements.ts';

/** Why a grant that was decided cannot be written, once IAM was read. */
export type GrantRefusal =
  | CapacityRefusal
  | { readonly kind: 'no_such_user'; readonly userArn: UserArn }
  /** The catalog spells the user name in other letters than IAM, so conditions on it would never match. */
  | { readonly kind: 'user_name_differs'; readonly userArn: UserArn; readonly userName: string }
  | { readonly kind: 'old_policy_version' }
  /** A foreign statement lets the user's account in, and no policy of ours pins the session name, which the guard needs. */
  | { readonly kind: 'account_trusted'; readonly roleArn: RoleArn; readonly accountId: string }
  /** Another installation of the bot manages the role; an empty mark is the one with the default name. */
  | { readonly kind: 'another_hub'; readonly marks: readonly string[] };

export interface RolePlan {
  /** In an order that gives less access than promised, never more, wherever it is cut off. */
  readonly steps: readonly RoleStep[];
  readonly refused: readonly { readonly grant: Grant; readonly refusal: GrantRefusal }[];
  /** Grants of which nothing is left in IAM once the steps are done. */
  readonly finished: readonly Grant[];
  /** Foreign statements grew, and not every open grant fits into the trust policy. Ends are carried out all the same. */
  readonly blocked?: CapacityRefusal;
  /** Foreign inline policies grew, and the guard misses cuts that are due later. Cuts that are due now come first. */
  readonly guardOverflow?: Overflow;
  /** The next time at which time alone changes what should be in IAM. */
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

/** Policy variables have no meaning before this version, and raising it could change what a foreign statement means. */
const isOldVersion = (foreign: RoleCapacity['foreign']): boolean =>
  foreign.Version !== POLICY_VERSION && JSON.stringify(foreign).includes('${');

/** Whether a user whose own side we do not write could come in by a foreign statement, under any session name. */
const isNameFree = ({ principal }: Grant, foreign: RoleCapacity['foreign']): boolean =>
  (principal.kind === 'federated' || principal.identity === 'external') &&
  foreign.Statement.some((statement) => admitsAccount(statement, principal.accountId));

/** Admits new grants while they fit beside the existing ones, which are never pushed out. */
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
    if (isNameFree(grant, capacity.foreign))
      return { kind: 'account_trusted', roleArn: grant.roleArn, accountId: grant.principal.accountId };
    if (isOldVersion(capacity.foreign)) return { kind: 'old_policy_version' };
    return refuseCapacity(capacity, admitted, [grant], now);
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
  /** When the guards of grants that are over can be removed. */
  readonly leavesAt: readonly Date[];
}

const sortGrants = (
  grants: readonly Grant[],
  withheld: readonly Grant[],
  observed: ObservedRole,
  hub: Hub,
  now: Date,
): Sorted => {
  const isWritten = mayBeWritten([...grants, ...withheld], observed);
  const goesAt = (grant: Grant): Date => keptUntil(grant, isWritten(grant), observed, now);
  const over = grants.filter((grant) => !isOpen(grant, now));
  const finished = over.filter((grant) => goesAt(grant) <= now);
  const kept = grants.filter((grant) => !finished.includes(grant) && (isOpen(grant, now) || isWritten(grant)));
  const wanted = kept.filter((grant) => grant.state === 'wanted' && isOpen(grant, now));
  const existing = kept.filter((grant) => !wanted.includes(grant)).map(asEnded);
  // The names of new grants are no orphans: an earlier run may have written them.
  const orphans = orphanCuts(holdersOf([...existing, ...wanted]), [...grants, ...withheld], observed, hub, now);
  const orphanChars = orphans.reduce(
    (sum, cut) => sum + JSON.stringify(denySessions([cut.sessionName], cut)).length + 1,
    0,
  );
  const capacity: RoleCapacity = {
    roleArn: observed.roleArn,
    hub,
    foreign: foreignTrust(observed.trust, hub),
    trustQuotaChars: observed.trustQuotaChars,
    foreignInlineChars: observed.foreignInlineChars + orphanChars,
  };
  const { admitted, refused } = admit(existing, wanted, capacity, otherHubMarks(observed, hub), now);
  const isTaken = ({ principal }: Grant): boolean =>
    admitted.some(
      (one) => one.principal.sessionName === principal.sessionName && personKey(one.principal) !== personKey(principal),
    );
  // What a refused or withheld grant may have left behind on an earlier run that was cut off is ended like any other.
  const cutOff = [...refused.map(({ grant }) => grant), ...withheld]
    .filter((grant) => isWritten(grant) && !isTaken(grant))
    .map((grant) => asEnded({ ...grant, endsAt: now }));
  const leavesAt = over.filter((grant) => !finished.includes(grant)).map(goesAt);
  return { holders: holdersOf([...admitted, ...cutOff]), admitted, refused, finished, leavesAt };
};

/**
 * The writes that make one role in IAM match its grants, a pure function of them, of what was read and of the clock.
 * Statements that are not ours are kept as found. `withheld` are new grants that cannot be judged yet: no one is let in
 * by them until they can.
 */
export const planRole = (
  grants: readonly Grant[],
  observed: ObservedRole,
  hub: Hub,
  now: Date,
  withheld: readonly Grant[] = [],
): RolePlan => {
  const { roleArn, trustQuotaChars: quotaChars } = observed;
  const { holders, admitted, refused, finished, leavesAt } = sortGrants(grants, withheld, observed, hub, now);
  const goesWith = ({ issuedBefore, from = issuedBefore ?? now }: Cut): Date =>
    lastSessionOver(from, observed.maxSessionSeconds);
  const found = orphanCuts(holders, [...grants, ...withheld], observed, hub, now);
  const orphans = found.filter((cut) => goesWith(cut) > now);
  const cuts = [...holders.flatMap((holder) => cutsOf(holder, now)), ...orphans];
  const guard = packGuard(observed, cuts, now);
  const foreign = foreignTrust(observed.trust, hub);
  const trust = packTrust({ roleArn, hub, foreign, quotaChars }, holders, now, trustedNames(observed, hub));

  const steps: RoleStep[] = [];
  if (guard.document !== undefined && !guardsAlike(guard.document, observed.guard, roleArn, now))
    steps.push({ kind: 'put_guard', roleArn, document: guard.document });
  if (!saysTheSame(trust.document, observed.trust))
    steps.push({ kind: 'put_trust', roleArn, document: trust.document });
  if (cuts.length === 0 && observed.guard !== undefined) steps.push({ kind: 'delete_guard', roleArn });

  const nextChangeAt = earliest([
    ...admitted.filter((grant) => isOpen(grant, now)).map((grant) => grant.endsAt),
    ...leavesAt,
    ...orphans.map(goesWith),
  ]);
  const blocked = trust.overflow && ({ kind: 'does_not_fit', document: 'trust policy', ...trust.overflow } as const);
  return { steps, refused, finished, ...defined({ blocked, guardOverflow: guard.overflow, nextChangeAt }) };
};
