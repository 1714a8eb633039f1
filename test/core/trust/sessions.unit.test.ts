import { decide } from '@assume-bot/local-aws/policy/decide';
import type { PolicyDocument as Evaluated } from '@assume-bot/local-aws/policy/document';
import { describe, expect, it } from 'vitest';
import { accountOf } from '../../../functions/core/names.ts';
import type { PolicyDocument } from '../../../functions/core/trust/documents.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { planUser } from '../../../functions/core/trust/plan-user.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { aFederated, alice, anIamUser, aTrust, PROD, ROLE, UTILS } from '../../support/builders.ts';
import {
  access,
  aGrant,
  anEntry,
  anObservedRole,
  anObservedUser,
  appliedToUser,
  at,
  denialStatements,
  driftIn,
  NOON,
  planned,
} from './a-plan.ts';

const ALLOW_ALL = aTrust({ Effect: 'Allow', Action: '*', Resource: '*' });
const evaluated = (document: PolicyDocument) => document as Evaluated;

/** A session of a sign-in role, as STS sees it when it calls for ROLE. */
const signedIn = (
  {
    path,
    session,
    action = 'sts:AssumeRole',
    now = NOON,
  }: { path: string; session: string; action?: string; now?: Date },
  context: Readonly<Record<string, string>>,
  trust: PolicyDocument,
) => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const roleArn = `arn:aws:iam::${UTILS}:role/${path}`;
  return decide({
    principal: { arn: `arn:aws:sts::${UTILS}:assumed-role/${name}/${session}`, accountId: UTILS, roleArn },
    action,
    resource: ROLE,
    resourceAccount: accountOf(ROLE),
    context: {
      'aws:PrincipalArn': roleArn,
      'aws:userid': `AROASIGNIN0000000000:${session}`,
      'aws:CurrentTime': now.toISOString(),
      ...context,
    },
    identityPolicies: [evaluated(ALLOW_ALL)],
    resourcePolicy: evaluated(trust),
    resourcePolicyIsRequired: true,
  });
};

describe('a federated user whose sign-in role is listed without a path', () => {
  const { trust } = planned([aGrant({ principal: aFederated('carol', 'Builders') })]).role;
  const assumeThrough = (path: string) =>
    signedIn({ path, session: 'carol' }, { 'sts:RoleSessionName': 'carol' }, trust);

  it('is admitted through that role with any path', () => {
    expect(['Builders', 'team/Builders', 'team/a/Builders'].map(assumeThrough)).toEqual([
      'Allowed',
      'Allowed',
      'Allowed',
    ]);
  });

  it('is not admitted through a role whose name only ends with the same text', () => {
    expect(['XBuilders', 'team/XBuilders', 'Builders/X'].map(assumeThrough)).not.toContain('Allowed');
  });

  it('is admitted only with that path if the catalog has one', () => {
    const withPath = planned([aGrant({ principal: aFederated('carol', 'team/Builders') })]).role.trust;
    const assumeWithPath = (path: string) =>
      signedIn({ path, session: 'carol' }, { 'sts:RoleSessionName': 'carol' }, withPath);

    expect([assumeWithPath('team/Builders'), assumeWithPath('Builders')]).toEqual(['Allowed', 'ImplicitlyDenied']);
  });
});

describe('a federated session that carries a source identity', () => {
  const grants = [
    aGrant({ principal: aFederated('carol') }),
    aGrant({ principal: aFederated('dan'), endsAt: '2030-01-01T14:00:00Z' }),
  ];
  const { trust } = planned(grants).role;
  const sets = (session: string, wanted: string, carried?: string, now = NOON) =>
    signedIn(
      { path: 'Dev', session, action: 'sts:SetSourceIdentity', now },
      { 'sts:SourceIdentity': wanted, ...(carried === undefined ? {} : { 'aws:SourceIdentity': carried }) },
      trust,
    );

  it('may keep that identity until the latest end of its sign-in role', () => {
    expect(sets('carol', 'carol@corp', 'carol@corp')).toBe('Allowed');
    expect(sets('dan', 'dan@corp', 'dan@corp', at('13:59:59'))).toBe('Allowed');
    expect(sets('dan', 'dan@corp', 'dan@corp', at('14:00:00'))).toBe('ImplicitlyDenied');
  });

  it('cannot set another identity; sessions without one, and other users, cannot set any', () => {
    expect(sets('carol', 'dan@corp', 'carol@corp')).toBe('ImplicitlyDenied');
    expect(sets('carol', 'carol@corp')).toBe('ImplicitlyDenied');
    expect(sets('erin', 'erin@corp', 'erin@corp')).toBe('ImplicitlyDenied');
  });
});

describe('a statement of release 0.1.0', () => {
  it('is replaced and completed in one write', () => {
    const grant = aGrant({ principal: aFederated('carol') });
    const [foreign, ...own] = planned([grant]).role.trust.Statement;
    const old = own
      .filter(({ Action }) => Action === 'sts:AssumeRole')
      .map((one) => ({ ...one, Sid: 'AssumeBot01234567' }));
    const observed = anObservedRole({ trust: aTrust(foreign as never, ...old) });

    const { plan, role } = planned([grant], NOON, observed);

    expect(plan.steps.filter(({ kind }) => kind === 'put_trust')).toHaveLength(1);
    expect(role.trust.Statement.flatMap(({ Action }) => Action).toSorted()).toEqual([
      'sts:AssumeRole',
      'sts:AssumeRole',
      'sts:SetSourceIdentity',
    ]);
  });
});

describe('a session of a role that trusts its own account', () => {
  const open = planned([aGrant()]).role.guard;
  const assumes = (session: string, resource: string, guard: PolicyDocument | undefined = open, now = NOON) =>
    decide({
      principal: { arn: `arn:aws:sts::${PROD}:assumed-role/s3-list-role/${session}`, accountId: PROD, roleArn: ROLE },
      action: 'sts:AssumeRole',
      resource,
      resourceAccount: PROD,
      context: {
        'aws:PrincipalArn': ROLE,
        'aws:userid': `AROATARGETROLE000000:${session}`,
        'aws:CurrentTime': now.toISOString(),
        'aws:TokenIssueTime': now.toISOString(),
        'sts:RoleSessionName': 'another-name',
      },
      identityPolicies: [evaluated(ALLOW_ALL), evaluated(guard as PolicyDocument)],
      resourcePolicy: evaluated(
        aTrust({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${PROD}:root` }, Action: 'sts:AssumeRole' }),
      ),
      resourcePolicyIsRequired: true,
    });

  it('is denied by an added statement in a guard of release 0.1.0, which is not reported as drift', () => {
    const grant = aGrant();
    const { role } = planned([grant]);
    const old = { ...role, guard: aTrust(...denialStatements(role)) };

    const { plan, role: after } = planned([grant], NOON, old);

    expect(driftIn(old, [grant], NOON)).toEqual([]);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['put_guard']);
    expect(after).toEqual(role);
  });

  it('cannot renew itself under another name while access is open', () => {
    expect(assumes('alice', ROLE)).toBe('ExplicitlyDenied');
    expect(assumes('alice', `${ROLE}-2`)).toBe('Allowed');
    expect(assumes('break-glass', ROLE)).toBe('Allowed');
  });

  it.each<[string, string, readonly Grant[], Date]>([
    ['a federated user', 'carol', [aGrant({ principal: aFederated('carol') })], NOON],
    ['the second of two users', 'dan', [aGrant(), aGrant({ principal: anIamUser('dan') })], NOON],
    ['a user with a future start', 'alice', [aGrant({ startsAt: '2030-01-01T12:30:00Z' })], NOON],
    ['a user whose access has expired', 'alice', [aGrant()], at('13:30:00')],
    ['a user whose access ended early', 'alice', [aGrant({ endsAt: '2030-01-01T12:10:00Z' })], at('12:40:00')],
  ])('cannot renew itself under another name while its name is in the guard: %s', (_, session, grants, now) => {
    const written = planned(grants.map((grant) => ({ ...grant, endsAt: at('13:00:00') }))).role;
    const { guard } = planned(grants, now, written).role;

    expect(assumes(session, ROLE, guard, now)).toBe('ExplicitlyDenied');
    expect(assumes('break-glass', ROLE, guard, now)).toBe('Allowed');
    expect(assumes(session, ROLE, aTrust(), now)).toBe('Allowed');
  });
});

describe('an IAM user whose whole account a foreign statement trusts', () => {
  const foreign = aTrust({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${UTILS}:root` },
    Action: 'sts:AssumeRole',
  });
  const entry = anEntry();
  const user = appliedToUser(anObservedUser(), planUser([entry], anObservedUser(), DEFAULT_HUB, NOON).steps);
  const assumeAs = (sessionName: string, now = NOON) =>
    decide({
      principal: { arn: alice.arn, accountId: UTILS },
      action: 'sts:AssumeRole',
      resource: ROLE,
      resourceAccount: PROD,
      context: {
        'aws:PrincipalArn': alice.arn,
        'aws:username': 'alice',
        'aws:userid': 'AIDAUSER000000000000',
        'aws:CurrentTime': now.toISOString(),
        'sts:RoleSessionName': sessionName,
      },
      identityPolicies: [evaluated(access(user) as PolicyDocument)],
      resourcePolicy: evaluated(foreign),
      resourcePolicyIsRequired: true,
    });

  it('is admitted only under the session name in the guard', () => {
    expect([assumeAs('alice'), assumeAs('bob'), assumeAs('alice', at('13:00:00'))]).toEqual([
      'Allowed',
      'ImplicitlyDenied',
      'ImplicitlyDenied',
    ]);
  });

  it('is also admitted by a role ARN for any partition', () => {
    const packed = JSON.parse(JSON.stringify(access(user)).replace('arn:aws:', 'arn:*:'));
    const decided = decide({
      principal: { arn: alice.arn, accountId: UTILS },
      action: 'sts:AssumeRole',
      resource: ROLE,
      resourceAccount: PROD,
      context: { 'aws:username': 'alice', 'aws:CurrentTime': NOON.toISOString(), 'sts:RoleSessionName': 'alice' },
      identityPolicies: [packed],
      resourcePolicy: evaluated(foreign),
      resourcePolicyIsRequired: true,
    });

    expect(decided).toBe('Allowed');
  });
});
