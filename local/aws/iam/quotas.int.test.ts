import { GetAccountSummaryCommand, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { aLocalAws, iamOf, PROD, policy, ROLE, refusal, trusts } from '../testing/a-local-aws.ts';

const RoleName = 's3-list-role';

describe('IAM quotas', () => {
  const trustOf = (length: number): string => {
    const long = (name: string) =>
      JSON.stringify(
        policy({
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': name } },
        }),
      );
    return long('x'.repeat(length - long('').length));
  };

  it('reject a trust policy with one character too many, not counting white space', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    const put = (PolicyDocument: string) => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));

    await put(JSON.stringify(JSON.parse(trustOf(2048)), null, 8));
    const error = await refusal(put(trustOf(2049)));

    expect(error).toEqual({ code: 'LimitExceededException', message: 'Cannot exceed quota for ACLSizePerRole: 2048' });
  });

  it('can be raised for an account, and GetAccountSummary returns the new value', async () => {
    const { aws } = await aLocalAws(
      {},
      {
        accounts: [
          { id: PROD, quotas: { assumeRolePolicySize: 4096 }, roles: [{ name: RoleName, trustPolicy: trusts('*') }] },
        ],
      },
    );
    const iam = iamOf(aws, PROD);

    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trustOf(4096) }));

    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap?.AssumeRolePolicySizeQuota).toBe(4096);
  });

  it('apply to the total of the inline policies of a role', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    const sized = (length: number): string => {
      const empty = JSON.stringify(policy({ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::' }));
      return empty.replace(':::', `:::${'x'.repeat(length - empty.length)}`);
    };
    const put = (PolicyName: string, length: number) =>
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: sized(length) }));

    await put('a', 5000);
    await put('b', 5240);
    const error = await refusal(put('c', 200));
    await put('b', 5040);
    await put('c', 200);

    expect(error).toEqual({
      code: 'LimitExceededException',
      message: 'Maximum policy size of 10240 bytes exceeded for role s3-list-role',
    });
    expect(Object.keys(aws.role(ROLE)?.inlinePolicies ?? {})).toEqual(['a', 'b', 'c']);
  });
});
