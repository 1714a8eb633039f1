import { describe, it } from 'vitest';
import { ROLE_ARN } from '../support/a-stack.ts';
import {
  alsoTrusts,
  aStackForEach,
  EXAMPLE,
  expectFinding,
  lets,
  PROD,
  reopen,
  stack,
  trust,
  UTILS,
} from './a-doctor.ts';

aStackForEach();

describe('assume-bot doctor finds', () => {
  it('a role that does not exist', async () => {
    stack.aws.removeRole(ROLE_ARN);

    await expectFinding('role_missing', 'error', 'role prod-s3', /Create it, or correct roles\.prod-s3\.arn/);
  });

  it('a role under a different path', async () => {
    await reopen(EXAMPLE.replace('role/s3-list-role', 'role/team/s3-list-role'));
    stack.aws.removeRole('arn:aws:iam::222222222222:role/team/s3-list-role');
    stack.aws.seed({
      accounts: [
        {
          id: PROD,
          roles: [
            {
              name: 's3-list-role',
              trustPolicy: { Version: '2012-10-17', Statement: [lets({ AWS: `arn:aws:iam::${PROD}:root` })] } as never,
            },
          ],
        },
      ],
    });

    await expectFinding(
      'role_other_path',
      'error',
      'role prod-s3',
      /Set roles.prod-s3.arn to arn:aws:iam::222222222222:role\/s3-list-role/,
    );
  });

  it('a role without the tag', async () => {
    stack.aws.editRole(ROLE_ARN, { tags: {} });

    await expectFinding('role_untagged', 'warning', 'role prod-s3', /assume-bot=managed/);
  });

  it('a role that is tagged as managed by Terraform', async () => {
    stack.aws.editRole(ROLE_ARN, { tags: { 'assume-bot': 'managed', ManagedBy: 'Terraform' } });

    await expectFinding('role_of_terraform', 'warning', 'role prod-s3', /ignore_changes = \[assume_role_policy\]/);
  });

  it('a maximum session duration below the maximum access', async () => {
    await expectFinding('session_shorter', 'note', 'role prod-s3', /MaxSessionDuration .* to 28800/);
  });

  it('a trust policy that admits every principal', async () => {
    alsoTrusts(lets('*'));

    await expectFinding('trust_open_to_all', 'error', 'role prod-s3', /Remove statement "Permanent"/);
  });

  it('a trust policy that admits the whole account of the users', async () => {
    alsoTrusts(lets({ AWS: `arn:aws:iam::${UTILS}:root` }));

    await expectFinding('trust_permanent_account', 'error', 'role prod-s3', /Remove statement "Permanent"/);
  });

  it('a trust policy that permanently admits one user', async () => {
    alsoTrusts(lets({ AWS: `arn:aws:iam::${UTILS}:user/alice` }));

    await expectFinding('trust_permanent_user', 'error', 'role prod-s3', /they can request the role instead/);
  });

  it('a trust policy that admits the users by a condition', async () => {
    alsoTrusts(
      lets({ AWS: `arn:aws:iam::${UTILS}:root` }, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    );

    await expectFinding('trust_permanent_condition', 'warning', 'role prod-s3', /meant for emergencies/);
  });

  it('a deleted principal, which makes every write fail', async () => {
    alsoTrusts(lets({ AWS: `arn:aws:iam::${UTILS}:user/random_user` }));
    stack.aws.removeUser(`arn:aws:iam::${UTILS}:user/random_user`);

    await expectFinding('trust_dead_principal', 'error', 'role prod-s3', /Remove AIDA\w+ from statement "Permanent"/);
  });

  it('an old policy version whose variables would change their meaning', async () => {
    stack.aws.editRole(ROLE_ARN, {
      trustPolicy: {
        Version: '2008-10-17',
        Statement: [
          lets({ AWS: `arn:aws:iam::${PROD}:root` }, { Condition: { StringEquals: { 'aws:username': '${foo}' } } }),
        ],
      } as never,
    });

    await expectFinding('trust_old_version', 'error', 'role prod-s3', /Version 2012-10-17/);
  });

  it('a deny that overrides every grant', async () => {
    alsoTrusts({ ...lets({ AWS: '*' }), Effect: 'Deny' });

    await expectFinding('trust_denies', 'warning', 'role prod-s3', /add a condition/);
  });

  it('a trust policy without capacity for another user', async () => {
    const long = (name: string) =>
      lets(
        { AWS: `arn:aws:iam::${PROD}:root` },
        { Sid: name, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x'.repeat(400) } } },
      );
    alsoTrusts(long('One'), long('Two'), long('Three'));

    await expectFinding('no_capacity_in_trust', 'error', 'role prod-s3', /Role trust policy length/);
  });

  it('inline policies of the role that leave no capacity for the session guard', async () => {
    const big = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${'x'.repeat(9980)}` }],
    } as never;
    stack.aws.editRole(ROLE_ARN, { inlinePolicies: { big } });

    await expectFinding('no_capacity_in_role', 'error', 'role prod-s3', /to managed policies/);
  });

  it('a role that can extend its own access', async () => {
    const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }] } as never;
    stack.aws.editRole(ROLE_ARN, { inlinePolicies: { all } });

    await expectFinding('role_can_undo', 'warning', 'role prod-s3', /permissions boundary/);
  });

  it('a removed statement of the bot', async () => {
    const before = trust();
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    stack.aws.editRole(ROLE_ARN, { trustPolicy: before });

    await expectFinding('drift_missing', 'error', 'role prod-s3', /assume-bot reconcile prod-s3/);
  });
});
