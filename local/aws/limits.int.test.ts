import {
  CreateUserCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  GetUserCommand,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from './policy/document.ts';
import {
  aLocalAws,
  assume,
  exampleSeed,
  iamAs,
  iamOf,
  PROD,
  policy,
  ROLE,
  refusal,
  stsAs,
  trusts,
  UTILS,
  userArn,
} from './testing/a-local-aws.ts';

const allow = (...Action: string[]): PolicyDocument => policy({ Effect: 'Allow', Action, Resource: '*' });
const BOUNDARY = `arn:aws:iam::${UTILS}:policy/boundary`;
const OF_PROD = `arn:aws:iam::${PROD}:policy/boundary`;

const withBoundaries = async () => {
  const { aws } = await aLocalAws(
    {},
    {
      accounts: [
        { id: UTILS, policies: { boundary: allow('s3:*', 'iam:GetUser') } },
        { id: PROD, policies: { boundary: allow('iam:ListRoles', 's3:ListAllMyBuckets') } },
      ],
    },
  );
  aws.seed(exampleSeed);
  return aws;
};

describe('a permissions boundary', () => {
  it('without sts:AssumeRole prevents a user from assuming a role that trusts the account', async () => {
    const aws = await withBoundaries();
    const alice = aws.credentialsOf(userArn('alice'));
    const iam = iamOf(aws, UTILS);

    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'alice', PermissionsBoundary: BOUNDARY }));
    const refused = await refusal(assume(aws, alice));
    const { User } = await iam.send(new GetUserCommand({ UserName: 'alice' }));

    expect(refused.message).toBe(
      `User: ${userArn('alice')} is not authorized to perform: sts:AssumeRole on resource: ${ROLE} because no permissions boundary allows the sts:AssumeRole action`,
    );
    expect(User?.PermissionsBoundary).toEqual({
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: BOUNDARY,
    });
  });

  it('of a role limits its sessions until it is deleted', async () => {
    const aws = await withBoundaries();
    aws.editRole(ROLE, { inlinePolicies: { all: allow('*') } });
    const session = aws.issueSession({ roleArn: ROLE, sessionName: 'alice' });
    const iam = iamOf(aws, PROD);

    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 's3-list-role', PermissionsBoundary: OF_PROD }));
    const listed = await iamAs(aws, session).send(new ListRolesCommand({}));
    const refused = await refusal(iamAs(aws, session).send(new GetRoleCommand({ RoleName: 's3-list-role' })));
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 's3-list-role' }));
    const { Role } = await iamAs(aws, session).send(new GetRoleCommand({ RoleName: 's3-list-role' }));

    expect(listed.Roles).toHaveLength(1);
    expect(refused.message).toContain('because no permissions boundary allows the iam:GetRole action');
    expect(Role?.PermissionsBoundary).toBeUndefined();
  });

  it('can be required by iam:PermissionsBoundary, and must exist', async () => {
    const aws = await withBoundaries();
    aws.seed({ accounts: [{ id: UTILS, roles: [{ name: 'maker', trustPolicy: trusts(userArn('bob')) }] }] });
    const roleArn = `arn:aws:iam::${UTILS}:role/maker`;
    const Condition = { StringEquals: { 'iam:PermissionsBoundary': BOUNDARY } };
    aws.editRole(roleArn, {
      inlinePolicies: { make: policy({ Effect: 'Allow', Action: 'iam:CreateUser', Resource: '*', Condition }) },
    });
    const maker = iamAs(aws, aws.issueSession({ roleArn, sessionName: 'bob' }));

    const without = await refusal(maker.send(new CreateUserCommand({ UserName: 'one' })));
    const unknown = await refusal(
      maker.send(new CreateUserCommand({ UserName: 'two', PermissionsBoundary: `${BOUNDARY}2` })),
    );
    await maker.send(new CreateUserCommand({ UserName: 'three', PermissionsBoundary: BOUNDARY }));

    expect([without.code, unknown.code]).toEqual(['AccessDenied', 'NoSuchEntityException']);
    expect(aws.user(userArn('three'))?.permissionsBoundary).toBe(BOUNDARY);
  });
});

describe('service control policies', () => {
  it('limit every principal of an account, including root, except for GetCallerIdentity', async () => {
    const { aws } = await aLocalAws();
    aws.setServiceControlPolicies(UTILS, [allow('s3:*')]);
    const [alice, root] = [aws.credentialsOf(userArn('alice')), aws.rootCredentials(UTILS)];

    const assumed = await refusal(assume(aws, alice));
    const listed = await refusal(iamAs(aws, root).send(new ListRolesCommand({})));
    const identity = await stsAs(aws, alice).send(new GetCallerIdentityCommand({}));

    expect(assumed.message).toContain('because no service control policy allows the sts:AssumeRole action');
    expect(listed.message).toContain('because no service control policy allows the iam:ListRoles action');
    expect(identity.Arn).toBe(userArn('alice'));
  });

  it('override every allow, and can be part of the seed', async () => {
    const { aws } = await aLocalAws(
      {},
      {
        accounts: [
          {
            id: PROD,
            serviceControlPolicies: [allow('*'), policy({ Effect: 'Deny', Action: 'iam:List*', Resource: '*' })],
          },
        ],
      },
    );

    const refused = await refusal(iamOf(aws, PROD).send(new ListRolesCommand({})));
    aws.setServiceControlPolicies(PROD, undefined);
    const { Roles } = await iamOf(aws, PROD).send(new ListRolesCommand({}));

    expect(refused.message).toContain('with an explicit deny in a service control policy');
    expect(Roles).toEqual([]);
  });

  it('apply to the account of the caller, not of the role', async () => {
    const { aws } = await aLocalAws();
    aws.setServiceControlPolicies(PROD, [allow('s3:*')]);

    const session = await assume(aws, aws.credentialsOf(userArn('alice')));

    expect(session.accessKeyId).toMatch(/^ASIA/);
    expect(aws.decideAction({ as: session, action: 's3:ListAllMyBuckets' })).toBe('Allowed');
  });

  it('do not restrict service-linked roles', async () => {
    const { aws } = await aLocalAws();
    const path = '/aws-service-role/sso.amazonaws.com/';
    const trustPolicy = policy({
      Effect: 'Allow',
      Principal: { Service: 'sso.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    const inlinePolicies = { all: allow('*') };
    aws.seed({
      accounts: [{ id: PROD, roles: [{ name: 'AWSServiceRoleForSSO', path, trustPolicy, inlinePolicies }] }],
    });
    aws.setServiceControlPolicies(PROD, [allow('s3:*')]);
    const as = aws.issueSession({
      roleArn: `arn:aws:iam::${PROD}:role${path}AWSServiceRoleForSSO`,
      sessionName: 'sso',
    });

    expect(aws.decideAction({ as, action: 'iam:GetRole' })).toBe('Allowed');
  });

  it('can be set through the control path, which validates them', async () => {
    const { aws } = await aLocalAws();
    const post = (body: object) =>
      fetch(`${aws.url}/_local/service-control-policies`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });

    const set = await post({ accountId: UTILS, policies: [allow('s3:*')] });
    const refused = await refusal(assume(aws, aws.credentialsOf(userArn('alice'))));
    const statuses = [
      (await post({ accountId: '999999999999', policies: null })).status,
      (await post({ accountId: UTILS })).status,
      (await post({ accountId: UTILS, policies: [{ Statement: 'x' }] })).status,
    ];
    await post({ accountId: UTILS, policies: null });

    expect([set.status, refused.code, ...statuses]).toEqual([200, 'AccessDenied', 404, 400, 400]);
    expect((await assume(aws, aws.credentialsOf(userArn('alice')))).accessKeyId).toMatch(/^ASIA/);
  });
});
