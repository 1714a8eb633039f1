import type { Grant } from '../grant.ts';
import { isOpen, personKey } from '../grant.ts';
import type { UserArn } from '../names.ts';
import { earliest } from '../time.ts';
import type { CapacityRefusal } from './capacity.ts';
import { refuseCapacity } from './capacity.ts';
import type { PolicyDocument } from './documents.ts';
import { POLICY_VERSION, policyChars, saysTheSame } from './documents.ts';
import type { Cut } from './guard.ts';
import { guardsAlike, sessionGuard } from './guard.ts';
import { identityOverflow, identityPolicy, identityStep, isManaged } from './identity.ts';
import { asEnded, keptUntil, lastSessionOver, standsPerhaps } from './kept.ts';
import type { ObservedRole, Step } from './observed.ts';
import { ROLE_INLINE_QUOTA_CHARS } from './observed.ts';
import { orphanCuts } from './orphans.ts';
import { foreignTrust, packTrust } from './packing.ts';
import type { Holder } from './windows.ts';
import { holdersOf } from './windows.ts';

/** Why a grant that was decided cannot be written, once IAM has been looked at. */
export type GrantRefusal =
  | CapacityRefusal
  | { readonly kind: 'no_such_user'; readonly userArn: UserArn }
  | { readonly kind: 'old_policy_version' };

export interface RolePlan {
  /** In the order that leaves less access than promised, never more, wherever it is cut off. */
  readonly steps: readonly Step[];
  readonly refused: readonly { readonly grant: Grant; readonly refusal: GrantRefusal }[];
  /** Grants of which nothing is left in IAM once the steps are done. */
  readonly finished: readonly Grant[];
  /** Why the trust policy cannot be brought in line for grants that already stand; their guards still hold. */
  readonly blocked?: GrantRefusal;
  /** The next moment at which time alone changes what should stand. */
  readonly nextChangeAt?: Date;
}

/** Policy variables mean nothing before this version, and raising it could change what a foreign statement means. */
const isOldVersion = ({ trust }: ObservedRole): boolean =>
  trust.Version !== POLICY_VERSION && JSON.stringify(foreignTrust(trust)).includes('${');

const refusePerson = (grant: Grant, observed: ObservedRole, now: Date): GrantRefusal | undefined => {
  if (grant.principal.kind !== 'iam-user') return undefined;
  const identity = observed.identities[grant.principal.arn];
  if (identity === undefined) return undefined;
  if (identity.kind === 'gone') return { kind: 'no_such_user', userArn: grant.principal.arn };
  const [holder] = holdersOf([grant]);
  if (holder === undefined || !isManaged(holder)) return undefined;
  const overflow = identityOverflow(identityPolicy(grant.roleArn, holder, now), identity);
  return overflow === undefined ? undefined : { kind: 'does_not_fit', document: 'identity policy', ...overflow };
};

/** Takes new grants in while they can stand beside those that do; those that stand are never pushed out. */
const admit = (
  standing: readonly Grant[],
  wanted: readonly Grant[],
  observed: ObservedRole,
  now: Date,
): { admitted: readonly Grant[]; refused: RolePlan['refused'] } => {
  const room = { ...observed, foreign: foreignTrust(observed.trust) };
  const admitted = [...standing];
  const refused: { grant: Grant; refusal: GrantRefusal }[] = [];
  for (const grant of wanted.toSorted((a, b) => (a.requestId < b.requestId ? -1 : 1))) {
    const refusal: GrantRefusal | undefined = isOldVersion(observed)
      ? { kind: 'old_policy_version' }
      : (refusePerson(grant, observed, now) ?? refuseCapacity(room, admitted, [grant], now));
    if (refusal === undefined) admitted.push(grant);
    else refused.push({ grant, refusal });
  }
  return { admitted, refused };
};

/** The guard that should stand; the cuts that no grant explains are in it as long as there is room for them. */
const guardOf = (
  holders: readonly Holder[],
  others: readonly Cut[],
  { foreignInlineChars }: ObservedRole,
  now: Date,
): PolicyDocument | undefined => {
  const whole = sessionGuard(holders, now, others);
  const fits = whole === undefined || policyChars(whole) <= ROLE_INLINE_QUOTA_CHARS - foreignInlineChars;
  return fits ? whole : sessionGuard(holders, now);
};

/** Who may stand on a role, and what becomes of the others. */
interface Standing {
  readonly holders: readonly Holder[];
  readonly admitted: readonly Grant[];
  readonly refused: RolePlan['refused'];
  readonly finished: readonly Grant[];
  /** When grants that are over, and kept for their guard, are over in every way. */
  readonly leavesAt: readonly Date[];
}

const standingOf = (
  grants: readonly Grant[],
  withheld: readonly Grant[],
  observed: ObservedRole,
  now: Date,
): Standing => {
  const mayStand = standsPerhaps([...grants, ...withheld], observed);
  const goesAt = (grant: Grant): Date => keptUntil(grant, mayStand(grant), observed, now);
  const over = grants.filter((grant) => !isOpen(grant, now));
  const finished = over.filter((grant) => goesAt(grant) <= now);
  const kept = grants.filter((grant) => !finished.includes(grant) && (isOpen(grant, now) || mayStand(grant)));
  const wanted = kept.filter((grant) => grant.state === 'wanted' && isOpen(grant, now));
  const { admitted, refused } = admit(
    kept.filter((grant) => !wanted.includes(grant)).map(asEnded),
    wanted,
    observed,
    now,
  );
  const isTaken = ({ principal }: Grant): boolean =>
    admitted.some(
      (one) => one.principal.sessionName === principal.sessionName && personKey(one.principal) !== personKey(principal),
    );
  // What a refused or withheld grant may have left behind on an earlier, cut-off run is ended like any other.
  const cutOff = [...refused.map(({ grant }) => grant), ...withheld]
    .filter((grant) => mayStand(grant) && !isTaken(grant))
    .map((grant) => asEnded({ ...grant, endsAt: now }));
  const leavesAt = over.filter((grant) => !finished.includes(grant)).map(goesAt);
  return { holders: holdersOf([...admitted, ...cutOff]), admitted, refused, finished, leavesAt };
};

/**
 * The writes that make IAM match the grants of one role, a pure function of them, of what was read and of the clock.
 * Nothing else decides about IAM. Statements that are not ours are kept as found. `withheld` are new grants of which it
 * cannot be told yet whether they may stand: nobody comes in by them until it can.
 */
export const planRole = (
  grants: readonly Grant[],
  observed: ObservedRole,
  now: Date,
  withheld: readonly Grant[] = [],
): RolePlan => {
  const { roleArn } = observed;
  const { holders, admitted, refused, finished, leavesAt } = standingOf(grants, withheld, observed, now);
  const goesWith = ({ issuedBefore, from = issuedBefore ?? now }: Cut): Date =>
    lastSessionOver(from, observed.maxSessionSeconds);
  const others = orphanCuts(holders, [...grants, ...withheld], observed, now).filter((cut) => goesWith(cut) > now);

  const guard = guardOf(holders, others, observed, now);
  const trust = packTrust(
    { roleArn, foreign: foreignTrust(observed.trust), quotaChars: observed.trustQuotaChars },
    holders,
    now,
  );
  const people = new Map(
    [...holdersOf(finished), ...holders].map((holder) => [personKey(holder.principal), holder] as const),
  );
  const identities = [...people.values()]
    .filter(isManaged)
    .map((holder) => identityStep(roleArn, holder, observed.identities[holder.principal.arn], now))
    .filter((step) => step !== undefined);
  const blocked: GrantRefusal | undefined =
    trust.kind === 'too_big' ? { ...trust, kind: 'does_not_fit', document: 'trust policy' } : undefined;

  const steps: Step[] = [];
  if (guard !== undefined && !guardsAlike(guard, observed.guard, now))
    steps.push({ kind: 'put_guard', roleArn, document: guard });
  if (trust.kind === 'fits') {
    steps.push(...identities.filter(({ opens }) => opens).map(({ step }) => step));
    if (!saysTheSame(trust.document, observed.trust))
      steps.push({ kind: 'put_trust', roleArn, document: trust.document });
  }
  steps.push(...identities.filter(({ opens }) => !opens).map(({ step }) => step));
  if (guard === undefined && observed.guard !== undefined) steps.push({ kind: 'delete_guard', roleArn });

  const nextChangeAt = earliest([
    ...admitted.filter((grant) => isOpen(grant, now)).map((grant) => grant.endsAt),
    ...leavesAt,
    ...others.map(goesWith),
  ]);
  return {
    steps,
    refused,
    finished,
    ...(blocked === undefined ? {} : { blocked }),
    ...(nextChangeAt === undefined ? {} : { nextChangeAt }),
  };
};
