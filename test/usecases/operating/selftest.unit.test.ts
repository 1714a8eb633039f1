import { decide } from '@assume-bot/local-aws/policy/decide';
import type { PolicyDocument as Evaluated } from '@assume-bot/local-aws/policy/document';
import { describe, expect, it } from 'vitest';
import { addSeconds } from '../../../functions/core/time.ts';
import type { PolicyDocument } from '../../../functions/core/trust/documents.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import type { UserAccess } from '../../../functions/core/trust/user-access.ts';
import { createSelftest } from '../../../functions/usecases/operating/selftest.ts';
import { alice, anIamUser, aTrust, breakGlass, idOf, PROD, ROLE, U, UTILS } from '../../support/builders.ts';
import { aClock } from '../../support/fixed-clock.ts';
import { createMemoryIam } from '../../support/memory-iam.ts';

const NOON = '2030-01-01T12:00:00Z';
const evaluated = (documents: Readonly<Record<string, PolicyDocument>>): Evaluated[] =>
  Object.values(documents) as Evaluated[];
const ALLOW_ALL: Evaluated = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** A role and alice in memory, with the decisions of STS and of the role's policies. */
const aWorld = ({ held = [] as UserAccess['entries'], person = alice } = {}) => {
  const clock = aClock(NOON);
  const iam = createMemoryIam({ roles: [{ arn: ROLE, trust: aTrust(breakGlass) }], users: [{ arn: alice.arn }] });
  const grants = { ofRole: async () => ({ grants: [], damaged: [] }) };
  const users = {
    read: async () => ({ access: { userArn: alice.arn, version: 1, entries: held }, isDamaged: false }),
  };
  const assume = async () => {
    const evaluation = decide({
      principal: { arn: alice.arn, accountId: UTILS },
      action: 'sts:AssumeRole',
      resource: ROLE,
      resourceAccount: PROD,
      context: {
        'aws:username': 'alice',
        'aws:PrincipalArn': alice.arn,
        'sts:RoleSessionName': 'alice',
        'aws:CurrentTime': clock.now().toISOString(),
      },
      identityPolicies: person.identity === 'managed' ? evaluated(iam.userPolicies(alice.arn)) : [ALLOW_ALL],
      resourcePolicy: iam.trust(ROLE) as Evaluated,
      resourcePolicyIsRequired: true,
    });
    return evaluation === 'Allowed'
      ? ({ kind: 'session', session: clock.now() } as const)
      : ({ kind: 'denied', why: evaluation } as const);
  };
  const probe = async (issuedAt: Date) =>
    decide({
      principal: { arn: `arn:aws:sts::${PROD}:assumed-role/s3-list-role/alice`, accountId: PROD },
      action: 's3:ListAllMyBuckets',
      resource: '*',
      resourceAccount: PROD,
      context: {
        'aws:userid': 'AROAEXAMPLE:alice',
        'aws:CurrentTime': clock.now().toISOString(),
        'aws:TokenIssueTime': issuedAt.toISOString(),
      },
      identityPolicies: [ALLOW_ALL, ...evaluated(iam.rolePolicies(ROLE))],
    }) === 'Allowed'
      ? ('alive' as const)
      : ('denied_everything' as const);
  const selftest = createSelftest<Date>({
    iam,
    hub: DEFAULT_HUB,
    grants,
    users,
    clock,
    person: { assume, probe },
    onProgress: () => {},
  });
  const run = () => selftest({ roleArn: ROLE, principal: person, seconds: 60 });
  return { iam, clock, run };
};

const NAMES = ['closed_before', 'written', 'opens', 'session_lives', 'session_ends', 'closed_after', 'cleaned_up'];

describe('the selftest', () => {
  it('checks both sides of the trust, and restores role and user', async () => {
    const { iam, run } = aWorld();

    const checks = await run();

    expect(checks.map(({ name, passed }) => [name, passed])).toEqual(NAMES.map((name) => [name, true]));
    expect(iam.calls()).toContain('put_user_policy');
    expect(iam.trust(ROLE)).toEqual(aTrust(breakGlass));
    expect([iam.rolePolicies(ROLE), iam.userPolicies(alice.arn)]).toEqual([{}, {}]);
  });

  it('does not write the user’s side if the organization manages it', async () => {
    const { iam, run } = aWorld({ person: anIamUser('alice', { identity: 'external' }) });

    const checks = await run();

    expect(checks.every(({ passed }) => passed)).toBe(true);
    expect(iam.calls()).not.toContain('put_user_policy');
  });

  it("keeps the user's access to other roles, and opens no access that is not judged yet", async () => {
    const other = `${ROLE}-2` as typeof ROLE;
    const judged = `${ROLE}-3` as typeof ROLE;
    const entry = {
      requestId: idOf(7),
      by: U('alice'),
      sessionName: alice.sessionName,
      startsAt: new Date(NOON),
      endsAt: addSeconds(new Date(NOON), 7200),
      roles: [
        { arn: other, state: 'confirmed' as const },
        { arn: judged, state: 'wanted' as const },
      ],
    };
    const { iam, run } = aWorld({ held: [entry] });

    await run();

    const policy = JSON.stringify(iam.access(alice.arn));
    expect(policy).toContain(other);
    expect(policy).not.toContain(judged);
    expect(policy).not.toContain(`"${ROLE}"`);
  });

  it('removes its writes if a write fails', async () => {
    const { iam, run } = aWorld();
    iam.faults.inject({ on: ['put_user_policy'] });

    await expect(run()).rejects.toThrow('stopped at put_user_policy');

    expect(iam.trust(ROLE)).toEqual(aTrust(breakGlass));
    expect([iam.rolePolicies(ROLE), iam.userPolicies(alice.arn)]).toEqual([{}, {}]);
  });
});
