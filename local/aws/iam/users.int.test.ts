import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { aLocalAws, iamAs, iamOf, policy, refusal, stsAs, UTILS, userArn } from '../testing/a-local-aws.ts';

const PolicyDocument = JSON.stringify(policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }));

describe('IAM users', () => {
  it('are created with a key that works until it is deleted', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, UTILS);
    await iam.send(new CreateUserCommand({ UserName: 'random_user', Path: '/eng/' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'random_user' }));
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };

    const identity = await stsAs(aws, credentials).send(new GetCallerIdentityCommand({}));
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'random_user' }));
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'random_user', AccessKeyId: credentials.accessKeyId }));
    const after = await refusal(stsAs(aws, credentials).send(new GetCallerIdentityCommand({})));

    expect(identity.Arn).toBe(`arn:aws:iam::${UTILS}:user/eng/random_user`);
    expect(AccessKeyMetadata?.map(({ AccessKeyId }) => AccessKeyId)).toEqual([credentials.accessKeyId]);
    expect(after.code).toBe('InvalidClientTokenId');
  });

  it('hold inline policies of up to 2,048 characters in total', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, UTILS);
    const put = (PolicyName: string, document: string) =>
      iam.send(new PutUserPolicyCommand({ UserName: 'bob', PolicyName, PolicyDocument: document }));
    const long = JSON.stringify(
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${UTILS}:role/${'x'.repeat(1900)}` }),
    );

    await put('long', long);
    const error = await refusal(put('more', PolicyDocument));
    const read = await iam.send(new GetUserPolicyCommand({ UserName: 'bob', PolicyName: 'long' }));
    await iam.send(new DeleteUserPolicyCommand({ UserName: 'bob', PolicyName: 'long' }));
    await put('more', PolicyDocument);

    expect(error.message).toBe('Maximum policy size of 2048 bytes exceeded for user bob');
    expect(decodeURIComponent(read.PolicyDocument ?? '')).toBe(long);
    expect((await iam.send(new ListUserPoliciesCommand({ UserName: 'bob' }))).PolicyNames).toEqual(['more']);
  });

  it('cannot be deleted while they have keys or policies', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, UTILS);

    const error = await refusal(iam.send(new DeleteUserCommand({ UserName: 'bob' })));
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'bob', AccessKeyId: 'AKIABOBBOBBOBBOBBOB2' }));
    await iam.send(new DeleteUserCommand({ UserName: 'bob' }));

    expect(error.message).toBe('Cannot delete entity, must delete access keys first.');
    expect((await iam.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName)).toEqual(['alice']);
    expect((await refusal(iam.send(new GetUserCommand({ UserName: 'bob' })))).code).toBe('NoSuchEntityException');
  });

  it('can read themselves only if their policies allow it', async () => {
    const { aws } = await aLocalAws();
    const alice = iamAs(aws, aws.credentialsOf(userArn('alice')));
    const before = await refusal(alice.send(new GetUserCommand({})));
    const self = policy({
      Effect: 'Allow',
      Action: 'iam:GetUser',
      Resource: `arn:aws:iam::${UTILS}:user/\${aws:username}`,
    });
    await iamOf(aws, UTILS).send(
      new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'self', PolicyDocument: JSON.stringify(self) }),
    );

    const own = await alice.send(new GetUserCommand({}));
    const other = await refusal(alice.send(new GetUserCommand({ UserName: 'bob' })));

    expect([before.code, other.code]).toEqual(['AccessDenied', 'AccessDenied']);
    expect(own.User?.UserName).toBe('alice');
  });

  it('belong to no group and have no managed policy unless one is attached', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, UTILS);

    const groups = await iam.send(new ListGroupsForUserCommand({ UserName: 'alice' }));
    const attached = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'alice' }));

    expect([groups.Groups, attached.AttachedPolicies]).toEqual([[], []]);
  });
});
