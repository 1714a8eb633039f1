import { describe, expect, it } from 'vitest';
import { EXTERNAL_ID, HUB_ACCOUNT } from '../../local/stack/seed.ts';
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
  it('an account whose manager role is not there', async () => {
    stack.aws.removeRole(managerOf(PROD));

    await expectFinding('manager_missing', 'error', 'account prod', /Deploy the account stack in account prod/);
  });

  it('an account that neither of its roles lets the operator into, in words', async () => {
    withoutInspectors();
    managersTrustTheBotAlone();

    await expectFinding(
      'manager_unreachable',
      'error',
      'account prod',
      /Name your own role or user in assume-bot:operators .*--account-profile 222222222222=PROFILE/,
    );
    const { findings } = await examine();
    expect(findings.find(({ about }) => about === 'account prod')?.what).toContain(
      'the inspector role arn:aws:iam::222222222222:role/assume-bot-inspector is not there, or does not let you in',
    );
  });

  it('a manager role that asks for another ExternalId', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'somebody-elses-id' } };
    stack.aws.editRole(managerOf(PROD), {
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [lets({ AWS: `arn:aws:iam::${HUB_ACCOUNT}:role/assume-bot-reconcile` }, { Condition })],
      } as never,
    });

    await expectFinding('manager_other_external_id', 'error', 'account prod', /one assume-bot:externalId/);
    expect((await cli.run('doctor')).out).not.toContain('somebody-elses-id');
  });

  it('a manager role that lets a whole account in', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } };
    stack.aws.editRole(managerOf(PROD), {
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [lets({ AWS: `arn:aws:iam::${HUB_ACCOUNT}:root` }, { Condition })],
      } as never,
    });

    await expectFinding('manager_open_to_many', 'error', 'account prod', /Deploy the account stack again/);
  });

  it('a manager role that lets nobody in', async () => {
    const nobody = { ...lets({ AWS: '*' }), Effect: 'Deny' };
    stack.aws.editRole(managerOf(PROD), {
      trustPolicy: { Version: '2012-10-17', Statement: [nobody] } as never,
    });

    await expectFinding('manager_closed', 'error', 'account prod', /Deploy the account stack again/);
  });

  it('a manager role that may not read the quotas', async () => {
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
