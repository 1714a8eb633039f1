import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRoleArn, parseUserArn } from '../../../functions/core/names.ts';
import type { PolicyDocument } from '../../../functions/core/trust/documents.ts';
import { policyChars } from '../../../functions/core/trust/documents.ts';
import type { Step } from '../../../functions/core/trust/observed.ts';
import type { CallRecord } from '../../../local/aws/types.ts';
import { ALICE, BOB, IAM_SEED, PROD_S3 } from '../../support/iam.contract.ts';
import type { IamSeed } from '../../support/memory-iam.ts';
import type { LocalIam, LocalIamOptions } from './a-local-iam.ts';
import { aLocalIam } from './a-local-iam.ts';

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

describe('the calls that reading a role costs', () => {
  it('is one call for the role, one for the list of its policies and the quota once, for a role nobody holds', async () => {
    const { iam, aws } = await opened({ roles: [prodRole()], users: [] });

    await iam.observe(PROD_S3, []);

    expect(operations(aws.calls())).toEqual(['AssumeRole', 'GetAccountSummary', 'GetRole', 'ListRolePolicies']);
  });

  it('adds one list a person and one read a policy, each in the person’s account, and nothing when read again', async () => {
    const { iam, aws } = await opened();
    await iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: small });
    await iam.apply({ kind: 'put_identity', roleArn: PROD_S3, userArn: BOB, document: small });
    aws.resetCalls();

    await iam.observe(PROD_S3, [ALICE, BOB, BOB]);

    expect(operations(aws.calls())).toEqual([
      'GetAccountSummary',
      'GetRole',
      'GetRolePolicy',
      'GetRolePolicy',
      'GetUserPolicy',
      'GetUserPolicy',
      'ListRolePolicies',
      'ListUserPolicies',
      'ListUserPolicies',
    ]);
    expect(aws.calls({ operation: 'ListUserPolicies' }).map(({ caller }) => caller)).toEqual([
      'arn:aws:sts::111111111111:assumed-role/assume-bot-manager/assume-bot',
      'arn:aws:sts::111111111111:assumed-role/assume-bot-manager/assume-bot',
    ]);
  });

  it('is one call for each document of ours where the room is known', async () => {
    const { iam, aws } = await opened();
    await iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: small });
    await iam.apply({ kind: 'put_identity', roleArn: PROD_S3, userArn: ALICE, document: small });
    aws.resetCalls();

    await iam.observe(PROD_S3, [ALICE], { trustQuotaChars: 2_048, foreignInlineChars: 0 });

    expect(operations(aws.calls())).toEqual(['GetRole', 'GetRolePolicy', 'GetUserPolicy']);
  });

  it('is one call for each document that was written, when they are read back', async () => {
    const { iam, aws } = await opened();
    const seen = await iam.observe(PROD_S3, [ALICE, BOB]);
    const steps: readonly Step[] = [
      { kind: 'put_identity', roleArn: PROD_S3, userArn: ALICE, document: small },
      { kind: 'put_trust', roleArn: PROD_S3, document: prodRole().trust },
    ];
    for (const step of steps) await iam.apply(step);
    aws.resetCalls();

    await iam.readBack(seen, steps);

    expect(operations(aws.calls())).toEqual(['GetRole', 'GetUserPolicy']);
  });

  it('makes one call for every write', async () => {
    const { iam, aws } = await opened();
    await iam.observe(PROD_S3, [ALICE]);
    aws.resetCalls();

    await iam.apply({ kind: 'put_guard', roleArn: PROD_S3, document: small });
    await iam.apply({ kind: 'put_identity', roleArn: PROD_S3, userArn: ALICE, document: small });
    await iam.apply({ kind: 'put_trust', roleArn: PROD_S3, document: prodRole().trust });
    await iam.apply({ kind: 'delete_identity', roleArn: PROD_S3, userArn: ALICE });
    await iam.apply({ kind: 'delete_guard', roleArn: PROD_S3 });

    expect(aws.calls().map(({ operation }) => operation)).toEqual([
      'PutRolePolicy',
      'PutUserPolicy',
      'UpdateAssumeRolePolicy',
      'DeleteUserPolicy',
      'DeleteRolePolicy',
    ]);
  });

  it('has five calls under way at most', async () => {
    const people = Array.from({ length: 20 }, (_, index) =>
      parseUserArn(`arn:aws:iam::111111111111:user/person-${index}`),
    );
    const connection = { requestTimeoutMs: 200 };
    const { iam, aws } = await opened({ roles: [prodRole()], users: people.map((arn) => ({ arn })) }, { connection });
    await iam.observe(PROD_S3, people.slice(0, 1));
    const silence = aws.faults.inject({ service: 'iam', operation: '*', error: 'hang' });

    await expect(iam.observe(PROD_S3, people)).rejects.toMatchObject({ kind: 'unavailable' });

    expect(silence.hits()).toBe(5);
  });

  it('begins no more calls once one has failed', async () => {
    const people = Array.from({ length: 20 }, (_, index) =>
      parseUserArn(`arn:aws:iam::111111111111:user/person-${index}`),
    );
    const { iam, aws } = await opened({ roles: [prodRole()], users: people.map((arn) => ({ arn })) });
    await iam.observe(PROD_S3, people.slice(0, 1));
    aws.resetCalls();
    aws.faults.inject({ operation: 'ListUserPolicies', resource: 'person-3', error: 'AccessDenied' });

    await expect(iam.observe(PROD_S3, people)).rejects.toMatchObject({ kind: 'denied', resource: people[3] });

    expect(aws.calls().length).toBeLessThanOrEqual(4 + 2 + 4);
    expect(aws.calls({ resource: 'person-19' })).toEqual([]);
  });
});

describe('what is read of a role', () => {
  it('adds up all inline policies of a role that has more than one page of them', async () => {
    const inlinePolicies = Object.fromEntries(Array.from({ length: 105 }, (_, index) => [`list-${index}`, small]));
    const { iam, aws } = await opened({ roles: [prodRole({ inlinePolicies })], users: [] });

    const observed = await iam.observe(PROD_S3, []);

    expect(observed.foreignInlineChars).toBe(105 * policyChars(small));
    expect(aws.calls({ operation: 'ListRolePolicies' })).toHaveLength(2);
  });

  it('reads foreign statements to the letter, also with signs that travel encoded', async () => {
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

    const observed = await iam.observe(PROD_S3, []);

    expect(observed.trust.Statement).toEqual(Statement);
  });

  it('names the ARN to write when a role of that name stands under another path', async () => {
    const moved = parseRoleArn('arn:aws:iam::222222222222:role/teams/s3-list-role');
    const { iam } = await opened({ roles: [prodRole({ arn: moved })], users: [] });

    const reading = iam.observe(PROD_S3, []);

    await expect(reading).rejects.toMatchObject({
      kind: 'no_such_role',
      resource: PROD_S3,
      fix: `write ${moved} in access.yaml`,
    });
  });

  it('leaves out a policy that was deleted between the list and the look', async () => {
    const { iam, aws } = await opened();
    const notFound = { code: 'NoSuchEntity', status: 404 };
    aws.faults.inject({ operation: 'GetUserPolicy', error: notFound });
    aws.faults.inject({ operation: 'GetRolePolicy', error: notFound });

    const observed = await iam.observe(PROD_S3, [ALICE]);

    expect(observed.foreignInlineChars).toBe(0);
    expect(observed.identities[ALICE]).toEqual({ kind: 'present', otherChars: 0 });
  });
});

describe('the quota of trust policies', () => {
  const quotaOf = async (world: LocalIam): Promise<number> => (await world.iam.observe(PROD_S3, [])).trustQuotaChars;

  it('is the account’s own figure, asked for once an hour', async () => {
    const world = await opened({ roles: [prodRole()], users: [], trustQuotaChars: 4_096 });

    const first = await quotaOf(world);
    world.clock.advance({ minutes: 59 });
    await quotaOf(world);
    const askedInTheHour = world.aws.calls({ operation: 'GetAccountSummary' }).length;
    world.clock.advance({ minutes: 1 });
    await quotaOf(world);

    expect(first).toBe(4_096);
    expect(askedInTheHour).toBe(1);
    expect(world.aws.calls({ operation: 'GetAccountSummary' })).toHaveLength(2);
  });

  it('is the default where it may not be asked for, which is logged once an hour', async () => {
    const world = await opened({ roles: [prodRole()], users: [], trustQuotaChars: 4_096 });
    world.aws.faults.inject({ operation: 'GetAccountSummary', error: 'AccessDenied' });

    const figures = [await quotaOf(world), await quotaOf(world)];

    expect(figures).toEqual([2_048, 2_048]);
    expect(world.warnings).toEqual(['the quota of trust policies could not be read']);
  });

  it('stays as last read while IAM does not answer, and is a fault when nothing was ever read', async () => {
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
