import { decide } from '@assume-bot/local-aws/policy/decide';
import type { PolicyDocument as Evaluated } from '@assume-bot/local-aws/policy/document';
import { describe, expect, it } from 'vitest';
import type { RoleConditions } from '../../../functions/core/catalog/catalog.ts';
import { accountOf } from '../../../functions/core/names.ts';
import { isoSeconds } from '../../../functions/core/time.ts';
import { policyChars, type Statement } from '../../../functions/core/trust/documents.ts';
import { foundTerms } from '../../../functions/core/trust/found-terms.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { aFederated, alice, anIamUser, aTrust, bob, breakGlass, ROLE, UTILS } from '../../support/builders.ts';
import { aGrant, anObservedRole, driftIn, NOON, ours, planned, planOf } from './a-plan.ts';

const ALLOW_ALL: Evaluated = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
const ROOT = `arn:aws:iam::${UTILS}:root`;

const roleWith = (conditions: RoleConditions, grants: readonly Grant[], quotaChars = 2048) =>
  planned(grants, NOON, anObservedRole({ trust: aTrust(breakGlass), trustQuotaChars: quotaChars }), undefined, {
    conditions,
  }).role;

/** What STS decides for a user of the account utils. */
const assume = (
  { arn, userName }: typeof alice,
  role: ReturnType<typeof roleWith>,
  context: Readonly<Record<string, string>>,
) =>
  decide({
    principal: { arn, accountId: UTILS },
    action: 'sts:AssumeRole',
    resource: ROLE,
    resourceAccount: accountOf(ROLE),
    context: {
      'aws:PrincipalArn': arn,
      'aws:username': userName,
      'aws:userid': 'AIDAUSER000000000000',
      'aws:CurrentTime': isoSeconds(NOON),
      'sts:RoleSessionName': userName,
      ...context,
    },
    identityPolicies: [ALLOW_ALL],
    resourcePolicy: role.trust as Evaluated,
    resourcePolicyIsRequired: true,
  });

const FRESH = { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' };
const CASES: readonly [string, RoleConditions, Readonly<Record<string, string>>, Readonly<Record<string, string>>][] = [
  ['MFA', { mfa: {} }, { 'aws:MultiFactorAuthPresent': 'true' }, { 'aws:MultiFactorAuthPresent': 'false' }],
  ['recent MFA', { mfa: { maxAgeSeconds: 3600 } }, FRESH, { ...FRESH, 'aws:MultiFactorAuthAge': '3600' }],
  [
    'an IPv4 network',
    { sourceIp: ['203.0.113.0/24', '2001:db8::/32'] },
    { 'aws:SourceIp': '203.0.113.9' },
    { 'aws:SourceIp': '203.0.114.9' },
  ],
  [
    'an IPv6 network',
    { sourceIp: ['203.0.113.0/24', '2001:db8::/32'] },
    { 'aws:SourceIp': '2001:db8::7' },
    { 'aws:SourceIp': '2001:db9::7' },
  ],
  [
    'a VPC',
    { vpc: ['vpc-0a1b2c3d', 'vpc-11112222'] },
    { 'aws:SourceVpc': 'vpc-11112222' },
    { 'aws:SourceVpc': 'vpc-1' },
  ],
  [
    'an organization',
    { principalOrgId: 'o-a1b2c3d4e5' },
    { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
    { 'aws:PrincipalOrgID': 'o-other00000' },
  ],
];

describe('a role with conditions in the catalog', () => {
  it.each(CASES)('admits a holder only if the call meets them: %s', (_, conditions, met, unmet) => {
    const role = roleWith(conditions, [aGrant()]);

    expect(assume(alice, role, met)).toBe('Allowed');
    expect(assume(alice, role, unmet)).not.toBe('Allowed');
    expect(assume(alice, role, {})).not.toBe('Allowed');
    expect(assume(bob, role, met)).not.toBe('Allowed');
  });

  it('requires all of several conditions', () => {
    const role = roleWith({ mfa: {}, principalOrgId: 'o-a1b2c3d4e5' }, [aGrant()]);
    const [mfa, organization] = [
      { 'aws:MultiFactorAuthPresent': 'true' },
      { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
    ] as const;

    expect(assume(alice, role, { ...mfa, ...organization })).toBe('Allowed');
    expect(assume(alice, role, mfa)).not.toBe('Allowed');
    expect(assume(alice, role, organization)).not.toBe('Allowed');
  });

  it('keeps them in a statement that users share because the policy is full', () => {
    const grants = [
      aGrant(),
      aGrant({ principal: bob, endsAt: '2030-01-01T13:30:00Z' }),
      aGrant({ principal: aFederated('carol') }),
      aGrant({ principal: aFederated('dan'), endsAt: '2030-01-01T14:00:00Z' }),
    ];
    const conditions = { sourceIp: ['203.0.113.0/24'] };
    const exact = policyChars(roleWith(conditions, grants, 8192).trust);
    const packed = roleWith(conditions, grants, exact - 1);

    const admitting = ours(packed).filter(({ Action }) => Action === 'sts:AssumeRole');
    expect(admitting.length).toBeLessThan(grants.length);
    expect(admitting.map(({ Condition }) => Condition?.['IpAddress'])).toEqual(
      admitting.map(() => ({ 'aws:SourceIp': '203.0.113.0/24' })),
    );
    expect(assume(bob, packed, { 'aws:SourceIp': '198.51.100.1' })).not.toBe('Allowed');
  });

  it('has open access rewritten when the catalog adds, changes or removes a condition, and this is not drift', () => {
    const grant = aGrant();
    const plain = planned([grant]).role;
    const terms = { conditions: { mfa: {} } };

    const [added, ...others] = planOf([grant], plain, NOON, terms).steps;

    expect(others).toEqual([]);
    expect(added).toMatchObject({ kind: 'put_trust' });
    const restricted = roleWith({ mfa: {} }, [grant]);
    expect(planOf([grant], restricted, NOON, terms).steps).toEqual([]);
    expect(planOf([grant], restricted, NOON).steps).toHaveLength(1);
    expect(driftIn(restricted, [grant], NOON)).toEqual([]);
  });

  it.each([
    {},
    { sessionTags: true as const },
    { conditions: { mfa: {} } },
    { conditions: { mfa: { maxAgeSeconds: 600 }, principalOrgId: 'o-a1b2c3d4e5' }, sessionTags: true as const },
    { conditions: { sourceIp: ['203.0.113.0/24'] } },
    { conditions: { vpc: ['vpc-0a1b2c3d', 'vpc-11112222'] } },
  ])('has terms that can be read back from its trust policy: %j', (terms) => {
    const grants = [aGrant(), aGrant({ principal: aFederated('carol') })];
    const { role } = planned(grants, NOON, undefined, undefined, terms);

    expect(foundTerms(role, DEFAULT_HUB)).toEqual(terms);
    expect(planOf(grants, role, NOON, foundTerms(role, DEFAULT_HUB)).steps).toEqual([]);
  });

  it('has terms that do not lose a condition with one statement that was changed in IAM', () => {
    const terms = { conditions: { sourceIp: ['203.0.113.0/24'] } };
    const grants = [aGrant(), aGrant({ principal: aFederated('carol') })];
    const { role } = planned(grants, NOON, undefined, undefined, terms);
    const admitting = role.trust.Statement.filter(({ Action }) => Action === 'sts:AssumeRole');

    expect(admitting).toHaveLength(2);
    for (const target of admitting) {
      const Statement = role.trust.Statement.map((statement): Statement => {
        if (statement !== target) return statement;
        const { IpAddress: _, ...rest } = statement.Condition ?? {};
        return { ...statement, Condition: rest };
      });
      expect(foundTerms({ trust: { ...role.trust, Statement } }, DEFAULT_HUB)).toEqual(terms);
    }
  });

  it('reports and repairs a statement that lost its condition in IAM', () => {
    const grant = aGrant();
    const role = roleWith({ mfa: {} }, [grant]);
    const stripped = role.trust.Statement.map(({ Condition, ...statement }): Statement => {
      const { Bool: _, ...rest } = Condition ?? {};
      return { ...statement, Condition: rest };
    });
    const edited = { ...role, trust: { ...role.trust, Statement: stripped } };

    expect(driftIn(edited, [grant], NOON)).toMatchObject([{ kind: 'changed', document: 'trust policy' }]);
    expect(planOf([grant], edited, NOON, { conditions: { mfa: {} } }).steps).toMatchObject([{ kind: 'put_trust' }]);
  });
});

describe('a foreign statement beside conditions of the catalog', () => {
  const admits = (Condition?: Statement['Condition'], AWS: string = ROOT): Statement => ({
    Sid: 'Found',
    Effect: 'Allow',
    Principal: { AWS },
    Action: 'sts:AssumeRole',
    ...(Condition === undefined ? {} : { Condition }),
  });
  const refusals = (
    statement: Statement,
    principal: Grant['principal'] = alice,
    conditions: RoleConditions = { mfa: {} },
  ) =>
    planOf([aGrant({ state: 'wanted', principal })], anObservedRole({ trust: aTrust(statement) }), NOON, {
      conditions,
    }).refused.map(({ refusal }) => refusal);

  it.each<[string, Statement]>([
    ['the account', admits()],
    ['the account with a condition on something else', admits({ StringEquals: { 'sts:ExternalId': 'x' } })],
    ['the user', admits(undefined, alice.arn)],
    ['every principal in the organization', admits({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, '*')],
    ['the user by name', admits({ StringLike: { 'aws:username': ['ali*'] } })],
    ['everyone but another user', { ...admits(), Principal: undefined, NotPrincipal: { AWS: [bob.arn] } }],
  ])('refuses the role if it could admit the user without them: %s', (_, statement) => {
    expect(refusals(statement)).toEqual([{ kind: 'conditions_bypassed', roleArn: ROLE, sid: 'Found' }]);
  });

  it.each<[string, Statement]>([
    ['it has the same condition', admits({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })],
    ['it names another user', admits(undefined, bob.arn)],
    ['it excludes the account', { ...admits(), Principal: undefined, NotPrincipal: { AWS: ROOT } }],
    ['it names another user by a condition', admits({ StringEquals: { 'aws:username': 'bob' } })],
    ['it admits another account', breakGlass],
  ])('does not matter if %s', (_, statement) => {
    expect(refusals(statement)).toEqual([]);
  });

  it.each([
    ['the sign-in role with its path', `arn:aws:iam::${UTILS}:role/team/Dev`, true],
    ['the session of the user', `arn:aws:sts::${UTILS}:assumed-role/Dev/carol`, true],
    ['the session of another user', `arn:aws:sts::${UTILS}:assumed-role/Dev/erin`, false],
    ['a role with a similar name', `arn:aws:iam::${UTILS}:role/XDev`, false],
  ])('is understood for a federated user: it names %s', (_, arn, isRefused) => {
    const found = refusals(admits(undefined, arn), aFederated('carol'), { principalOrgId: 'o-a1b2c3d4e5' });

    expect(found.map(({ kind }) => kind)).toEqual(isRefused ? ['conditions_bypassed'] : []);
  });

  it('does not matter for a role without conditions, where the policy of the user pins the session name', () => {
    expect(refusals(admits(), alice, {})).toEqual([]);
  });

  it('refuses a user whom the organization manages for the session name, as without conditions', () => {
    expect(refusals(admits(), anIamUser('alice', { identity: 'external' }))).toMatchObject([
      { kind: 'account_trusted' },
    ]);
  });
});
