import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { DEFAULT_HUB, guardPolicyName, hubOf } from '../../../functions/core/trust/policy-names.ts';
import { aFederated, alice, anIamUser, aTrust, breakGlass, PROD, UTILS } from '../../support/builders.ts';
import { aGrant, anObservedRole, applied, at, NOON, ours, planned, planOf } from './a-plan.ts';

describe('planRole', () => {
  it('refuses a second user with the same session name, even after the access of the first has ended', () => {
    const first = aGrant({ endsAt: '2030-01-01T12:10:00Z' });
    const namesake = aGrant({ state: 'wanted', principal: aFederated('alice') });
    const current = planned([first]).role;

    const plan = planOf([first, namesake], current, at('12:20:00'));

    expect(plan.refused.map(({ refusal }) => refusal)).toEqual([{ kind: 'session_name_taken', sessionName: 'alice' }]);
  });

  it('refuses a policy of an older version, since a new version could change foreign statements', () => {
    const foreign = { ...breakGlass, Condition: { StringEquals: { 'aws:username': '${aws:username}' } } };
    const observed = anObservedRole({ trust: { Version: '2008-10-17', Statement: [foreign] } });

    const { plan } = planned([aGrant({ state: 'wanted' })], NOON, observed);

    expect(plan.refused.map(({ refusal }) => refusal)).toEqual([{ kind: 'old_policy_version' }]);
    expect(plan.steps).toEqual([]);
  });
});

describe("a role whose trust policy admits the user's whole account", () => {
  const external = anIamUser('alice', { identity: 'external' });
  const admits = (AWS: string, Condition?: Statement['Condition']): Statement => ({
    Effect: 'Allow',
    Principal: { AWS },
    Action: 'sts:AssumeRole',
    ...(Condition === undefined ? {} : { Condition }),
  });
  const root = admits(`arn:aws:iam::${UTILS}:root`);
  const refusals = (principal: Grant['principal'], statement: Statement, state: Grant['state'] = 'wanted') =>
    planned([aGrant({ state, principal })], NOON, anObservedRole({ trust: aTrust(statement) })).plan.refused.map(
      ({ refusal }) => refusal.kind,
    );

  it.each([
    ['its root', root],
    ['its account ID', admits(UTILS)],
    ['every principal', admits('*')],
    ['every action', { ...root, Action: 'sts:*' }],
  ])('is refused to a user whose session name the bot does not pin: %s', (_, statement) => {
    expect(refusals(external, statement)).toEqual(['account_trusted']);
    expect(refusals(aFederated('carol'), statement)).toEqual(['account_trusted']);
  });

  it.each<[string, Grant['principal'], Statement]>([
    ['the policy of the bot pins the session name', alice, root],
    ['another account is trusted', external, admits(`arn:aws:iam::${PROD}:root`)],
    ['the statement has a condition', external, breakGlass],
    [
      'the statement pins the session name',
      external,
      admits(`arn:aws:iam::${UTILS}:root`, { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } }),
    ],
  ])('is granted if %s', (_, principal, statement) => {
    expect(refusals(principal, statement)).toEqual([]);
  });

  it('stays granted if that statement was added later', () => {
    expect(refusals(external, root, 'confirmed')).toEqual([]);
  });
});

describe('a role in the catalogs of two hubs', () => {
  const hubs = [DEFAULT_HUB, hubOf('assume-bot-staging')] as const;

  it.each([hubs, [hubs[1], hubs[0]] as const])(
    'stays with the first hub, %o, and the second hub gets the refusal',
    (first, second) => {
      const held = aGrant();
      const { role } = planned([held], NOON, anObservedRole(), first);
      const { guard, ...others } = role;
      const asSecondSeesIt = {
        ...others,
        otherHubGuards: [guardPolicyName(first)],
        foreignInlineChars: JSON.stringify(guard).length,
      };

      const { plan, role: after } = planned([aGrant({ state: 'wanted' })], NOON, asSecondSeesIt, second);

      expect(plan.refused.map(({ refusal }) => refusal)).toEqual([{ kind: 'another_hub', marks: [first.mark] }]);
      expect(after).toEqual(asSecondSeesIt);
      expect(ours(role, first)).toHaveLength(1);
      expect(ours(role, second)).toEqual([]);
    },
  );

  it('is detected by the session guard alone', () => {
    const observed = anObservedRole({ otherHubGuards: ['assume-bot-0123ab-session-guard'] });

    const { plan } = planned([aGrant({ state: 'wanted' })], NOON, observed);

    expect(plan.refused.map(({ refusal }) => refusal)).toEqual([{ kind: 'another_hub', marks: ['0123ab'] }]);
  });

  it('is still closed by a hub that has a grant on it, but not opened', () => {
    const [mine, other] = hubs;
    const grant = aGrant();
    const { role } = planned([grant]);
    const [foreign] = ours(planned([aGrant()], NOON, anObservedRole(), other).role, other);
    if (foreign === undefined) throw new Error('no statement of the other hub');
    const shared = { ...role, trust: aTrust(...role.trust.Statement, foreign) };

    const plan = planOf([{ ...grant, endsAt: at('12:10:00') }], shared, at('12:10:00'));

    const after = applied(shared, plan.steps);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['put_guard', 'put_trust']);
    expect(ours(after, mine)).toEqual([]);
    expect(after.trust.Statement).toEqual([breakGlass, foreign]);
  });
});
