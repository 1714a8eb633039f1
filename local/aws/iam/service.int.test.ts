import {
  DeleteRoleCommand,
  GetRoleCommand,
  ListGroupsCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import {
  aLocalAws,
  iamAs,
  iamOf,
  PROD,
  policy,
  ROLE,
  refusal,
  trusts,
  UTILS,
  userArn,
} from '../testing/a-local-aws.ts';

const RoleName = 's3-list-role';
const AssumeRolePolicyDocument = JSON.stringify(trusts(`arn:aws:iam::${UTILS}:root`));

describe('IAM', () => {
  it('evaluates the policies of the caller, with the tags of the role as context', async () => {
    const { aws } = await aLocalAws();
    aws.seed({
      accounts: [
        {
          id: PROD,
          roles: [
            {
              name: 'manager',
              trustPolicy: policy({
                Effect: 'Allow',
                Principal: { Service: 'lambda.amazonaws.com' },
                Action: 'sts:AssumeRole',
              }),
              inlinePolicies: {
                a: policy({
                  Effect: 'Allow',
                  Action: ['iam:GetRole', 'iam:UpdateAssumeRolePolicy'],
                  Resource: `arn:aws:iam::${PROD}:role/*`,
                  Condition: { StringEquals: { 'aws:ResourceTag/assume-bot': 'managed' } },
                }),
              },
            },
          ],
        },
      ],
    });
    const manager = iamAs(aws, aws.issueSession({ roleArn: `arn:aws:iam::${PROD}:role/manager`, sessionName: 'hub' }));
    const untagged = await refusal(manager.send(new GetRoleCommand({ RoleName })));
    aws.editRole(ROLE, { tags: { 'assume-bot': 'managed' } });

    await manager.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: AssumeRolePolicyDocument }));
    const notThis = await refusal(manager.send(new DeleteRoleCommand({ RoleName })));

    expect(untagged).toEqual({
      code: 'AccessDenied',
      message: `User: arn:aws:sts::${PROD}:assumed-role/manager/hub is not authorized to perform: iam:GetRole on resource: role s3-list-role because no identity-based policy allows the iam:GetRole action`,
    });
    expect(notThis.code).toBe('AccessDenied');
  });

  it('names an operation that is not implemented', async () => {
    const { aws } = await aLocalAws();

    const error = await refusal(iamOf(aws, PROD).send(new ListGroupsCommand({})));

    expect(error).toEqual({
      code: 'InvalidAction',
      message: 'The local AWS does not implement the IAM operation ListGroups.',
    });
  });

  it('acts only on the caller’s own account', async () => {
    const { aws } = await aLocalAws();

    const error = await refusal(iamOf(aws, UTILS).send(new GetRoleCommand({ RoleName })));

    expect(error.code).toBe('NoSuchEntityException');
    expect(aws.user(userArn('alice'))?.accountId).toBe(UTILS);
  });
});
