import type { InlinePolicies } from '@assume-bot/local-aws/seed-types';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { IamFault } from '../../../functions/core/fault.ts';
import { parseRoleArn } from '../../../functions/core/names.ts';
import type { PolicyDocument } from '../../../functions/core/trust/documents.ts';
import { ALICE, IAM_SEED, PROD_S3 } from '../../support/iam.contract.ts';
import type { IamSeed } from '../../support/memory-iam.ts';
import { aLocalIam, type LocalIam, type LocalIamOptions } from './a-local-iam.ts';

const opened = async (options?: LocalIamOptions, seed: IamSeed = IAM_SEED): Promise<LocalIam> => {
  const world = await aLocalIam(seed, options);
  onTestFinished(() => world.close());
  return world;
};
const allowAll: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
const putGuard = { kind: 'put_guard', roleArn: PROD_S3, document: allowAll } as const;
const putAccess = {
  kind: 'put_user_policy',
  userArn: ALICE,
  policyName: 'assume-bot-access',
  document: allowAll,
} as const;

describe('a failed call to IAM', () => {
  it('is retried after throttling, a service failure or a closed connection', async () => {
    const { iam, aws } = await opened({ connection: { maxAttempts: 5 } });
    aws.faults.inject({ operation: 'GetRole', error: 'Throttling', times: 1 });
    aws.faults.inject({ operation: 'ListRolePolicies', error: 'ServiceFailure', times: 1 });
    aws.faults.inject({ operation: 'GetAccountSummary', error: 'connection-reset', times: 1 });

    const observed = await iam.observeRole(PROD_S3);

    expect(observed.roleArn).toBe(PROD_S3);
    expect(aws.calls({ operation: 'GetRole' })).toHaveLength(2);
  });

  it.each([
    ['Throttling', 'throttled'],
    ['ServiceFailure', 'unavailable'],
    ['connection-reset', 'unavailable'],
  ] as const)('is retryable and reported after the last attempt: %s as %s', async (error, kind) => {
    const { iam, aws } = await opened({ connection: { maxAttempts: 1 } });
    aws.faults.inject({ operation: 'PutRolePolicy', error });

    await expect(iam.apply(putGuard)).rejects.toMatchObject({ kind, resource: PROD_S3, retryable: true });
  });

  it('is unavailable and retryable if IAM never answers', async () => {
    const { iam, aws } = await opened({ connection: { maxAttempts: 1, requestTimeoutMs: 100 } });
    aws.faults.inject({ operation: 'PutRolePolicy', error: 'hang' });

    await expect(iam.apply(putGuard)).rejects.toMatchObject({ kind: 'unavailable', retryable: true });
  });

  it('can be repeated without harm if the write took effect', async () => {
    const { iam, aws, rolePolicies } = await opened();
    aws.faults.inject({ operation: 'PutRolePolicy', error: 'connection-reset', when: 'after', times: 1 });

    await expect(iam.apply(putGuard)).rejects.toMatchObject({ kind: 'unavailable', retryable: true });
    const afterFailure = rolePolicies(PROD_S3);
    await iam.apply(putGuard);

    expect(afterFailure).toHaveProperty('assume-bot-session-guard', allowAll);
    expect(rolePolicies(PROD_S3)).toEqual(afterFailure);
  });

  it('is unavailable if no server answers', async () => {
    const world = await opened();
    await world.iam.observeRole(PROD_S3);
    await world.aws.close();

    await expect(world.iam.apply(putGuard)).rejects.toMatchObject({ kind: 'unavailable', retryable: true });
  });
});

describe('a call that IAM refuses permanently', () => {
  it('is not retried for an exceeded quota', async () => {
    const { iam, aws } = await opened({ connection: { maxAttempts: 5 } });
    const document: PolicyDocument = { ...allowAll, Id: 'x'.repeat(2_048) };

    await expect(iam.apply({ ...putAccess, document })).rejects.toMatchObject({ kind: 'quota', retryable: false });

    expect(aws.calls({ operation: 'PutUserPolicy' })).toHaveLength(1);
  });

  it('names the action, the user and the tag if the account stack does not allow it', async () => {
    const readOnly: InlinePolicies = {
      read: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: ['iam:Get*', 'iam:List*'], Resource: '*' } },
    };
    const { iam } = await opened({ managerPolicies: { '111111111111': readOnly } });

    const fault = (await iam.apply(putAccess).catch((error: unknown) => error)) as IamFault;

    expect(fault).toMatchObject({ kind: 'denied', resource: ALICE, retryable: false });
    expect(fault.message).toContain('is not authorized to perform: iam:PutUserPolicy');
    expect(fault.fix).toContain('tag that the account stack of 111111111111');
  });

  it('suggests another role if AWS protects the role', async () => {
    const arn = parseRoleArn('arn:aws:iam::222222222222:role/aws-reserved/AWSReservedSSO_Admin_0123456789abcdef');
    const [role] = IAM_SEED.roles;
    const { iam } = await opened({}, { users: [], roles: role === undefined ? [] : [{ ...role, arn }] });

    await expect(iam.apply({ ...putGuard, roleArn: arn })).rejects.toMatchObject({
      kind: 'denied',
      fix: expect.stringContaining('name an ordinary role'),
    });
  });

  it('is malformed if the document is invalid', async () => {
    const { iam } = await opened();
    const document: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Maybe' }] };

    await expect(iam.apply({ ...putGuard, document })).rejects.toMatchObject({ kind: 'malformed', retryable: false });
  });
});
