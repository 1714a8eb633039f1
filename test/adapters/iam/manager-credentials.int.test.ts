import { describe, expect, it, onTestFinished } from 'vitest';
import type { AccountRef } from '../../../functions/adapters/iam/manager-credentials.ts';
import type { IamFault } from '../../../functions/core/fault.ts';
import { parseAccountId, type RoleArn } from '../../../functions/core/names.ts';
import { ALICE, IAM_SEED, PROD_S3 } from '../../support/iam.contract.ts';
import { aLocalIam, EXTERNAL_ID, type LocalIam, type LocalIamOptions, UNKNOWN_ACCOUNT } from './a-local-iam.ts';

const PROD: AccountRef = { id: parseAccountId('222222222222'), partition: 'aws' };
const UTILS: AccountRef = { id: parseAccountId('111111111111'), partition: 'aws' };
const PROD_MANAGER = 'arn:aws:iam::222222222222:role/assume-bot-manager' as RoleArn;

const opened = async (options?: LocalIamOptions): Promise<LocalIam> => {
  const world = await aLocalIam(IAM_SEED, options);
  onTestFinished(() => world.close());
  return world;
};
const assumed = (world: LocalIam): number => world.aws.calls({ operation: 'AssumeRole' }).length;

describe('the credentials of the manager roles', () => {
  it('are a session of the manager role of the account, with the name of the bot', async () => {
    const { iam, aws } = await opened();

    await iam.observeRole(PROD_S3);

    expect(aws.calls({ operation: 'GetRole' })[0]?.caller).toBe(
      'arn:aws:sts::222222222222:assumed-role/assume-bot-manager/assume-bot',
    );
  });

  it('are fetched once per account for concurrent calls', async () => {
    const world = await opened();

    const [first, second, other] = await Promise.all([
      world.managers.of(PROD),
      world.managers.of(PROD),
      world.managers.of(UTILS),
    ]);

    expect(first).toBe(second);
    expect(other.accessKeyId).not.toBe(first.accessKeyId);
    expect(assumed(world)).toBe(2);
  });

  it('are kept until five minutes before their expiry, and then fetched again', async () => {
    const world = await opened();
    await world.iam.observeRole(PROD_S3);

    world.clock.advance({ minutes: 54, seconds: 59 });
    await world.iam.observeRole(PROD_S3);
    const afterAlmost = assumed(world);
    world.clock.advance({ seconds: 1 });
    await world.iam.observeRole(PROD_S3);
    const afterRenewal = assumed(world);
    world.clock.advance({ minutes: 30 });
    await world.iam.observeRole(PROD_S3);

    expect([afterAlmost, afterRenewal, assumed(world)]).toEqual([1, 2, 2]);
  });

  it('are fetched again immediately after a failure', async () => {
    const world = await opened();
    world.aws.faults.inject({ operation: 'AssumeRole', error: 'AccessDenied', times: 1 });

    const outcomes = await Promise.allSettled([world.managers.of(PROD), world.managers.of(PROD)]);
    const later = await world.managers.of(PROD);

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(later.accessKeyId).toMatch(/^ASIA/);
    expect(assumed(world)).toBe(2);
  });

  it('are fetched again after AWS refused them, so that the next call succeeds', async () => {
    const world = await opened();
    await world.iam.observeRole(PROD_S3);
    world.aws.faults.inject({ operation: 'GetRole', error: { code: 'ExpiredToken', status: 403 }, times: 1 });

    await expect(world.iam.observeRole(PROD_S3)).rejects.toMatchObject({ kind: 'unavailable', retryable: true });
    await world.iam.observeRole(PROD_S3);

    expect(assumed(world)).toBe(2);
  });

  it('fail with another ExternalId, and the fault names the role and the stack to deploy, not the secret', async () => {
    const { iam } = await opened({ externalId: 'something-else' });

    const fault = (await iam.observeRole(PROD_S3).catch((error: unknown) => error)) as IamFault;

    expect(fault).toMatchObject({ kind: 'manager_unreachable', resource: PROD_MANAGER, retryable: false });
    expect(fault.fix).toContain('deploy the account stack in account 222222222222');
    expect(fault.fix).toContain(PROD_MANAGER);
    expect(fault.fix).toContain('ExternalId');
    expect(JSON.stringify([fault.message, fault.fix])).not.toContain('something-else');
    expect(JSON.stringify([fault.message, fault.fix])).not.toContain(EXTERNAL_ID);
  });

  it('fail if the account stack is missing', async () => {
    const world = await opened();
    world.removeRole(PROD_MANAGER);

    await expect(world.iam.observeRole(PROD_S3)).rejects.toMatchObject({
      kind: 'manager_unreachable',
      resource: PROD_MANAGER,
      retryable: false,
    });
  });

  it('fail without a call to STS for an account that is not in the catalog', async () => {
    const world = await opened();

    await expect(world.managers.of(UNKNOWN_ACCOUNT)).rejects.toMatchObject({
      kind: 'manager_unreachable',
      fix: expect.stringContaining('add 444444444444 to "accounts"'),
      retryable: false,
    });
    expect(world.aws.calls()).toEqual([]);
  });

  it('are retryable if STS failed or throttled the call', async () => {
    const { managers, aws } = await opened();

    // Throttling is last, because the client sends more slowly after it.
    for (const error of ['ServiceFailure', 'connection-reset', 'Throttling'] as const) {
      const fault = aws.faults.inject({ operation: 'AssumeRole', error });
      await expect(managers.of(PROD)).rejects.toMatchObject({ kind: 'manager_unreachable', retryable: true });
      fault.clear();
    }
  });

  it('are unavailable only for the account that cannot be reached', async () => {
    const world = await opened();
    world.removeRole('arn:aws:iam::111111111111:role/assume-bot-manager' as RoleArn);

    await expect(world.iam.observeUser(ALICE)).rejects.toMatchObject({
      kind: 'manager_unreachable',
      resource: 'arn:aws:iam::111111111111:role/assume-bot-manager',
    });
    await expect(world.iam.observeRole(PROD_S3)).resolves.toMatchObject({ roleArn: PROD_S3 });
  });

  it('are available for an account that left the catalog only through its named former manager role', async () => {
    const { iam, aws } = await opened({ formerAccounts: ['222222222222'] });

    await expect(iam.observeRole(PROD_S3)).rejects.toMatchObject({ kind: 'manager_unreachable' });
    expect(aws.calls()).toEqual([]);
    await expect(iam.through('no-such-manager').observeRole(PROD_S3)).rejects.toMatchObject({
      resource: 'arn:aws:iam::222222222222:role/no-such-manager',
    });
    await iam.through('assume-bot-manager').apply({ kind: 'delete_guard', roleArn: PROD_S3 });

    await expect(iam.through('assume-bot-manager').observeRole(PROD_S3)).resolves.toMatchObject({ roleArn: PROD_S3 });
    expect(aws.calls({ operation: 'GetRole' })[0]?.caller).toBe(
      'arn:aws:sts::222222222222:assumed-role/assume-bot-manager/assume-bot',
    );
  });

  it('are those of the manager role in the partition of the ARN', async () => {
    const { managers } = await opened();

    await expect(managers.of({ ...PROD, partition: 'aws-us-gov' })).rejects.toMatchObject({
      resource: 'arn:aws-us-gov:iam::222222222222:role/assume-bot-manager',
    });
  });
});
