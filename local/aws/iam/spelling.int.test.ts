import {
  CreateRoleCommand,
  GetUserCommand,
  ListRoleTagsCommand,
  ListUserTagsCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import {
  aLocalAws,
  assume,
  iamAs,
  iamOf,
  PROD,
  policy,
  ROLE,
  refusal,
  UTILS,
  userArn,
} from '../testing/a-local-aws.ts';

const RoleName = 's3-list-role';
const tag = (Key: string, Value = 'x') => ({ Key, Value });

describe('the case of a user name', () => {
  it('does not matter for lookups, which return the stored spelling', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, UTILS);

    const { User } = await iam.send(new GetUserCommand({ UserName: 'ALICE' }));
    const PolicyDocument = JSON.stringify(policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }));
    await iam.send(new PutUserPolicyCommand({ UserName: 'Alice', PolicyName: 'more', PolicyDocument }));

    expect(User?.UserName).toBe('alice');
    expect(Object.keys(aws.user(userArn('alice'))?.inlinePolicies ?? {})).toEqual(['assume', 'more']);
  });

  it('matters in conditions: aws:username has the stored spelling', async () => {
    const { aws } = await aLocalAws();
    const trustFor = (name: string) =>
      aws.editRole(ROLE, {
        trustPolicy: policy({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${UTILS}:root` },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:username': name } },
        }),
      });
    const alice = aws.credentialsOf(userArn('alice'));

    trustFor('Alice');
    const other = await refusal(assume(aws, alice));
    trustFor('alice');
    const stored = await assume(aws, alice);

    expect(other.code).toBe('AccessDenied');
    expect(stored.accessKeyId).toMatch(/^ASIA/);
  });
});

describe('tag keys', () => {
  it('that differ only by case are refused in one request', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    const AssumeRolePolicyDocument = JSON.stringify(aws.role(ROLE)?.trustPolicy);

    const errors = [
      await refusal(iam.send(new TagRoleCommand({ RoleName, Tags: [tag('Team'), tag('team')] }))),
      await refusal(
        iam.send(new CreateRoleCommand({ RoleName: 'new', AssumeRolePolicyDocument, Tags: [tag('a'), tag('A')] })),
      ),
      await refusal(iam.send(new TagRoleCommand({ RoleName, Tags: [tag('AWS:x')] }))),
    ];

    expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('InvalidInputException'));
    expect(errors[0]?.message).toBe('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  });

  it('replace keys of another case, and are removed regardless of case', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    const list = async () => (await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags;

    await iam.send(new TagRoleCommand({ RoleName, Tags: [tag('Team', 'sre')] }));
    await iam.send(new TagRoleCommand({ RoleName, Tags: [tag('team', 'data')] }));
    const replaced = await list();
    await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['TEAM'] }));

    expect(replaced).toEqual([tag('team', 'data')]);
    expect(await list()).toEqual([]);
  });

  it('are available as aws:TagKeys when tags are removed', async () => {
    const { aws } = await aLocalAws();
    const Condition = { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'team' } };
    aws.editRole(ROLE, {
      inlinePolicies: { untag: policy({ Effect: 'Allow', Action: 'iam:UntagRole', Resource: '*', Condition }) },
    });
    const iam = iamAs(aws, aws.issueSession({ roleArn: ROLE, sessionName: 'alice' }));

    await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['team'] }));
    const refused = await refusal(iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['assume-bot'] })));

    expect(refused.code).toBe('AccessDenied');
  });

  it('of users follow the same rules', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, UTILS);

    await iam.send(new TagUserCommand({ UserName: 'Alice', Tags: [tag('Team', 'sre')] }));
    const error = await refusal(iam.send(new TagUserCommand({ UserName: 'alice', Tags: [tag('a'), tag('A')] })));

    expect((await iam.send(new ListUserTagsCommand({ UserName: 'alice' }))).Tags).toEqual([tag('Team', 'sre')]);
    expect(error.code).toBe('InvalidInputException');
  });
});
