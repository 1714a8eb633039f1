import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
const withRule = (text: string) => EXAMPLE.replace('    approvals: 1 ', `    ${text}\n    approvals: 1 `);
let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const isCard = ({ thread_ts }: { thread_ts?: string | undefined }) => thread_ts === undefined;
const cards = () => stack.slack.messages('C0APPROVALS').filter(isCard);
const thread = () =>
  stack.slack
    .messages('C0APPROVALS')
    .filter((message) => !isCard(message))
    .map(({ text }) => text);
const minutes = async (count: number) => {
  stack.clock.advance({ minutes: count });
  await stack.sweep();
};

describe('approving', () => {
  it('for a shorter time grants only that time', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', 'prod-s3 2h INC-42');
    await stack.settle();

    await stack.press('U0BOB', 'approve_shorter');
    const [form] = stack.slack.modalsOf('U0BOB');
    await stack.slack.as('U0BOB').submitView(form?.id ?? '', { length: '30' });
    await stack.settle();

    expect(thread().join('\n')).toContain('approved, limited to 30m');
    stack.clock.advance({ minutes: 29, seconds: 59 });
    expect(stack.mayAssume('random_user')).toBe('Allowed');
    stack.clock.advance({ seconds: 1 });
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
  });

  it('removes buttons from the direct messages of the holder when nothing is left to do', async () => {
    stack = await aStack(EXAMPLE);
    const direct = () => stack.slack.seenBy('U0RANDOM').filter(({ channel }) => channel.startsWith('D'));
    const buttons = () =>
      direct().flatMap(
        ({ blocks }) => JSON.stringify(blocks).match(/(?<="action_id":")(?:cancel|end|extend)(?=")/g) ?? [],
      );

    await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.settle();
    expect(buttons()).toEqual(['cancel']);
    await stack.press('U0BOB', 'approve');
    expect(buttons()).toEqual(['end']);
    expect(direct()[0]?.text).toContain('was approved by <@U0BOB>');
    await minutes(51);
    expect(buttons()).toEqual(['end', 'end']);
    await minutes(9);

    expect(buttons()).toEqual([]);
    expect(direct()[1]?.text).toContain('You had `prod-s3` from');
  });

  it('shows the risk, current access and recent requests on the card', async () => {
    stack = await aStack(withRule('risk: high'));
    await stack.grant('U0RANDOM', 'prod-s3 20m INC-41');
    stack.clock.advance({ minutes: 5 });

    await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.press('U0RANDOM', 'ask');
    await stack.slack.as('U0RANDOM').submitView(stack.slack.modalsOf('U0RANDOM').at(-1)?.id ?? '');
    await stack.settle();

    const shown = JSON.stringify(cards().at(-1)?.blocks);
    expect(shown).toContain('*Risk*\\n:rotating_light: High');
    expect(shown).toContain('*Other access at that time*\\n`prod-s3` until');
    expect(shown).toContain('(1 request in the 30 days before, 1 granted)');
  });

  it('sends reminders at growing intervals, then reminders to the second line, who can decide from then on', async () => {
    stack = await aStack(
      withRule('escalation: { after: 3h, approvers: [U0ALICE] }')
        .replace('approvers: [U0BOB, U0CAROL]', 'approvers: [U0BOB]')
        .replace('settings:', 'settings:\n  reminders: [30m, 2h]'),
    );
    await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.settle();

    await minutes(30);
    await minutes(30);
    await minutes(60);
    expect(thread()).toHaveLength(3);
    await stack.press('U0ALICE', 'approve');
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');

    await minutes(60);
    expect(thread().at(-1)).toContain('More users can approve now: <@U0BOB>, <@U0ALICE>');
    await stack.press('U0ALICE', 'approve');
    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });

  it('reaches approvers in direct messages if the rule says so, and updates all their cards in place', async () => {
    stack = await aStack(withRule('notifyApprovers: direct'));
    await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.settle();
    const direct = (person: string) =>
      stack.slack.seenBy(person).filter(({ channel, text }) => channel.startsWith('D') && text.includes('prod-s3'));
    expect([direct('U0BOB').length, direct('U0CAROL').length]).toEqual([1, 1]);

    const [card] = direct('U0CAROL');
    await stack.slack.as('U0CAROL').press({ channel: card?.channel ?? '', ts: card?.ts ?? '', actionId: 'approve' });
    await stack.settle();

    expect(stack.mayAssume('random_user')).toBe('Allowed');
    expect([...direct('U0BOB'), ...direct('U0CAROL'), ...cards()].map(({ text }) => text)).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining('*Active*')),
    );
  });

  it('finds its card by timestamp, in a channel with hundreds of later messages', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.settle();
    const [card] = cards();
    for (let index = 0; index < 150; index += 1) stack.slack.as('U0BOB').say('C0APPROVALS', `message ${index}`);

    await stack.slack.as('U0BOB').press({ channel: 'C0APPROVALS', ts: card?.ts ?? '', actionId: 'approve' });
    await stack.settle();

    expect(cards()[0]).toMatchObject({ ts: card?.ts, text: expect.stringContaining('*Active*') });
    expect(JSON.stringify(cards()[0]?.blocks)).not.toContain('"action_id":"approve"');
    expect(stack.slack.callCounts()).not.toHaveProperty('conversations.history');
  });

  it('leaves one card and its thread: other users receive no message, and every message has text for screen readers', async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0RANDOM', 'prod-s3 30m INC-42');
    await minutes(30);

    expect(cards()).toHaveLength(1);
    expect(thread()).toHaveLength(3);
    for (const person of ['U0BOB', 'U0CAROL', 'U0ALICE'])
      expect(stack.slack.seenBy(person).filter(({ channel }) => channel.startsWith('D'))).toEqual([]);
    const everything = stack.slack.seenBy('U0RANDOM');
    expect(everything.length).toBeGreaterThan(4);
    for (const { text } of everything) expect(text).toMatch(/\w+ \w+/);
  });
});
