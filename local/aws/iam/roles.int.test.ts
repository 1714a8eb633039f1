import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { aLocalAws, iamOf, PROD, policy, ROLE, refusal, trusts, UTILS } from '../testing/a-local-aws.ts';

const RoleName = 's3-list-role';
const AssumeRolePolicyDocument = JSON.stringify(trusts(`arn:aws:iam::${UTILS}:root`));

describe('IAM roles', () => {
  it('are returned with a percent-encoded trust policy, as in IAM', async () => {
    const { aws } = await aLocalAws();
    const trust = policy({
      Sid: 'Odd',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${UTILS}:root` },
      Action: 'sts:AssumeRole',
      Condition: { StringLike: { 'sts:RoleSessionName': "it's (a) *test*!" } },
    });
    const iam = iamOf(aws, PROD);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trust, null, 2) }));

    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));

    expect(Role?.AssumeRolePolicyDocument).not.toMatch(/[!'()*"{ ]/);
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(trust);
    expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(Role?.Arn).toBe(ROLE);
  });

  it('are listed by path, with pagination', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    for (const name of ['c', 'a', 'b']) {
      await iam.send(new CreateRoleCommand({ RoleName: name, Path: '/eng/', AssumeRolePolicyDocument }));
    }

    const first = await iam.send(new ListRolesCommand({ PathPrefix: '/eng/', MaxItems: 2 }));
    const second = await iam.send(new ListRolesCommand({ PathPrefix: '/eng/', MaxItems: 2, Marker: first.Marker }));

    expect([first, second].map(({ Roles }) => Roles?.map((role) => role.RoleName))).toEqual([['a', 'b'], ['c']]);
    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false]);
  });

  it('have names that are unique regardless of case', async () => {
    const { aws } = await aLocalAws();

    const error = await refusal(
      iamOf(aws, PROD).send(new CreateRoleCommand({ RoleName: 'S3-List-Role', AssumeRolePolicyDocument })),
    );

    expect(error.code).toBe('EntityAlreadyExistsException');
  });

  it('keep their inline policies exactly as written', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    const document = policy({
      Effect: 'Deny',
      Action: ['s3:*'],
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': false } },
    });

    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: 'guard', PolicyDocument: JSON.stringify(document) }),
    );
    const read = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'guard' }));
    const listed = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'guard' }));
    const gone = await refusal(iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'guard' })));

    expect(JSON.parse(decodeURIComponent(read.PolicyDocument ?? ''))).toEqual(document);
    expect(listed.PolicyNames).toEqual(['guard']);
    expect(gone.code).toBe('NoSuchEntityException');
  });

  it('cannot be deleted while they have policies', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);

    const conflict = await refusal(iam.send(new DeleteRoleCommand({ RoleName })));

    expect(conflict).toEqual({
      code: 'DeleteConflictException',
      message: 'Cannot delete entity, must detach all policies first.',
    });
  });

  it('accept only managed policies that exist, and return their documents', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    const known = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';

    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: known }));
    const unknown = await refusal(iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: `${known}2` })));
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: known, VersionId: 'v1' }));

    expect(AttachedPolicies?.map(({ PolicyName }) => PolicyName)).toEqual([
      'AmazonS3ReadOnlyAccess',
      'IAMReadOnlyAccess',
    ]);
    expect(unknown.code).toBe('NoSuchEntityException');
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toContain('iam:Get*');
  });

  it('can be tagged and untagged', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);

    await iam.send(
      new TagRoleCommand({
        RoleName,
        Tags: [
          { Key: 'team', Value: 'sre' },
          { Key: 'env', Value: 'prod' },
        ],
      }),
    );
    await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['team'] }));

    const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName }));
    expect(Tags).toEqual([{ Key: 'env', Value: 'prod' }]);
  });

  it('accept a MaxSessionDuration from one to twelve hours', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);

    await iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 43_200 }));
    const error = await refusal(iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 3599 })));

    expect(aws.role(ROLE)?.maxSessionDurationSeconds).toBe(43_200);
    expect(error.code).toBe('ValidationError');
  });

  it('reserved by AWS cannot be changed', async () => {
    const { aws } = await aLocalAws();
    const path = '/aws-reserved/sso.amazonaws.com/';
    aws.seed({
      accounts: [
        { id: PROD, roles: [{ name: 'AWSReservedSSO_X', path, trustPolicy: trusts(`arn:aws:iam::${UTILS}:root`) }] },
      ],
    });

    const error = await refusal(
      iamOf(aws, PROD).send(
        new UpdateAssumeRolePolicyCommand({ RoleName: 'AWSReservedSSO_X', PolicyDocument: AssumeRolePolicyDocument }),
      ),
    );

    expect(error.code).toBe('UnmodifiableEntityException');
  });
});
