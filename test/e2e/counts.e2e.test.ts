import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const countsOf = async (act: () => Promise<unknown>) => {
  stack.aws.resetCalls();
  stack.slack.forgetCalls();
  await act();
  const calls = stack.aws.calls();
  const dynamodb = calls.filter(({ service }) => service === 'dynamodb').map(({ operation }) => operation);
  return {
    reads: dynamodb.filter((operation) => /^(Get|Query|BatchGet)/.test(operation)).length,
    writes: dynamodb.filter((operation) => /^(Put|Update|Delete)/.test(operation)).length,
    iamAndSts: calls.filter(({ service }) => service === 'iam' || service === 'sts').length,
    slack: stack.slack.calls().length,
  };
};

describe('the calls before an answer to Slack', () => {
  it('are at most one write and two reads for a warm /assume, without IAM, STS and Slack calls', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0ALICE', 'prod-s3 1h first');
    await stack.settle();

    const counts = await countsOf(() => stack.command('U0RANDOM', 'prod-s3 1h reason'));

    expect(counts).toEqual({ reads: 2, writes: 1, iamAndSts: 0, slack: 0 });
  });

  it('are one write for a refusal, which is recorded', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0ALICE', 'prod-s3 1h first');

    const counts = await countsOf(() => stack.command('U0RANDOM', 'who prod-s3'));

    expect(counts).toEqual({ reads: 0, writes: 1, iamAndSts: 0, slack: 0 });
  });

  it('are at most one write and two reads for a warm click on Approve', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', 'prod-s3 1h reason');
    await stack.settle();
    const card = stack.slack.messages('C0APPROVALS').find(({ thread_ts }) => thread_ts === undefined);

    const counts = await countsOf(() =>
      stack.slack.as('U0BOB').press({ channel: 'C0APPROVALS', ts: card?.ts ?? '', actionId: 'approve' }),
    );

    expect(counts).toEqual({ reads: 2, writes: 1, iamAndSts: 0, slack: 0 });
  });
});

describe('what an end by the clock costs in IAM', () => {
  it('is one read of each side, one write and one read back, and one more read of a user who is woken twice', async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0RANDOM', 'prod-s3 30m INC-42');
    stack.clock.advance({ minutes: 30 });
    stack.aws.resetCalls();

    await stack.sweep();

    const operations = stack.aws.calls({ service: 'iam' }).map(({ operation }) => operation);
    const [role, user, again] = [operations.slice(0, 4), operations.slice(4, 10), operations.slice(10)];
    expect(role.slice(0, 2).toSorted()).toEqual(['GetRole', 'GetRolePolicy']);
    expect(role.slice(2)).toEqual(['UpdateAssumeRolePolicy', 'GetRole']);
    // One policy is foreign, and its length counts towards the same quota.
    expect(user.slice(0, 4).toSorted()).toEqual(['GetUser', 'GetUserPolicy', 'GetUserPolicy', 'ListUserPolicies']);
    expect(user.slice(4)).toEqual(['DeleteUserPolicy', 'GetUserPolicy']);
    // Both the sweep and the request wake the user, until the user's side is known to be closed.
    expect(again.toSorted()).toEqual(['GetUser', 'GetUserPolicy', 'ListUserPolicies']);
    expect(stack.role().trustPolicy).toEqual(expect.objectContaining({ Statement: [expect.anything()] }));
  });
});
