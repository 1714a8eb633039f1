import { ListRolesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../policy/document.ts';
import { aLocalAws, assume, iamAs, PROD, policy, ROLE, refusal, stsAs, userArn } from '../testing/a-local-aws.ts';
import type { Credentials, LocalAws } from '../types.ts';

const canList = async (aws: LocalAws, as: Credentials): Promise<string> => {
  try {
    await iamAs(aws, as).send(new ListRolesCommand({}));
    return 'Allowed';
  } catch (error) {
    return (error as Error).message;
  }
};

const denyAfter = (userId: string, end: string): PolicyDocument =>
  policy({
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { StringLike: { 'aws:userid': userId }, DateGreaterThanEquals: { 'aws:CurrentTime': end } },
  });

const allowList = policy({ Effect: 'Allow', Action: 'iam:ListRoles', Resource: '*' });

describe('a session', () => {
  it('is denied from the second that an inline policy of its role names, without an effect on other sessions', async () => {
    const { aws, clock } = await aLocalAws();
    aws.editRole(ROLE, { inlinePolicies: { list: allowList, guard: denyAfter('*:alice', '2030-01-01T12:10:00Z') } });
    const alice = await assume(aws, aws.credentialsOf(userArn('alice')));
    const other = aws.issueSession({ roleArn: ROLE, sessionName: 'bob' });

    clock.set('2030-01-01T12:09:59.999Z');
    const before = [await canList(aws, alice), await canList(aws, other)];
    clock.set('2030-01-01T12:10:00Z');
    const after = [await canList(aws, alice), await canList(aws, other)];

    expect(before).toEqual(['Allowed', 'Allowed']);
    expect(after).toEqual([
      `User: arn:aws:sts::${PROD}:assumed-role/s3-list-role/alice is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::${PROD}:role/ with an explicit deny in an identity-based policy`,
      'Allowed',
    ]);
  });

  it('is distinguished from a later session by its token issue time, to the second', async () => {
    const { aws, clock } = await aLocalAws();
    const deniedBefore = policy({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T12:05:00Z' } },
    });
    aws.editRole(ROLE, { inlinePolicies: { list: allowList, guard: deniedBefore } });
    clock.set('2030-01-01T12:04:59.900Z');
    const early = aws.issueSession({ roleArn: ROLE, sessionName: 'alice' });
    clock.set('2030-01-01T12:05:00.100Z');
    const late = aws.issueSession({ roleArn: ROLE, sessionName: 'alice' });

    const answers = [await canList(aws, early), await canList(aws, late)];
    const withinTheSecond = policy({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T12:05:00.050Z' } },
    });
    aws.editRole(ROLE, { inlinePolicies: { guard: withinTheSecond } });
    const lateAgain = await canList(aws, late);

    expect(answers[0]).toContain('with an explicit deny');
    expect(answers[1]).toBe('Allowed');
    expect(lateAgain).toContain('with an explicit deny');
  });

  it('follows its role: a changed policy takes effect on the next call', async () => {
    const { aws } = await aLocalAws();
    const session = aws.issueSession({ roleArn: ROLE, sessionName: 'alice' });

    const before = await canList(aws, session);
    aws.editRole(ROLE, { inlinePolicies: { list: allowList } });
    const after = await canList(aws, session);

    expect(before).toContain('because no identity-based policy allows the iam:ListRoles action');
    expect(after).toBe('Allowed');
  });

  it('expires at its expiration for every call', async () => {
    const { aws, clock } = await aLocalAws();
    const session = aws.issueSession({ roleArn: ROLE, sessionName: 'alice', durationSeconds: 900 });

    clock.advance(899);
    const before = await stsAs(aws, session).send(new GetCallerIdentityCommand({}));
    clock.advance(1);
    const after = await refusal(stsAs(aws, session).send(new GetCallerIdentityCommand({})));

    expect(before.Account).toBe(PROD);
    expect(after.code).toBe('ExpiredToken');
  });

  it('can always call GetCallerIdentity, even if everything is denied', async () => {
    const { aws } = await aLocalAws();
    aws.editRole(ROLE, {
      inlinePolicies: { nothing: policy({ Effect: 'Deny', Action: '*', Resource: '*' }) },
    });
    const session = aws.issueSession({ roleArn: ROLE, sessionName: 'alice' });

    const identity = await stsAs(aws, session).send(new GetCallerIdentityCommand({}));

    expect(identity.Arn).toBe(`arn:aws:sts::${PROD}:assumed-role/s3-list-role/alice`);
  });

  it('of a federated user has the session name it was issued with, including for roles reserved by AWS', async () => {
    const { aws } = await aLocalAws();
    const path = '/aws-reserved/sso.amazonaws.com/';
    const name = 'AWSReservedSSO_Developer_0123456789abcdef';
    aws.seed({
      accounts: [
        {
          id: PROD,
          roles: [
            {
              name,
              path,
              trustPolicy: policy({
                Effect: 'Allow',
                Principal: { Federated: `arn:aws:iam::${PROD}:saml-provider/AWSSSO` },
                Action: 'sts:AssumeRoleWithSAML',
              }),
            },
          ],
        },
      ],
    });

    const session = aws.issueSession({
      roleArn: `arn:aws:iam::${PROD}:role${path}${name}`,
      sessionName: 'carol@example.com',
    });

    const identity = await stsAs(aws, session).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${PROD}:assumed-role/${name}/carol@example.com`);
  });

  it('matches trust policy conditions with its account and the ARN of its role, path included', async () => {
    const { aws } = await aLocalAws();
    aws.seed({
      accounts: [
        {
          id: PROD,
          roles: [
            {
              name: 'dev',
              path: '/eng/',
              trustPolicy: policy({
                Effect: 'Allow',
                Principal: { Service: 'lambda.amazonaws.com' },
                Action: 'sts:AssumeRole',
              }),
              inlinePolicies: { a: policy({ Effect: 'Allow', Action: 'sts:*', Resource: '*' }) },
            },
            {
              name: 'target',
              trustPolicy: policy({
                Effect: 'Allow',
                Principal: { AWS: `arn:aws:iam::${PROD}:root` },
                Action: 'sts:AssumeRole',
                Condition: {
                  ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${PROD}:role/eng/d*` },
                  StringLike: { 'aws:userid': '*:carol' },
                },
              }),
            },
          ],
        },
      ],
    });
    const sessionOf = (sessionName: string) =>
      aws.issueSession({ roleArn: `arn:aws:iam::${PROD}:role/eng/dev`, sessionName });
    const RoleArn = `arn:aws:iam::${PROD}:role/target`;

    const carol = await assume(aws, sessionOf('carol'), { RoleArn, RoleSessionName: 'carol' });
    const bob = await refusal(assume(aws, sessionOf('bob'), { RoleArn, RoleSessionName: 'carol' }));

    expect(carol.accessKeyId).toMatch(/^ASIA/);
    expect(bob.code).toBe('AccessDenied');
  });
});
