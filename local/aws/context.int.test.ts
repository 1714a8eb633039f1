import { describe, expect, it } from 'vitest';
import type { ConditionBlock } from './policy/document.ts';
import { aLocalAws, PROD, policy, ROLE, trusts, UTILS, userArn } from './testing/a-local-aws.ts';

const ORGANIZATION = 'o-example12';

const anOrganization = () =>
  aLocalAws(
    {},
    {
      accounts: [
        {
          id: UTILS,
          organizationId: ORGANIZATION,
          users: [
            {
              name: 'alice',
              tags: { team: 'sre' },
              accessKeys: [{ id: 'AKIAALICEALICEALICE2', secret: 's' }],
              inlinePolicies: { assume: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }) },
            },
          ],
        },
        {
          id: PROD,
          roles: [
            {
              name: 's3-list-role',
              path: '/',
              tags: { tier: 'gold', 'assume-bot': 'managed' },
              trustPolicy: trusts('*'),
            },
          ],
        },
      ],
    },
  );

describe('the request context', () => {
  it.each<ConditionBlock>([
    { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
    { StringEquals: { 'aws:PrincipalTag/team': 'sre' } },
    { StringEquals: { 'aws:PrincipalType': 'User', 'aws:PrincipalAccount': UTILS, 'aws:username': 'alice' } },
    { ArnEquals: { 'aws:PrincipalArn': userArn('alice') } },
    { StringEquals: { 'aws:ResourceTag/assume-bot': 'managed', 'iam:ResourceTag/tier': 'gold' } },
    { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } },
    { NumericEquals: { 'aws:EpochTime': '1893499200' } },
    { DateEquals: { 'aws:CurrentTime': '2030-01-01T12:00:00Z' } },
    { Null: { 'aws:MultiFactorAuthPresent': 'true', 'aws:TokenIssueTime': 'true', 'sts:ExternalId': 'true' } },
    { Bool: { 'aws:SecureTransport': 'true', 'aws:PrincipalIsAWSService': 'false' } },
  ])('matches %j when a user assumes a role', async (condition) => {
    const { aws } = await anOrganization();
    const as = aws.credentialsOf(userArn('alice'));
    const decide = () => aws.decideAssumeRole({ as, roleArn: ROLE, sessionName: 'alice' });
    const trust = (Condition: ConditionBlock) =>
      aws.editRole(ROLE, {
        trustPolicy: policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Condition }),
      });

    trust(condition);
    const met = decide();
    trust({ ...condition, StringLike: { 'sts:RoleSessionName': 'bob' } });
    const unmet = decide();

    expect([met, unmet]).toEqual(['Allowed', 'ImplicitlyDenied']);
  });

  it.each<[ConditionBlock, string]>([
    [{ StringEquals: { 'aws:PrincipalTag/tier': 'gold' } }, 'Allowed'],
    [{ StringEquals: { 'aws:PrincipalType': 'AssumedRole', 'aws:PrincipalAccount': PROD } }, 'Allowed'],
    [{ ArnEquals: { 'aws:PrincipalArn': ROLE } }, 'Allowed'],
    [{ DateEquals: { 'aws:TokenIssueTime': '2030-01-01T12:00:00Z' } }, 'Allowed'],
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, 'Allowed'],
    [{ Null: { 'aws:username': 'true', 'aws:MultiFactorAuthAge': 'true', 'aws:SourceIdentity': 'true' } }, 'Allowed'],
    [{ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } }, 'ImplicitlyDenied'],
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, 'ImplicitlyDenied'],
  ])('makes the condition %j %s for a call of a session', async (Condition, expected) => {
    const { aws } = await anOrganization();
    const as = aws.issueSession({ roleArn: ROLE, sessionName: 'alice' });
    aws.editRole(ROLE, {
      inlinePolicies: { list: policy({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*', Condition }) },
    });

    expect(aws.decideAction({ as, action: 's3:ListAllMyBuckets' })).toBe(expected);
  });

  it('distinguishes a session with MFA from one without', async () => {
    const { aws } = await anOrganization();
    const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    aws.editRole(ROLE, {
      inlinePolicies: { list: policy({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*', Condition }) },
    });

    const as = aws.issueSession({ roleArn: ROLE, sessionName: 'alice', multiFactorAuthenticated: true });

    expect(aws.decideAction({ as, action: 's3:ListAllMyBuckets' })).toBe('Allowed');
  });
});
