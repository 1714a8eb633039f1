import type { RoleArn } from '../names.ts';
import { type Holder, holdersOf, isOpenTimeBox, startedBy } from './access-intervals.ts';
import { POLICY_VERSION, type PolicyDocument, policyChars } from './documents.ts';
import { type Grant, type RoleState, userKey } from './grant.ts';
import { denySelfAssumption, denySessions, namesOf, type SessionDenial } from './guard-writing.ts';
import { type Overflow, ROLE_INLINE_QUOTA_CHARS } from './observed.ts';
import { trustWith } from './packing.ts';
import { asEnded } from './retention.ts';
import type { RoleSettings } from './role-terms.ts';
import { worstCaseStatements } from './trust-writing.ts';

/** Why a grant cannot be written, with the figures. */
export type CapacityRefusal =
  | ({ readonly kind: 'does_not_fit'; readonly document: 'trust policy' | 'session guard' } & Overflow)
  | ({
      readonly kind: 'does_not_fit';
      readonly document: 'identity policy';
      /** How many of the requested roles would fit. */
      readonly fittingRoles: number;
    } & Overflow)
  | { readonly kind: 'session_name_taken'; readonly sessionName: string };

/** The quotas of a role and the characters of foreign policies, either just read or stored. */
export interface RoleCapacity extends RoleSettings {
  readonly roleArn: RoleArn;
  readonly foreign: PolicyDocument;
  readonly trustQuotaChars: number;
  readonly foreignInlineChars: number;
}

const EMPTY_POLICY: PolicyDocument = { Version: POLICY_VERSION, Statement: [] };

/** The capacity of a role as last seen, without the characters of the foreign statements. */
export const capacityOf = (state: RoleState, settings: RoleSettings): RoleCapacity => ({
  ...settings,
  roleArn: state.roleArn,
  foreign: EMPTY_POLICY,
  // One more for the comma between the foreign statements and the statements of the bot.
  trustQuotaChars: state.trustQuotaChars - state.foreignTrustChars + policyChars(EMPTY_POLICY) - 1,
  foreignInlineChars: state.foreignInlineChars,
});

/** Ended grants count while they are guarded, since their guard would also end the sessions of the other user. */
const nameClash = (holders: readonly Holder[], newcomers: ReadonlySet<string>): CapacityRefusal | undefined => {
  const held = holders.filter(({ intervals }) => intervals.length > 0);
  const clash = [...Map.groupBy(held, (holder) => holder.principal.sessionName)].find(
    ([, who]) => who.length > 1 && who.some(({ key }) => newcomers.has(key)),
  );
  return clash === undefined ? undefined : { kind: 'session_name_taken', sessionName: clash[0] };
};

/** The most denials that one user can need: one for each grant that has not ended, and one for all ended grants. */
const worstCaseDenials = (grants: readonly Grant[], now: Date): readonly SessionDenial[] => {
  const lasting = grants.filter(({ endsAt }) => endsAt > now);
  const { sessionName } = (grants[0] as Grant).principal;
  const again = grants.length > 1 ? { issuedBefore: now } : {};
  const past: readonly SessionDenial[] =
    grants.length === lasting.length ? [] : [{ sessionName, ...(lasting[0] ? again : {}) }];
  return [...past, ...lasting.map(({ endsAt }): SessionDenial => ({ sessionName, from: endsAt, ...again }))];
};

const worstCaseGuard = (roleArn: RoleArn, grants: readonly Grant[], now: Date): number => {
  const users = [...Map.groupBy(grants, ({ principal }) => userKey(principal)).values()];
  const denials = users.flatMap((own) => worstCaseDenials(own, now));
  if (denials.length === 0) return 0;
  const undated = denials.filter((denial) => !denial.from && !denial.issuedBefore);
  const dated = denials.filter((denial) => denial.from ?? denial.issuedBefore);
  return policyChars({
    Version: POLICY_VERSION,
    Statement: [
      ...(undated.length === 0 ? [] : [denySessions(namesOf(undated), {})]),
      ...dated.map((denial) => denySessions([denial.sessionName], denial)),
      denySelfAssumption(roleArn, namesOf(denials)),
    ],
  });
};

/** The most characters that some grants can need, now or later, if any of them end early in any order. */
export const worstCaseChars = (
  capacity: RoleCapacity,
  grants: readonly Grant[],
  now: Date,
): { readonly trust: number; readonly guard: number } => {
  const open = grants.filter((grant) => isOpenTimeBox(grant, now));
  return {
    trust: policyChars(trustWith(capacity, worstCaseStatements(open, capacity.terms, startedBy(now)))),
    guard: worstCaseGuard(capacity.roleArn, grants, now),
  };
};

/** Whether new grants fit beside the existing ones in the worst case, so that ends never fail. */
export const refuseCapacity = (
  capacity: RoleCapacity,
  existing: readonly Grant[],
  wanted: readonly Grant[],
  now: Date,
): CapacityRefusal | undefined => {
  // A grant that ended before its start may be in the guard until it is deleted.
  const grants = [...existing, ...wanted].map(asEnded);
  const clash = nameClash(holdersOf(grants), new Set(wanted.map(({ principal }) => userKey(principal))));
  if (clash !== undefined) return clash;
  const { trust, guard } = worstCaseChars(capacity, grants, now);
  const refuse = (document: 'trust policy' | 'session guard', neededChars: number, quotaChars: number) =>
    neededChars > quotaChars ? ({ kind: 'does_not_fit', document, neededChars, quotaChars } as const) : undefined;
  return (
    refuse('trust policy', trust, capacity.trustQuotaChars) ??
    refuse('session guard', guard, ROLE_INLINE_QUOTA_CHARS - capacity.foreignInlineChars)
  );
};
