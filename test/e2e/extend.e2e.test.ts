import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const example = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
const withExtend = (rule: string) =>
  example
    .replace(/^ {4}extend: .*\n/gm, '')
    .replace('    channel: C0APPROVALS', `    extend: ${rule}\n    channel: C0APPROVALS`);

let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const messagesTo = (person: string) => stack.slack.seenBy(person).map(({ text }) => text ?? '');

describe('extending from Slack', () => {
  it('keeps sessions open past the old end after an approval, and ends them at the new one', async () => {
    stack = await aStack(withExtend('{ by: 1h, maxTotal: 3h }'));
    await stack.grant('U0RANDOM', 'prod-s3 30m INC-42 the report is stuck');
    const session = await stack.assume('random_user', { durationSeconds: 3600 });
    stack.clock.advance({ minutes: 20 });
    await stack.sweep();
    expect(messagesTo('U0RANDOM')).toContainEqual(expect.stringMatching(/ends .*You can extend it until/));

    await stack.press('U0RANDOM', 'extend');
    const form = stack.slack.modalsOf('U0RANDOM').at(-1);
    const wrong = await stack.slack.as('U0RANDOM').submitView(form?.id ?? '', { duration: '2h' });
    const right = await stack.slack.as('U0RANDOM').submitView(form?.id ?? '', { duration: '20m' });
    await stack.settle();
    expect(wrong).toMatchObject({ action: 'errors', errors: { duration: expect.stringContaining('1h') } });
    expect(right).toMatchObject({ action: 'update' });
    const card = stack.slack.messages('C0APPROVALS').findLast(({ text }) => text?.includes('requests'));
    expect(card?.text).toContain('an extension of');
    expect(JSON.stringify(card?.blocks)).toContain('extends access until');
    await stack.press('U0BOB', 'approve');
    expect(messagesTo('U0RANDOM')).toContainEqual(expect.stringContaining('is extended until'));

    stack.clock.advance({ minutes: 10 });
    await stack.sweep();
    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['Allowed', 'Allowed']);
    expect(messagesTo('U0RANDOM').some((text) => text.includes('has ended'))).toBe(false);
    stack.clock.advance({ minutes: 20 });
    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);
  });

  it('needs no approver if the rule is automatic, and either message can end the access immediately', async () => {
    stack = await aStack(withExtend('{ by: 1h, automatic: true, maxTotal: 3h }'));
    await stack.grant('U0RANDOM', 'prod-s3 30m INC-42');

    const answer = await stack.command('U0RANDOM', 'extend prod-s3 15m');
    await stack.settle();
    expect(JSON.stringify(answer)).toContain('an extension of');
    stack.clock.advance({ minutes: 40 });
    await stack.sweep();
    const session = await stack.assume('random_user');
    await stack.press('U0RANDOM', 'end');

    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);
    expect(stack.aws.queue('assume-bot.fifo').deadLetters()).toEqual([]);
  });

  it('names the alternative if nothing can be extended', async () => {
    stack = await aStack(example.replace(/^ {4}extend: .*\n/gm, ''));
    const nothing = await stack.command('U0RANDOM', 'extend prod-s3');
    await stack.grant('U0RANDOM', 'prod-s3 30m INC-42');

    const refused = await stack.command('U0RANDOM', 'extend prod-s3');

    expect(JSON.stringify(nothing)).toContain('You do not have access to prod-s3');
    expect(JSON.stringify(refused)).toContain('The catalog does not allow extensions of prod-s3.');
  });
});
