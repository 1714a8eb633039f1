import { setImmediate } from 'node:timers/promises';
import type { CallRecord } from '@assume-bot/local-aws/types';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRoleArn } from '../../../functions/core/names.ts';
import { type PolicyDocument, policyChars } from '../../../functions/core/trust/documents.ts';
import { ALICE, BOB, IAM_SEED, PROD_S3 } from '../../support/iam.contract.ts';
import type { IamSeed } from '../../support/memory-iam.ts';
import { aLocalIam, type LocalIam, type LocalIamOptions } from './a-local-iam.ts';

const opened = async (seed: IamSeed = IAM_SEED, options?: LocalIamOptions): Promise<LocalIam> => {
  const world = await aLocalIam(seed, options);
  onTestFinished(() => world.close());
  return world;
};
const operations = (calls: readonly CallRecord[]): readonly string[] =>
  calls.map(({ operation }) => operation).toSorted();

const small: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
};
const prodRole = (more: Partial<IamSeed['roles'][number]> = {}): IamSeed['roles'][number] => ({
  arn: PROD_S3,
  trust: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Action: 'sts:AssumeRole' }],
  },
  ...more,
});

const ACCESS = 'assume-bot-access';
const putAccess = (userArn: typeof ALICE) =>
  ({ kind: 'put_user_policy', userArn, policyName: ACCESS, document: small }) as const;

describe('the number of calls', () => {
  it('is one for a role, one for the list of its policies, and one for the quota of its account', async () => {
    const { iam, aws } = await opened({ roles: [prodRole()], users: [] });

    await iam.observeRole(PROD_S3);

    expect(operations(aws.calls())).toEqual(['AssumeRole', 'GetAccountSummary', 'GetRole', 'ListRolePolicies']);
  });

  it('is one for a user, one for the list of their policies and one for each policy, all in their account', async () => {
    const { iam, aws } = await opened();
    await iam.apply(putAccess(ALICE));
    aws.resetCalls();

    await iam.observeUser(ALICE);

    expect(operations(aws.calls())).toEqual(['GetUser', 'GetUserPolicy', 'GetUserPolicy', 'ListUserPolicies']);
    expect(new Set(aws.calls().map(({ caller }) => caller))).toEqual(
      new Set(['arn:aws:sts::111111111111:assumed-role/assume-bot-manager/assume-bot']),
    );
  });

  it('is one for the trust policy and one for the guard if the quotas are known', async () => {
    const { iam, aws } = await opened();
    await iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: small });
    aws.resetCalls();

    await iam.observeRole(PROD_S3, { trustQuotaChars: 2_048, foreignInlineChars: 0 });

    expect(operations(aws.calls())).toEqual(['GetRole', 'GetRolePolicy']);
  });

  it('is one for each written document that is read back', async () => {
    const { iam, aws } = await opened();
    const [role, user] = [await iam.observeRole(PROD_S3), await iam.observeUser(BOB)];
    const trust = { kind: 'put_trust', roleArn: PROD_S3, document: prodRole().trust } as const;
    for (const step of [trust, putAccess(BOB)]) await iam.apply(step);
    aws.resetCalls();

    await iam.readBackRole(role, [trust]);
    await iam.readBackUser(user, [putAccess(BOB)]);

    expect(operations(aws.calls())).toEqual(['GetRole', 'GetUserPolicy']);
  });

  it('is one for every write', async () => {
    const { iam, aws } = await opened();
    await iam.observeRole(PROD_S3);
    await iam.observeUser(ALICE);
    aws.resetCalls();

    await iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: small });
    await iam.apply({ kind: 'put_trust', roleArn: PROD_S3, document: prodRole().trust });
    await iam.apply(putAccess(ALICE));
    await iam.apply({ kind: 'delete_user_policy', userArn: ALICE, policyName: ACCESS });
    await iam.apply({ kind: 'delete_guard', roleArn: PROD_S3 });

    expect(aws.calls().map(({ operation }) => operation)).toEqual([
      'PutRolePolicy',
      'UpdateAssumeRolePolicy',
      'PutUserPolicy',
      'DeleteUserPolicy',
      'DeleteRolePolicy',
    ]);
  });

  it('is at most five at the same time', async () => {
    const inlinePolicies = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`list-${index}`, small]));
    const connection = { maxAttempts: 1, requestTimeoutMs: 60_000 };
    const { iam, aws } = await opened({ roles: [prodRole({ inlinePolicies })], users: [] }, { connection });
    const silence = aws.faults.inject({ service: 'iam', operation: 'GetRolePolicy', error: 'hang' });

    const observed = expect(iam.observeRole(PROD_S3)).rejects.toMatchObject({ kind: 'unavailable' });
    while (silence.hits() < 5) await setImmediate();
    // Leaves time for a sixth call to arrive.
    for (let turn = 0; turn < 100; turn += 1) await setImmediate();
    await aws.close();
    await observed;

    expect(silence.hits()).toBe(5);
  });

  it('does not increase after a call has failed', async () => {
    const inlinePolicies = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`list-${index}`, small]));
    const { iam, aws } = await opened({ roles: [prodRole({ inlinePolicies })], users: [] });
    aws.faults.inject({ operation: 'GetRolePolicy', error: 'AccessDenied' });

    await expect(iam.observeRole(PROD_S3)).rejects.toMatchObject({ kind: 'denied', resource: PROD_S3 });

    expect(aws.calls({ operation: 'GetRolePolicy' }).length).toBeLessThanOrEqual(5);
  });
});

describe('the observed state of a role', () => {
  it('includes the sizes of all inline policies of a role, on all pages', async () => {
    const inlinePolicies = Object.fromEntries(Array.from({ length: 105 }, (_, index) => [`list-${index}`, small]));
    const { iam, aws } = await opened({ roles: [prodRole({ inlinePolicies })], users: [] });

    const observed = await iam.observeRole(PROD_S3);

    expect(observed.foreignInlineChars).toBe(105 * policyChars(small));
    expect(aws.calls({ operation: 'ListRolePolicies' })).toHaveLength(2);
  });

  it('contains foreign statements unchanged, including characters that are percent-encoded', async () => {
    const Statement = [
      {
        Sid: 'Odd',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::222222222222:root' },
        Action: 'sts:AssumeRole',
        Condition: { StringLike: { 'aws:RequestTag/team': ['100% + "a/b" (ü)\t*', "it's & <so>"] } },
      },
    ];
    const { iam } = await opened({ roles: [prodRole({ trust: { Version: '2012-10-17', Statement } })], users: [] });

    const observed = await iam.observeRole(PROD_S3);

    expect(observed.trust.Statement).toEqual(Statement);
  });

  it('names the ARN of a role with the same name under another path', async () => {
    const moved = parseRoleArn('arn:aws:iam::222222222222:role/teams/s3-list-role');
    const { iam } = await opened({ roles: [prodRole({ arn: moved })], users: [] });

    const reading = iam.observeRole(PROD_S3);

    await expect(reading).rejects.toMatchObject({
      kind: 'no_such_role',
      resource: PROD_S3,
      fix: `write ${moved} in access.yaml`,
    });
  });

  it('omits a policy that was deleted between the list and the read', async () => {
    const { iam, aws } = await opened();
    const notFound = { code: 'NoSuchEntity', status: 404 };
    aws.faults.inject({ operation: 'GetUserPolicy', error: notFound });
    aws.faults.inject({ operation: 'GetRolePolicy', error: notFound });

    const [role, user] = [await iam.observeRole(PROD_S3), await iam.observeUser(ALICE)];

    expect(role.foreignInlineChars).toBe(0);
    expect(user).toMatchObject({ kind: 'present', policies: {}, otherChars: 0 });
  });
});

describe('the quota of trust policies', () => {
  const quotaOf = async (world: LocalIam): Promise<number> => (await world.iam.observeRole(PROD_S3)).trustQuotaChars;

  it('is that of the account, read once an hour', async () => {
    const world = await opened({ roles: [prodRole()], users: [], trustQuotaChars: 4_096 });

    const first = await quotaOf(world);
    world.clock.advance({ minutes: 59 });
    await quotaOf(world);
    const callsWithinTheHour = world.aws.calls({ operation: 'GetAccountSummary' }).length;
    world.clock.advance({ minutes: 1 });
    await quotaOf(world);

    expect(first).toBe(4_096);
    expect(callsWithinTheHour).toBe(1);
    expect(world.aws.calls({ operation: 'GetAccountSummary' })).toHaveLength(2);
  });

  it('is the default if permission to read it is missing, which is logged once an hour', async () => {
    const world = await opened({ roles: [prodRole()], users: [], trustQuotaChars: 4_096 });
    world.aws.faults.inject({ operation: 'GetAccountSummary', error: 'AccessDenied' });

    const figures = [await quotaOf(world), await quotaOf(world)];

    expect(figures).toEqual([2_048, 2_048]);
    expect(world.warnings).toEqual(['the quota of trust policies could not be read']);
  });

  it('is the last value if IAM does not answer, and a fault if it was never read', async () => {
    const world = await opened({ roles: [prodRole()], users: [], trustQuotaChars: 4_096 });
    const fault = world.aws.faults.inject({ operation: 'GetAccountSummary', error: 'ServiceFailure', times: 1 });

    await expect(quotaOf(world)).rejects.toMatchObject({ kind: 'unavailable', retryable: true });
    fault.clear();
    await quotaOf(world);
    world.clock.advance({ minutes: 90 });
    world.aws.faults.inject({ operation: 'GetAccountSummary', error: 'ServiceFailure' });

    expect(await quotaOf(world)).toBe(4_096);
    expect(world.warnings).toHaveLength(1);
  });
});
