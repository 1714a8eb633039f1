import { describe, expect, it } from 'vitest';
import { IamFault } from '../../../functions/core/fault.ts';
import { ALICE, IAM_SEED, iamContract, PROD_S3 } from '../../support/iam.contract.ts';
import { createMemoryIam } from '../../support/memory-iam.ts';

iamContract('in memory', (seed) => {
  const iam = createMemoryIam(seed);
  return { ...iam, iam };
});

const guard = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };
const putGuard = { kind: 'put_guard', roleArn: PROD_S3, document: guard } as const;
const putIdentity = { kind: 'put_identity', roleArn: PROD_S3, userArn: ALICE, document: guard } as const;

describe('trouble ordered from the IAM in memory', () => {
  it('cuts off before the write that was counted, and only there', async () => {
    const iam = createMemoryIam(IAM_SEED);
    iam.breakPoints.at({ nth: 2 });

    await iam.observe(PROD_S3, []);
    await iam.apply(putGuard);
    await expect(iam.apply(putIdentity)).rejects.toThrow('cut off at put_identity');

    expect(iam.identity(ALICE, PROD_S3)).toBeUndefined();
    await iam.apply(putIdentity);
    expect(iam.identity(ALICE, PROD_S3)).toEqual(guard);
    expect(iam.breakPoints.effects()).toBe(3);
    expect(iam.calls()).toEqual(['observe', 'put_guard', 'put_identity', 'put_identity']);
  });

  it('cuts off after a write took effect, so that the caller never learns', async () => {
    const iam = createMemoryIam(IAM_SEED);
    iam.breakPoints.at({ nth: 1, when: 'after' });

    await expect(iam.apply(putGuard)).rejects.toThrow('cut off at put_guard');

    expect(iam.guard(PROD_S3)).toEqual(guard);
  });

  it('fails the calls named, as often as ordered, with the error ordered', async () => {
    const iam = createMemoryIam(IAM_SEED);
    const error = new IamFault({
      kind: 'throttled',
      message: 'Rate exceeded',
      fix: 'wait',
      retryable: true,
      resource: PROD_S3,
    });
    iam.breakPoints.at({ on: ['observe'], times: 2, error });

    await iam.apply(putGuard);

    await expect(iam.observe(PROD_S3, [])).rejects.toBe(error);
    await expect(iam.observe(PROD_S3, [])).rejects.toBe(error);
    expect((await iam.observe(PROD_S3, [])).guard).toEqual(guard);
  });

  it('lets somebody else change what stands', async () => {
    const iam = createMemoryIam(IAM_SEED);

    iam.editRolePolicy(PROD_S3, 'list-buckets', null);
    iam.editTrust(PROD_S3, guard);
    iam.editUserPolicy(ALICE, 'read-logs', null);

    const observed = await iam.observe(PROD_S3, [ALICE]);
    expect(observed.foreignInlineChars).toBe(0);
    expect(observed.trust).toEqual(guard);
    expect(observed.identities[ALICE]).toEqual({ kind: 'present', otherChars: 0 });
  });
});
