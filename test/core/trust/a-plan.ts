import type { RoleTerms } from '../../../functions/core/catalog/catalog.ts';
import { parseSessionName, parseUserArn, type RoleArn, type UserArn } from '../../../functions/core/names.ts';
import type { RoleCapacity } from '../../../functions/core/trust/capacity.ts';
import { type PolicyDocument, policyChars, type Statement } from '../../../functions/core/trust/documents.ts';
import { driftOf } from '../../../functions/core/trust/drift.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import type { ObservedRole, ObservedUser, RoleStep, UserStep } from '../../../functions/core/trust/observed.ts';
import { foreignTrust } from '../../../functions/core/trust/packing.ts';
import { planRole } from '../../../functions/core/trust/plan-role.ts';
import { accessPolicyName, DEFAULT_HUB, type Hub } from '../../../functions/core/trust/policy-names.ts';
import { isOurs } from '../../../functions/core/trust/statements.ts';
import type { UserEntry, UserRole } from '../../../functions/core/trust/user-access.ts';
import { alice, anObservedRole, idOf, ROLE, U } from '../../support/builders.ts';

export const NOON = new Date('2030-01-01T12:00:00Z');
/** A time on 1 January 2030, the day of these tests. */
export const at = (time: string) => new Date(`2030-01-01T${time}Z`);

let lastId = 0;
const nextId = () => {
  lastId += 1;
  return idOf(lastId);
};

/** A confirmed grant for alice on ROLE from 12:00 to 13:00, with changes. Dates are ISO strings. */
export const aGrant = (
  fields: Partial<Omit<Grant, 'startsAt' | 'endsAt'>> & { startsAt?: string; endsAt?: string } = {},
): Grant => {
  const { startsAt = '2030-01-01T12:00:00Z', endsAt = '2030-01-01T13:00:00Z', ...rest } = fields;
  return {
    roleArn: ROLE,
    requestId: nextId(),
    by: U('alice'),
    principal: alice,
    state: 'confirmed',
    ...rest,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
  };
};

export { anObservedRole };

export const capacity = (observed: ObservedRole = anObservedRole(), hub: Hub = DEFAULT_HUB): RoleCapacity => ({
  ...observed,
  hub,
  terms: {},
  foreign: foreignTrust(observed.trust, hub),
});

/** The role after the steps of a plan. */
export const applied = (observed: ObservedRole, steps: readonly RoleStep[]): ObservedRole =>
  steps.reduce((role, step): ObservedRole => {
    const { guard, trust, ...others } = role;
    if (step.kind === 'delete_guard') return { ...others, trust };
    if (step.kind === 'put_guard') return { ...others, trust, guard: step.document };
    return { ...others, ...(guard && { guard }), trust: step.document };
  }, observed);

/** The plan of the default hub. */
export const planOf = (grants: readonly Grant[], observed: ObservedRole, now: Date, terms: RoleTerms = {}) =>
  planRole(grants, observed, { hub: DEFAULT_HUB, terms }, now);

/** The drift that the default hub finds. */
export const driftIn = (observed: ObservedRole, grants: readonly Grant[], now: Date) =>
  driftOf(observed, grants, DEFAULT_HUB, now);

/** The plan for some grants, and the role after its steps. */
export const planned = (
  grants: readonly Grant[],
  now = NOON,
  observed: ObservedRole = anObservedRole(),
  hub: Hub = DEFAULT_HUB,
  terms: RoleTerms = {},
) => {
  const plan = planRole(grants, observed, { hub, terms }, now);
  return { plan, role: applied(observed, plan.steps) };
};

export const ours = (role: ObservedRole, hub: Hub = DEFAULT_HUB): readonly Statement[] =>
  role.trust.Statement.filter((statement) => isOurs(statement, hub));

/** The statements of a guard that end sessions. */
export const denialStatements = ({ guard }: ObservedRole): readonly Statement[] =>
  (guard?.Statement ?? []).filter(({ Action }) => Action === '*');

/** One role of an entry. Default state: wanted. */
export const aUserRole = (arn: RoleArn = ROLE, state: UserRole['state'] = 'wanted'): UserRole => ({ arn, state });

/** An entry of alice for ROLE from 12:00 to 13:00, with changes. Dates are ISO strings; `null` means absent. */
export const anEntry = (
  fields: Partial<Omit<UserEntry, 'startsAt' | 'endsAt'>> & { startsAt?: string | null; endsAt?: string | null } = {},
): UserEntry => {
  const { startsAt = '2030-01-01T12:00:00Z', endsAt = '2030-01-01T13:00:00Z', ...rest } = fields;
  return {
    requestId: nextId(),
    by: U('alice'),
    sessionName: parseSessionName('alice'),
    roles: [aUserRole()],
    ...rest,
    ...(startsAt === null ? {} : { startsAt: new Date(startsAt) }),
    ...(endsAt === null ? {} : { endsAt: new Date(endsAt) }),
  };
};

export type PresentUser = Extract<ObservedUser, { kind: 'present' }>;

/** alice in IAM, without any inline policy. */
export const anObservedUser = (fields: Partial<PresentUser> = {}): PresentUser => ({
  kind: 'present',
  userArn: alice.arn,
  userName: 'alice',
  policies: {},
  otherChars: 0,
  ...fields,
});

export const goneUser = (userArn: UserArn = parseUserArn(alice.arn)): ObservedUser => ({ kind: 'gone', userArn });

/** The user after the steps of a plan. IAM refuses each step that exceeds the quota. */
export const appliedToUser = (observed: PresentUser, steps: readonly UserStep[]): PresentUser =>
  steps.reduce((user, step) => {
    const { [step.policyName]: _, ...others } = user.policies;
    const policies = step.kind === 'put_user_policy' ? { ...others, [step.policyName]: step.document } : others;
    const chars = Object.values(policies).reduce((sum, document) => sum + policyChars(document), user.otherChars);
    if (step.kind === 'put_user_policy' && chars > 2048) throw new Error(`LimitExceeded: ${chars} of 2048`);
    const { policies: _before, ...rest } = user;
    return { ...rest, policies };
  }, observed);

/** Our packed policy of a user. */
export const access = (user: PresentUser, hub: Hub = DEFAULT_HUB): PolicyDocument | undefined =>
  user.policies[accessPolicyName(hub)];
