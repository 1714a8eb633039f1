import { describe, expect, it } from 'vitest';
import { IamFault } from '../../../functions/core/fault.ts';
import { parseAccountId } from '../../../functions/core/names.ts';
import { ALICE, IAM_SEED, iamContract, PROD_S3 } from '../../support/iam.contract.ts';
import { createMemoryIam } from '../../support/memory-iam.ts';

iamContract('in memory', (seed, hub) => {
  const iam = createMemoryIam(seed, hub);
  return { ...iam, iam };
});

const guard = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };
const putGuard = { kind: 'put_guard', roleArn: PROD_S3, document: guard } as const;
const putAccess = {
  kind: 'put_user_policy',
  userArn: ALICE,
  policyName: 'assume-bot-access',
  document: guard,
} as const;

describe('faults of the IAM in memory', () => {
  it('stop the process before the counted write only', async () => {
    const iam = createMemoryIam(IAM_SEED);
    iam.faults.inject({ nth: 2 });

    await iam.observeRole(PROD_S3);
    await iam.apply(putGuard);
    await expect(iam.apply(putAccess)).rejects.toThrow('stopped at put_user_policy');

    expect(iam.access(ALICE)).toBeUndefined();
    await iam.apply(putAccess);
    expect(iam.access(ALICE)).toEqual(guard);
    expect(iam.faults.effects()).toBe(3);
    expect(iam.calls()).toEqual(['observeRole', 'put_guard', 'put_user_policy', 'put_user_policy']);
  });

  it('stop the process after a write took effect', async () => {
    const iam = createMemoryIam(IAM_SEED);
    iam.faults.inject({ nth: 1, when: 'after' });

    await expect(iam.apply(putGuard)).rejects.toThrow('stopped at put_guard');

    expect(iam.guard(PROD_S3)).toEqual(guard);
  });

  it('fail the named calls as often as injected, with the injected error', async () => {
    const iam = createMemoryIam(IAM_SEED);
    const error = new IamFault({
      kind: 'throttled',
      message: 'Rate exceeded',
      fix: 'wait',
      retryable: true,
      resource: PROD_S3,
    });
    iam.faults.inject({ on: ['observeRole'], times: 2, error });

    await iam.apply(putGuard);

    await expect(iam.observeRole(PROD_S3)).rejects.toBe(error);
    await expect(iam.observeRole(PROD_S3)).rejects.toBe(error);
    expect((await iam.observeRole(PROD_S3)).guard).toEqual(guard);
  });

  it('can be changed by another writer', async () => {
    const iam = createMemoryIam(IAM_SEED);

    iam.editRolePolicy(PROD_S3, 'list-buckets', null);
    iam.editTrust(PROD_S3, guard);
    iam.editUserPolicy(ALICE, 'read-logs', null);

    const observed = await iam.observeRole(PROD_S3);
    expect(observed.foreignInlineChars).toBe(0);
    expect(observed.trust).toEqual(guard);
    expect(await iam.observeUser(ALICE)).toMatchObject({ policies: {}, otherChars: 0 });
  });

  it('fail every call in one account, and none in another', async () => {
    const iam = createMemoryIam(IAM_SEED);
    const error = new IamFault({
      kind: 'manager_unreachable',
      message: 'no answer',
      fix: 'wait',
      retryable: true,
      resource: ALICE,
    });
    iam.failIn(parseAccountId('111111111111'), error);

    await expect(iam.observeUser(ALICE)).rejects.toBe(error);
    await expect(iam.apply(putAccess)).rejects.toBe(error);
    await expect(iam.observeRole(PROD_S3)).resolves.toMatchObject({ roleArn: PROD_S3 });
    iam.failIn(parseAccountId('111111111111'), null);
    await expect(iam.observeUser(ALICE)).resolves.toMatchObject({ kind: 'present' });
  });

  it('include an account that left the catalog, which is reached only through its former manager role', async () => {
    const iam = createMemoryIam(IAM_SEED);
    iam.unlist(parseAccountId('222222222222'), 'old-manager');

    await expect(iam.observeRole(PROD_S3)).rejects.toMatchObject({ kind: 'manager_unreachable' });
    await expect(iam.through('other').apply(putGuard)).rejects.toMatchObject({ kind: 'manager_unreachable' });
    await iam.through('old-manager').apply(putGuard);

    expect(iam.guard(PROD_S3)).toEqual(guard);
  });
});
