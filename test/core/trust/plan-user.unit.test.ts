import { describe, expect, it } from 'vitest';
import { parseRoleArn } from '../../../functions/core/names.ts';
import type { PolicyDocument } from '../../../functions/core/trust/documents.ts';
import type { UserStep } from '../../../functions/core/trust/observed.ts';
import { planUser } from '../../../functions/core/trust/plan-user.ts';
import { accessPolicyName, DEFAULT_HUB, hubOf, legacyPolicyName } from '../../../functions/core/trust/policy-names.ts';
import type { UserEntry } from '../../../functions/core/trust/user-access.ts';
import { allowAssume } from '../../../functions/core/trust/user-policy.ts';
import { alice, aTrust, PROD, ROLE } from '../../support/builders.ts';
import {
  access,
  anEntry,
  anObservedUser,
  appliedToUser,
  at,
  aUserRole,
  goneUser,
  NOON,
  type PresentUser,
} from './a-plan.ts';

const OTHER = parseRoleArn(`arn:aws:iam::${PROD}:role/deploy`);
const planned = (entries: readonly UserEntry[], observed: PresentUser = anObservedUser(), now = NOON) => {
  const plan = planUser(entries, observed, DEFAULT_HUB, now);
  const user = appliedToUser(observed, plan.steps);
  expect(planUser(entries, user, DEFAULT_HUB, now).steps).toEqual([]);
  return { plan, user };
};
const resources = (user: PresentUser) => access(user)?.Statement.flatMap(({ Resource = [] }) => Resource);
const kinds = (steps: readonly UserStep[]) => steps.map(({ kind, policyName }) => `${kind} ${policyName}`);

/** The policy of release 0.1.0 for one role. */
const legacy = (roleArn = ROLE, endsAt = '2030-01-01T13:00:00Z') => ({
  [legacyPolicyName(roleArn)]: aTrust({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: roleArn,
    Condition: { DateLessThan: { 'aws:CurrentTime': endsAt } },
  }),
});

describe('planUser', () => {
  it('allows wanted and confirmed roles, but not reserved or refused roles', () => {
    const entry = anEntry({ roles: [aUserRole(), aUserRole(OTHER, 'confirmed')] });
    const [pending, refused] = [
      anEntry({ startsAt: null, endsAt: null, roles: [aUserRole(parseRoleArn(`${OTHER}-a`), 'reserved')] }),
      anEntry({
        roles: [aUserRole(parseRoleArn(`${OTHER}-b`), 'refused'), aUserRole(parseRoleArn(`${OTHER}-c`), 'reserved')],
      }),
    ];

    const { plan, user } = planned([entry, pending, refused]);

    expect(resources(user)).toEqual([OTHER, ROLE]);
    expect(kinds(plan.steps)).toEqual(['put_user_policy assume-bot-access']);
    expect(plan).toMatchObject({ refused: [], finished: [], nextChangeAt: at('13:00:00'), otherChars: 0 });
  });

  it('deletes the policy at the last end, which finishes the entry', () => {
    const entry = anEntry({ roles: [aUserRole(ROLE, 'confirmed')] });
    const { user } = planned([entry]);

    const { plan } = planned([entry], user, at('13:00:00'));

    expect(kinds(plan.steps)).toEqual(['delete_user_policy assume-bot-access']);
    expect(plan).toMatchObject({ finished: [entry] });
  });

  it('deletes the policy if a fast clock ended access before its start', () => {
    const entry = anEntry({ startsAt: '2030-01-01T12:00:03Z', roles: [aUserRole(ROLE, 'confirmed')] });
    const { user } = planned([entry]);
    const ended = { ...entry, endsAt: at('12:00:03') };

    const { plan } = planned([ended], user);

    expect(kinds(plan.steps)).toEqual(['delete_user_policy assume-bot-access']);
    expect(plan.finished).toEqual([ended]);
  });

  it('only refuses the wanted roles of a user who does not exist', () => {
    const [wanted, confirmed] = [anEntry(), anEntry({ roles: [aUserRole(OTHER, 'confirmed')] })];

    const plan = planUser([wanted, confirmed], goneUser(), DEFAULT_HUB, NOON);

    expect(plan.steps).toEqual([]);
    expect(plan.refused).toEqual([
      { entry: wanted, roleArn: ROLE, refusal: { kind: 'no_such_user', userArn: alice.arn } },
    ]);
  });

  it('refuses wanted roles of a user whose name differs in case from IAM, since no condition would match', () => {
    const { plan } = planned([anEntry()], anObservedUser({ userName: 'Alice' }));

    expect(plan.refused.map(({ refusal }) => refusal)).toEqual([
      { kind: 'user_name_differs', userArn: alice.arn, userName: 'Alice' },
    ]);
    expect(plan.steps).toEqual([]);
  });

  it('refuses a wanted role that does not fit beside the confirmed roles, and keeps those', () => {
    const confirmed = anEntry({ roles: [aUserRole(ROLE, 'confirmed')] });
    const { user } = planned([confirmed]);
    const full = { ...user, otherChars: 2048 - JSON.stringify(access(user)).length };

    const { plan, user: after } = planned([confirmed, anEntry({ roles: [aUserRole(OTHER)] })], full);

    expect(plan.refused).toMatchObject([{ roleArn: OTHER, refusal: { kind: 'does_not_fit', fittingRoles: 0 } }]);
    expect(resources(after)).toEqual([ROLE]);
  });

  it('keeps a refused entry for ten minutes, so that its request can report why', () => {
    const entry = anEntry({ endsAt: '2030-01-01T12:00:01Z', roles: [aUserRole(ROLE, 'refused')] });

    expect(planned([entry], anObservedUser(), at('12:10:00')).plan.finished).toEqual([]);
    expect(planned([entry], anObservedUser(), at('12:10:01')).plan.finished).toEqual([entry]);
  });

  it('restores a role that others removed from the policy', () => {
    const entry = anEntry({ roles: [aUserRole(ROLE, 'confirmed'), aUserRole(OTHER, 'confirmed')] });
    const { user } = planned([entry]);
    const edited = {
      ...user,
      policies: { 'assume-bot-access': aTrust(allowAssume([ROLE.replace('aws', '*')], { endsAt: at('13:00:00') })) },
    };

    expect(access(planned([entry], edited).user)).toEqual(access(user));
  });

  it('keeps the policy of another hub', () => {
    const other = hubOf('assume-bot-staging');
    const { user } = planned([anEntry()]);

    const plan = planUser([anEntry()], { ...anObservedUser(), policies: user.policies }, other, NOON);

    expect(kinds(plan.steps)).toEqual([`put_user_policy ${accessPolicyName(other)}`]);
  });
});

describe('the policies that release 0.1.0 wrote for each role', () => {
  const confirmed = (...arns: readonly (typeof ROLE)[]) =>
    anEntry({ roles: arns.map((arn) => aUserRole(arn, 'confirmed')) });

  it('are deleted after the packed policy was written', () => {
    const { plan } = planned([confirmed(ROLE)], anObservedUser({ policies: legacy() }));

    expect(kinds(plan.steps)).toEqual([
      'put_user_policy assume-bot-access',
      `delete_user_policy ${legacyPolicyName(ROLE)}`,
    ]);
  });

  it('are deleted if the packed policy already contains them, as after an interrupted run', () => {
    const { user } = planned([confirmed(ROLE)]);

    const { plan } = planned([confirmed(ROLE)], { ...user, policies: { ...user.policies, ...legacy() } });

    expect(kinds(plan.steps)).toEqual([`delete_user_policy ${legacyPolicyName(ROLE)}`]);
  });

  it('are deleted if their entry has ended or was refused, or their dates have passed', () => {
    const over = anEntry({ endsAt: '2030-01-01T11:00:00Z', roles: [aUserRole(ROLE, 'confirmed')] });
    const refused = anEntry({ roles: [aUserRole(OTHER, 'refused')] });
    const past = parseRoleArn(`${OTHER}-past`);
    const policies = { ...legacy(), ...legacy(OTHER), ...legacy(past, '2030-01-01T12:00:00Z') };

    const { user } = planned([over, refused], anObservedUser({ policies }));

    expect(user.policies).toEqual({});
  });

  it('are kept and counted while they are open and no entry replaces them', () => {
    const reserved = anEntry({ startsAt: null, endsAt: null, roles: [aUserRole(OTHER, 'reserved')] });
    const policies = { ...legacy(ROLE, '2030-01-01T15:00:00Z'), ...legacy(OTHER) };

    const { plan, user } = planned([reserved], anObservedUser({ policies, otherChars: 10 }));

    expect(user.policies).toEqual(policies);
    expect(plan.nextChangeAt).toEqual(at('13:00:00'));
    expect(plan.otherChars).toBe(
      10 + Object.values(policies).reduce((sum, one) => sum + JSON.stringify(one).length, 0),
    );
  });

  it('are replaced a few at a time if they fill the quota, and each role has a policy at every step', () => {
    const roles = Array.from({ length: 8 }, (_, index) => parseRoleArn(`arn:aws:iam::${PROD}:role/role-${index}`));
    const policies: Record<string, PolicyDocument> = Object.assign({}, ...roles.map((arn) => legacy(arn)));
    const before = anObservedUser({ policies });

    const { plan, user } = planned([confirmed(...roles)], before);

    expect(plan.overflow).toBeUndefined();
    expect(Object.keys(user.policies)).toEqual(['assume-bot-access']);
    for (const [index] of plan.steps.entries()) {
      const between = appliedToUser(before, plan.steps.slice(0, index));
      const allowed = Object.values(between.policies).flatMap(({ Statement }) =>
        Statement.flatMap(({ Resource = [] }) => Resource),
      );
      for (const role of roles)
        expect([role, role.replace('arn:aws:', 'arn:*:')].some((arn) => allowed.includes(arn))).toBe(true);
    }
  });

  it('are kept if the packed policy does not fit beside them, until one of them ends', () => {
    const roles = Array.from({ length: 9 }, (_, index) => parseRoleArn(`arn:aws:iam::${PROD}:role/role-${index}`));
    const policies: Record<string, PolicyDocument> = Object.assign({}, ...roles.map((arn) => legacy(arn)));
    const full = anObservedUser({
      policies,
      otherChars: 2048 - Object.values(policies).reduce((sum, one) => sum + JSON.stringify(one).length, 0),
    });

    const stuck = planned([confirmed(...roles)], full);
    const ended = planned([confirmed(...roles.slice(0, 8)), { ...confirmed(...roles.slice(8)), endsAt: NOON }], full);

    expect(stuck.plan.steps).toEqual([]);
    expect(stuck.plan.overflow).toBeDefined();
    expect(kinds(ended.plan.steps)[0]).toBe(`delete_user_policy ${legacyPolicyName(roles[8] as typeof ROLE)}`);
    expect(ended.user.policies).not.toHaveProperty(legacyPolicyName(roles[8] as typeof ROLE));
  });
});
