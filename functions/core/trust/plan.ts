import type { Grant } from '../grant.ts';
import { isOpen, personKey } from '../grant.ts';
import type { UserArn } from '../names.ts';
import { addSeconds, earliest, later } from '../time.ts';
import type { CapacityRefusal } from './capacity.ts';
import { refuseCapacity } from './capacity.ts';
import { POLICY_VERSION, saysTheSame } from './documents.ts';
import { guardedNames } from './drift.ts';
import { sessionGuard } from './guard.ts';
import { identityOverflow, identityPolicy, identityStep, isManaged } from './identity.ts';
import type { ObservedRole, Step } from './observed.ts';
import { foreignTrust, packTrust } from './packing.ts';
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

/** Seconds added to the longest session, for a trust policy that took its time to reach every corner of IAM. */
const PROPAGATION_SECONDS = 300;

/**
 * When the last session that a grant could have allowed is over. Counted from when IAM was seen closed, which may be long
 * after the end: a trust policy that could not be written lets them in still, and a shared statement ends later than they.
 */
const guardedUntil = ({ endsAt, identityCleared, closedAt }: Grant, maxSessionSeconds: number, now: Date): Date => {
  const lastLetIn = identityCleared ? later(endsAt, closedAt ?? endsAt) : later(endsAt, now);
  return addSeconds(lastLetIn, maxSessionSeconds + PROPAGATION_SECONDS);
};

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
      : (refusePerson(grant, observed, now) ?? refuseCapacity(room, [...admitted, grant], now));
    if (refusal === undefined) admitted.push(grant);
    else refused.push({ grant, refusal });
  }
  return { admitted, refused };
};

/** Seconds a refused grant stays readable, so that whoever follows its request learns why. */
const REFUSAL_KEPT_SECONDS = 600;

/** When a refused grant of which nothing stands can be forgotten. */
export const refusalKeptUntil = ({ endsAt }: Pick<Grant, 'endsAt'>): Date => addSeconds(endsAt, REFUSAL_KEPT_SECONDS);

/** Whether anything of a grant may stand in IAM: the guard is written first, so its session name is there if so. */
const mayStand = (grant: Grant, guarded: ReadonlySet<string>): boolean =>
  grant.state === 'confirmed' || guarded.has(grant.principal.sessionName);

/** When the row of a grant that is over can go. */
const keptUntil = (
  grant: Grant,
  { maxSessionSeconds }: ObservedRole,
  guarded: ReadonlySet<string>,
  now: Date,
): Date => {
  const { startsAt, endsAt, identityCleared, closedAt = endsAt } = grant;
  const wasClosedBeforeStart = identityCleared && addSeconds(closedAt, PROPAGATION_SECONDS) <= startsAt;
  const isGuarded = mayStand(grant, guarded) && !wasClosedBeforeStart;
  const until = isGuarded ? guardedUntil(grant, maxSessionSeconds, now) : endsAt;
  return grant.state === 'refused' ? later(until, refusalKeptUntil(grant)) : until;
};

/** What ended before its start lets somebody in then all the same, as long as the trust policy could not be closed. */
const asEnded = (grant: Grant): Grant => (grant.endsAt < grant.startsAt ? { ...grant, startsAt: grant.endsAt } : grant);

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
  const guarded = guardedNames(observed);
  const over = grants.filter((grant) => !isOpen(grant, now));
  const finished = over.filter((grant) => keptUntil(grant, observed, guarded, now) <= now);
  const kept = grants.filter((grant) => !finished.includes(grant) && (isOpen(grant, now) || mayStand(grant, guarded)));
  const wanted = kept.filter((grant) => grant.state === 'wanted' && isOpen(grant, now));
  const { admitted, refused } = admit(
    kept.filter((grant) => !wanted.includes(grant)).map(asEnded),
    wanted,
    observed,
    now,
  );
  // What a refused or withheld grant may have left behind on an earlier, cut-off run is ended like any other.
  const cutOff = [...refused.map(({ grant }) => grant), ...withheld]
    .filter((grant) => mayStand(grant, guarded))
    .map((grant) => asEnded({ ...grant, endsAt: now }));
  const holders = holdersOf([...admitted, ...cutOff]);

  const guard = sessionGuard(holders, now);
  const trust = packTrust(
    { roleArn: observed.roleArn, foreign: foreignTrust(observed.trust), quotaChars: observed.trustQuotaChars },
    holders,
    now,
  );
  const people = new Map(
    [...holdersOf(finished), ...holders].map((holder) => [personKey(holder.principal), holder] as const),
  );
  const identities = [...people.values()]
    .filter(isManaged)
    .map((holder) => identityStep(observed.roleArn, holder, observed.identities[holder.principal.arn], now))
    .filter((step) => step !== undefined);
  const blocked: GrantRefusal | undefined =
    trust.kind === 'too_big' ? { ...trust, kind: 'does_not_fit', document: 'trust policy' } : undefined;

  const steps: Step[] = [];
  const { roleArn } = observed;
  if (guard !== undefined && !saysTheSame(guard, observed.guard))
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
    ...over.filter((grant) => !finished.includes(grant)).map((grant) => keptUntil(grant, observed, guarded, now)),
  ]);
  return {
    steps,
    refused,
    finished,
    ...(blocked === undefined ? {} : { blocked }),
    ...(nextChangeAt === undefined ? {} : { nextChangeAt }),
  };
};
