import { GetRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import type { FaultError } from './fault-types.ts';
import { aLocalAws, assume, iamAs, iamOf, PROD, policy, ROLE, refusal, UTILS, userArn } from './testing/a-local-aws.ts';

const RoleName = 's3-list-role';
const getRole = new GetRoleCommand({ RoleName });
const putGuard = new PutRolePolicyCommand({
  RoleName,
  PolicyName: 'guard',
  PolicyDocument: JSON.stringify(policy({ Effect: 'Deny', Action: '*', Resource: '*' })),
});

describe('the fault switch', () => {
  it('fails the next calls of an operation and then lets calls succeed', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    const fault = aws.faults.inject({ operation: 'GetRole', error: 'Throttling', times: 2 });

    const failed = [await refusal(iam.send(getRole)), await refusal(iam.send(getRole))];
    const passed = await iam.send(getRole);

    expect(failed.map(({ code, message }) => [code, message])).toEqual(Array(2).fill(['Throttling', 'Rate exceeded']));
    expect(passed.Role?.RoleName).toBe(RoleName);
    expect(fault.hits()).toBe(2);
  });

  it.each<[FaultError, string]>([
    ['ServiceFailure', 'ServiceFailureException'],
    ['AccessDenied', 'AccessDenied'],
    [{ code: 'ConcurrentModification', status: 409, message: 'busy' }, 'ConcurrentModificationException'],
  ])('answers %o until the fault is cleared', async (error, code) => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    aws.faults.inject({ operation: '*', error });

    const first = await refusal(iam.send(getRole));
    const second = await refusal(iam.send(getRole));
    aws.faults.clear();
    const third = await iam.send(getRole);

    expect([first.code, second.code]).toEqual([code, code]);
    expect(third.Role?.RoleName).toBe(RoleName);
  });

  it('fails a call before or after its effect', async () => {
    const { aws } = await aLocalAws();
    const iam = iamOf(aws, PROD);
    const guards = () => Object.keys(aws.role(ROLE)?.inlinePolicies ?? {});

    aws.faults.inject({ operation: 'PutRolePolicy', error: 'ServiceFailure', times: 1 });
    await refusal(iam.send(putGuard));
    const before = guards();
    aws.faults.inject({ operation: 'PutRolePolicy', error: 'ServiceFailure', times: 1, when: 'after' });
    await refusal(iam.send(putGuard));

    expect(before).toEqual([]);
    expect(guards()).toEqual(['guard']);
  });

  it('can be limited to an account, a role, or the nth call', async () => {
    const { aws } = await aLocalAws();
    aws.faults.inject({ operation: 'AssumeRole', account: PROD, error: 'ServiceFailure', times: 1 });
    aws.faults.inject({ service: 'iam', operation: '*', resource: 'another', error: 'ServiceFailure' });
    aws.faults.inject({ service: 'iam', operation: 'GetRole', error: 'Throttling', skip: 1, times: 1 });
    const iam = iamOf(aws, PROD);

    const assumed = await refusal(assume(aws, aws.credentialsOf(userArn('alice'))));
    const first = await iam.send(getRole);
    const second = await refusal(iam.send(getRole));
    const third = await iam.send(getRole);

    expect([assumed.code, second.code]).toEqual(['ServiceFailure', 'Throttling']);
    expect([first.Role?.Arn, third.Role?.Arn]).toEqual([ROLE, ROLE]);
  });

  it('closes the connection, so that the caller cannot know whether the call took effect', async () => {
    const { aws } = await aLocalAws();
    aws.faults.inject({ operation: 'PutRolePolicy', error: 'connection-reset', when: 'after', times: 1 });

    const error = await refusal(iamOf(aws, PROD).send(putGuard));

    expect(error.message).toMatch(/ECONNRESET|socket hang up/);
    expect(Object.keys(aws.role(ROLE)?.inlinePolicies ?? {})).toEqual(['guard']);
  });

  it('leaves a call without an answer until the fault is cleared', async () => {
    const { aws } = await aLocalAws();
    const fault = aws.faults.inject({ operation: 'GetRole', error: 'hang' });
    const call = iamOf(aws, PROD).send(getRole);
    let isSettled = false;
    const settled = call
      .catch(() => {})
      .finally(() => {
        isSettled = true;
      });
    while (fault.hits() === 0) await new Promise((resolve) => setImmediate(resolve));

    const whileHanging = isSettled;
    fault.clear();
    await settled;

    expect(whileHanging).toBe(false);
    await expect(call).rejects.toThrow();
  });
});

describe('the log of calls', () => {
  it('records caller, operation, resource and result of each call, until it is reset', async () => {
    const { aws, clock } = await aLocalAws();
    await iamOf(aws, PROD).send(getRole);
    await refusal(iamAs(aws, aws.credentialsOf(userArn('bob'))).send(getRole));
    await assume(aws, aws.credentialsOf(userArn('alice')));

    const calls = aws.calls();
    const ofProd = aws.calls({ account: PROD });
    aws.resetCalls();

    expect(calls).toMatchObject([
      { service: 'iam', operation: 'GetRole', account: PROD, resource: RoleName, at: clock.now() },
      { service: 'iam', operation: 'GetRole', account: UTILS, caller: userArn('bob'), error: 'AccessDenied' },
      { service: 'sts', operation: 'AssumeRole', account: PROD, resource: RoleName, caller: userArn('alice') },
    ]);
    expect(ofProd.map(({ operation }) => operation)).toEqual(['GetRole', 'AssumeRole']);
    expect(aws.calls()).toEqual([]);
  });

  it('passes each call to the callback that was given at the start', async () => {
    const seen: string[] = [];
    const { aws } = await aLocalAws({ onCall: ({ operation }) => seen.push(operation) });

    await iamOf(aws, PROD).send(getRole);

    expect(seen).toEqual(['GetRole']);
  });
});
