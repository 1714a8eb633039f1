import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { aLocalAws, iamOf, PROD, policy, ROLE, refusal } from '../testing/a-local-aws.ts';

const RoleName = 's3-list-role';
const PolicyDocument = JSON.stringify(policy({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }));

describe('a customer managed policy', () => {
  it('applies to a role while it is attached', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    const session = aws.issueSession({ roleArn: ROLE, sessionName: 'alice' });
    const may = () => aws.decideAction({ as: session, action: 'sqs:SendMessage' });

    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'send', Path: '/bot/', PolicyDocument }));
    const before = may();
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));
    const during = may();
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));

    expect(Policy?.Arn).toBe(`arn:aws:iam::${PROD}:policy/bot/send`);
    expect([before, during, may()]).toEqual(['ImplicitlyDenied', 'Allowed', 'ImplicitlyDenied']);
  });

  it('cannot be deleted while it is attached, and is not found afterwards', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'send', PolicyDocument }));
    const PolicyArn = Policy?.Arn;
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));

    const attached = await refusal(iam.send(new DeletePolicyCommand({ PolicyArn })));
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new DeletePolicyCommand({ PolicyArn }));

    expect(attached.code).toContain('DeleteConflict');
    const gone = await refusal(iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })));
    expect(gone.code).toContain('NoSuchEntity');
  });

  it('is refused if its name exists, its document is invalid or it is too long', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    await iam.send(new CreatePolicyCommand({ PolicyName: 'send', PolicyDocument }));
    const long = JSON.stringify(
      policy({ Effect: 'Allow', Action: 'iam:GetRole', Resource: `arn:aws:iam::1:role/${'x'.repeat(6200)}` }),
    );
    const code = async (input: { PolicyName: string; PolicyDocument: string }) =>
      (await refusal(iam.send(new CreatePolicyCommand(input)))).code;

    expect([
      await code({ PolicyName: 'send', PolicyDocument }),
      await code({ PolicyName: 'bad', PolicyDocument: '{}' }),
      await code({ PolicyName: 'long', PolicyDocument: long }),
    ]).toEqual(['EntityAlreadyExistsException', 'MalformedPolicyDocumentException', 'LimitExceededException']);
  });
});
