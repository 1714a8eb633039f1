import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AttachUserPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { ROLE_ARN } from '../support/a-stack.ts';
import {
  allow,
  alsoTrusts,
  aStackForEach,
  EXAMPLE,
  examine,
  expectFinding,
  iamOf,
  lets,
  PROD,
  putUserPolicy,
  reopen,
  stack,
  UTILS,
} from './a-doctor.ts';

aStackForEach();

describe('assume-bot doctor finds', () => {
  it('a user whose IAM user does not exist', async () => {
    stack.aws.removeUser(`arn:aws:iam::${UTILS}:user/alice`);

    await expectFinding('user_missing', 'error', 'user U0ALICE', /people\.U0ALICE/);
  });

  it('a user whose own policy permanently allows the role', async () => {
    await putUserPolicy('anything', allow('sts:*', '*'));

    await expectFinding('identity_permanent', 'warning', 'user U0ALICE', /Remove sts:AssumeRole .* from anything/);
  });

  it('permanent access through both sides, which needs no approval', async () => {
    await putUserPolicy('anything', allow('sts:AssumeRole', `arn:aws:iam::${PROD}:role/*`));
    alsoTrusts(lets({ AWS: UTILS }));

    await expectFinding('permanent_access', 'error', 'user U0ALICE', /Remove sts:AssumeRole on/);
    expect(stack.mayAssume('alice')).toBe('Allowed');
  });

  it('a user without capacity for an inline policy', async () => {
    await putUserPolicy('big', allow('s3:GetObject', `arn:aws:s3:::${'x'.repeat(1700)}`));

    await expectFinding('no_capacity_in_user', 'error', 'user U0ALICE', /to managed policies/);
  });

  it('a Terraform state that only the credentials of an operator can check', async () => {
    await reopen(readFileSync(join(import.meta.dirname, '../../examples/terraform-remote-state/access.yaml'), 'utf8'));

    await expectFinding('state_not_looked_at', 'note', 'state of terraform-prod', /terraform diagnose terraform-prod/);
  });

  it('an external identity without permission to assume the role', async () => {
    await reopen(
      EXAMPLE.replace(
        'U0ALICE: arn:aws:iam::111111111111:user/alice',
        'U0ALICE: { arn: "arn:aws:iam::111111111111:user/alice", identity: external }',
      ),
    );
    stack.aws.seed({ accounts: [{ id: UTILS }] });
    // By default, the local stack allows external identities. This test removes the permission.
    await putUserPolicy('assume-elsewhere', allow('iam:GetUser', '*'));

    await expectFinding('external_cannot_assume', 'warning', 'user U0ALICE', /remove identity: external/);
  });

  it('permissions from attached policies', async () => {
    await iamOf(UTILS).send(
      new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    );

    await expectFinding('identity_permanent', 'warning', 'user U0ALICE', /AdministratorAccess \(attached\)/);
  });

  it('a permissions boundary of a user that does not allow sts:AssumeRole', async () => {
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
    await iamOf(UTILS).send(new PutUserPermissionsBoundaryCommand({ UserName: 'alice', PermissionsBoundary }));

    await expectFinding(
      'boundary_lacks_assume',
      'error',
      'user U0ALICE',
      /Allow sts:AssumeRole on .* in IAMReadOnlyAccess/,
    );
  });

  it('the usual policy that denies everything without MFA', async () => {
    const NotAction = ['iam:*', 'sts:GetSessionToken'];
    const Condition = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };
    const Statement = [{ Sid: 'WithoutMfa', Effect: 'Deny', NotAction, Resource: '*', Condition }];
    await putUserPolicy('mfa', JSON.stringify({ Version: '2012-10-17', Statement }));

    await expectFinding('identity_denies_without_mfa', 'warning', 'user U0ALICE', /mfa_serial/);
  });

  it('a user without an MFA device, on a role that requires one', async () => {
    await reopen(EXAMPLE.replace(/^( +)arn: .*role\/s3-list-role.*$/m, '$&\n$1conditions: { mfa: { maxAge: 1h } }'));

    await expectFinding('user_without_mfa', 'error', 'user U0RANDOM', /Register a device/);
  });

  it('nothing in the powers of a role that its permissions boundary takes away', async () => {
    const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }] } as never;
    stack.aws.editRole(ROLE_ARN, { inlinePolicies: { all } });
    const before = await examine();
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
    await iamOf(PROD).send(new PutRolePermissionsBoundaryCommand({ RoleName: 's3-list-role', PermissionsBoundary }));
    const after = await examine();

    const found = [before, after].map(({ findings }) => findings.some(({ code }) => code === 'role_can_undo'));
    expect(found).toEqual([true, false]);
  });
});
