import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const openHome = async (person: string) => {
  const isAcknowledged = await stack.slack.as(person).openHome();
  await stack.settle();
  return isAcknowledged;
};
const homeOf = (person: string) => {
  const home = stack.slack.homeOf(person);
  if (home === undefined) throw new Error(`${person} has no Home tab`);
  return home;
};
const textOf = (person: string) => JSON.stringify(homeOf(person).blocks);
const pressAtHome = async (person: string, actionId: string, value?: string) => {
  const at = value === undefined ? {} : { value };
  await stack.slack.as(person).pressInView({ viewId: homeOf(person).id, actionId, ...at });
  await stack.settle();
};

describe('the Home tab', () => {
  it('handles a request from start to early end without typed commands', async () => {
    stack = await aStack(EXAMPLE);
    expect(await openHome('U0RANDOM')).toBe(true);
    await openHome('U0BOB');

    await pressAtHome('U0RANDOM', 'ask', 'prod-s3');
    const [form] = stack.slack.modalsOf('U0RANDOM');
    await stack.slack.as('U0RANDOM').submitView(form?.id ?? '', { reason: 'INC-42 the report is stuck' });
    await stack.settle();
    expect(textOf('U0RANDOM')).toContain('Pending requests');
    expect(textOf('U0BOB')).toContain('Requests for you to decide');

    await pressAtHome('U0BOB', 'approve');
    expect(textOf('U0BOB')).not.toContain('Requests for you to decide');
    expect(textOf('U0RANDOM')).toContain('active until');
    expect(stack.mayAssume('random_user')).toBe('Allowed');

    await pressAtHome('U0RANDOM', 'end');
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
    expect(textOf('U0RANDOM')).toContain('*Ended*');
  });

  it('cancels a request, and denies one with a reason', async () => {
    stack = await aStack(EXAMPLE);
    await openHome('U0RANDOM');
    await openHome('U0BOB');
    await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.settle();

    await pressAtHome('U0RANDOM', 'cancel');
    expect(textOf('U0RANDOM')).toContain('*Cancelled*');

    await stack.command('U0RANDOM', 'prod-s3 1h INC-43');
    await stack.settle();
    await pressAtHome('U0BOB', 'deny');
    const [form] = stack.slack.modalsOf('U0BOB');
    await stack.slack.as('U0BOB').submitView(form?.id ?? '', { reason: 'not today' });
    await stack.settle();
    expect(textOf('U0RANDOM')).toContain('not today');
  });

  it('answers without a call to Slack, and is updated when the access ends', async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0RANDOM', 'prod-s3 30m INC-42');
    stack.slack.forgetCalls();

    await stack.slack.as('U0RANDOM').openHome();
    expect(stack.slack.callCounts()).toEqual({});
    await stack.settle();
    expect(stack.slack.callCounts()).toEqual({ 'views.publish': 1 });

    stack.clock.advance({ minutes: 30 });
    await stack.sweep();
    expect(textOf('U0RANDOM')).toContain('*Ended*');
  });
});
