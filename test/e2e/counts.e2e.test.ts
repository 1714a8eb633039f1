import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { TestStack } from '../support/a-stack.ts';
import { aStack } from '../support/a-stack.ts';

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

    const counts = await countsOf(() => stack.command('U0RANDOM', 'prod-s3 9h reason'));

    expect(counts).toEqual({ reads: 0, writes: 1, iamAndSts: 0, slack: 0 });
  });

  it('are at most one write and two reads for a warm click on Approve', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', 'prod-s3 1h reason');
    await stack.settle();
    const card = stack.slack.messages('C0APPROVALS').at(-1);

    const counts = await countsOf(() =>
      stack.slack.as('U0BOB').press({ channel: 'C0APPROVALS', ts: card?.ts ?? '', actionId: 'approve' }),
    );

    expect(counts).toEqual({ reads: 2, writes: 1, iamAndSts: 0, slack: 0 });
  });
});

describe('the IAM calls of an end by the clock', () => {
  it('are one read for each of our documents, and a write and a read back for the two that change', async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0RANDOM', 'prod-s3 30m INC-42');
    stack.clock.advance({ minutes: 30 });
    stack.aws.resetCalls();

    await stack.sweep();

    const operations = stack.aws.calls({ service: 'iam' }).map(({ operation }) => operation);
    expect(operations.slice(0, 3).toSorted()).toEqual(['GetRole', 'GetRolePolicy', 'GetUserPolicy']);
    expect(operations.slice(3, 5)).toEqual(['UpdateAssumeRolePolicy', 'DeleteUserPolicy']);
    expect(operations.slice(5).toSorted()).toEqual(['GetRole', 'GetUserPolicy']);
    expect(stack.role().trustPolicy).toEqual(expect.objectContaining({ Statement: [expect.anything()] }));
  });
});
