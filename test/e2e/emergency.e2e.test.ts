import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8')
  .replace(/^ {4}emergency: .*\n/gm, '')
  .replace(
    '    channel: C0APPROVALS',
    '    emergency: { requesters: [U0RANDOM], reviewWithin: 4h, contacts: [C0GENERAL, U0ALICE], maxDuration: 1h }\n    channel: C0APPROVALS',
  );

let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const textOf = (channel: string) =>
  stack.slack
    .messages(channel)
    .map(({ text }) => text ?? '')
    .join('\n');

describe('an emergency from Slack', () => {
  it('grants access immediately, notifies loudly, and is reviewed after a reminder with a note on the card', async () => {
    stack = await aStack(EXAMPLE);

    const answer = await stack.command('U0RANDOM', 'prod-s3 30m --emergency INC-42 the site is <!here> down');
    await stack.settle();

    expect(JSON.stringify(answer)).toContain('Declared an emergency');
    const session = await stack.assume('random_user');
    expect(textOf('C0APPROVALS')).toContain('*Emergency* <!channel>');
    expect(textOf('C0GENERAL')).toContain('took `prod-s3` without approval');
    expect(textOf('C0GENERAL')).not.toContain('<!here>');
    expect(stack.slack.seenBy('U0ALICE').some(({ text }) => text?.includes('without approval'))).toBe(true);

    stack.clock.advance({ minutes: 30 });
    await stack.sweep();
    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);
    stack.clock.advance({ minutes: 30 });
    await stack.sweep();
    expect(textOf('C0APPROVALS')).toContain('is due');

    await stack.press('U0BOB', 'review_wrong');
    const form = stack.slack.modalsOf('U0BOB').at(-1);
    await stack.slack.as('U0BOB').submitView(form?.id ?? '', { reason: 'the standby was up' });
    await stack.settle();
    const card = stack.slack.messages('C0APPROVALS').find(({ text }) => text?.includes('*Emergency*'));
    expect(JSON.stringify(card?.blocks)).toContain('*Reviewed* by <@U0BOB>: not justified');
    expect(JSON.stringify(card?.blocks)).toContain('the standby was up');
    expect(stack.slack.seenBy('U0RANDOM').some(({ text }) => text?.includes('not justified'))).toBe(true);
    expect(textOf('C0GENERAL')).toContain('not justified');
  });

  it('is refused to other users, and cannot be reviewed by the user who declared it; both refusals name the next step', async () => {
    stack = await aStack(EXAMPLE.replace('approvers: [U0BOB, U0CAROL]', 'approvers: [U0BOB, U0RANDOM]'));

    const refused = await stack.command('U0ALICE', 'prod-s3 --emergency INC-42 down');
    await stack.command('U0RANDOM', 'prod-s3 --emergency INC-42 down');
    await stack.settle();
    await stack.press('U0RANDOM', 'review_right');
    const form = stack.slack.modalsOf('U0RANDOM').at(-1);
    await stack.slack.as('U0RANDOM').submitView(form?.id ?? '', {});
    await stack.settle();

    expect(JSON.stringify(refused)).toContain('not among the users who can declare an emergency');
    const messages = stack.slack.seenBy('U0RANDOM').map(({ text }) => text);
    expect(messages.some((text) => text?.includes('You declared this emergency yourself'))).toBe(true);
    expect(stack.aws.queue('assume-bot.fifo').deadLetters()).toEqual([]);
  });
});
