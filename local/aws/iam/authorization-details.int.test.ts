import { GetAccountAuthorizationDetailsCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { aLocalAws, iamAs, iamOf, PROD, ROLE, refusal, UTILS, userArn } from '../testing/a-local-aws.ts';

describe('GetAccountAuthorizationDetails', () => {
  it('lists the roles and users of the own account with their inline and trust policies, in pages', async () => {
    const { aws } = await aLocalAws();
    const command = (Marker?: string) =>
      new GetAccountAuthorizationDetailsCommand({ Filter: ['Role', 'User'], MaxItems: 1, Marker });

    const first = await iamOf(aws, UTILS).send(command());
    const second = await iamOf(aws, UTILS).send(command(first.Marker));
    const prod = await iamOf(aws, PROD).send(new GetAccountAuthorizationDetailsCommand({ Filter: ['Role'] }));

    expect(first.IsTruncated).toBe(true);
    expect([first, second].flatMap(({ UserDetailList = [] }) => UserDetailList.map(({ Arn }) => Arn))).toEqual([
      userArn('alice'),
      userArn('bob'),
    ]);
    const [policy] = first.UserDetailList?.[0]?.UserPolicyList ?? [];
    expect(JSON.parse(decodeURIComponent(policy?.PolicyDocument ?? ''))).toMatchObject({ Version: '2012-10-17' });
    const role = prod.RoleDetailList?.find(({ Arn }) => Arn === ROLE);
    expect(decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')).toContain(`arn:aws:iam::${UTILS}:root`);
    expect(prod.UserDetailList).toEqual([]);
  });

  it('is refused without permission', async () => {
    const { aws } = await aLocalAws();

    const answer = await refusal(
      iamAs(aws, aws.credentialsOf(userArn('alice'))).send(new GetAccountAuthorizationDetailsCommand({})),
    );

    expect(answer.message).toContain('iam:GetAccountAuthorizationDetails');
  });
});
