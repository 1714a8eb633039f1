import { describe, expect, it } from 'vitest';
import { EXTERNAL_ID, HUB_ACCOUNT } from '../../local/stack/names.ts';
import {
  aStackForEach,
  cli,
  examine,
  expectFinding,
  lets,
  managerOf,
  managersTrustTheBotAlone,
  PROD,
  stack,
  withoutInspectors,
} from './a-doctor.ts';

aStackForEach();

describe('assume-bot doctor finds', () => {
  it('an account without a manager role', async () => {
    stack.aws.removeRole(managerOf(PROD));

    await expectFinding('manager_missing', 'error', 'account prod', /Deploy the account stack in account prod/);
  });

  it('an account whose roles do not admit the operator, with an explanation', async () => {
    withoutInspectors();
    managersTrustTheBotAlone();

    await expectFinding(
      'manager_unreachable',
      'error',
      'account prod',
      /Add your own role or user to assume-bot:operators .*--account-profile 222222222222=PROFILE/,
    );
    const { findings } = await examine();
    expect(findings.find(({ about }) => about === 'account prod')?.what).toContain(
      'the inspector role arn:aws:iam::222222222222:role/assume-bot-inspector does not exist or does not admit you',
    );
  });

  it('a manager role that requires a different ExternalId', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'another-external-id' } };
    stack.aws.editRole(managerOf(PROD), {
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [lets({ AWS: `arn:aws:iam::${HUB_ACCOUNT}:role/assume-bot-reconcile` }, { Condition })],
      } as never,
    });

    await expectFinding('manager_other_external_id', 'error', 'account prod', /same assume-bot:externalId/);
    expect((await cli.run('doctor')).out).not.toContain('another-external-id');
  });

  it('a manager role that admits a whole account', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } };
    stack.aws.editRole(managerOf(PROD), {
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [lets({ AWS: `arn:aws:iam::${HUB_ACCOUNT}:root` }, { Condition })],
      } as never,
    });

    await expectFinding('manager_open_to_many', 'error', 'account prod', /Deploy the account stack again/);
  });

  it('a manager role that admits no principal', async () => {
    const denyAll = { ...lets({ AWS: '*' }), Effect: 'Deny' };
    stack.aws.editRole(managerOf(PROD), {
      trustPolicy: { Version: '2012-10-17', Statement: [denyAll] } as never,
    });

    await expectFinding('manager_closed', 'error', 'account prod', /Deploy the account stack again/);
  });

  it('a manager role without permission to read the quotas', async () => {
    withoutInspectors();
    stack.aws.faults.inject({
      service: 'iam',
      operation: 'GetAccountSummary',
      account: PROD,
      error: 'AccessDenied',
    } as never);

    await expectFinding('quota_unreadable', 'warning', 'account prod', /iam:GetAccountSummary/);
  });
});
