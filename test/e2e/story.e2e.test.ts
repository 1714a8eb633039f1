import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
const BREAK_GLASS = expect.objectContaining({ Sid: 'BreakGlass' });

let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const ours = () =>
  [stack.role().trustPolicy.Statement].flat().filter(({ Sid }) => /^AssumeBot[0-9a-f]{8}$/.test(Sid ?? ''));
describe('the whole story', () => {
  it('grants access only after an approval, and ends it at the promised second, for sessions too', async () => {
    stack = await aStack(EXAMPLE);
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');

    await stack.command('U0RANDOM', 'prod-s3 2m INC-42 the report is stuck');
    await stack.settle();
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
    await stack.press('U0BOB', 'approve');
    const session = await stack.assume('random_user');
    expect(stack.mayList(session)).toBe('Allowed');

    stack.clock.advance({ seconds: 119 });
    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['Allowed', 'Allowed']);
    stack.clock.advance({ seconds: 1 });
    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);
    expect(stack.role().trustPolicy.Statement).toContainEqual(BREAK_GLASS);
  });

  it('ends on both sides if the bot is stopped after the approval', async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0RANDOM', 'prod-s3 50m INC-42');
    const session = await stack.assume('random_user', { durationSeconds: 3600 });
    const callsBefore = stack.aws.calls().length;

    stack.clock.advance({ minutes: 50 });

    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
    expect(stack.mayList(session)).toBe('ExplicitlyDenied');
    const user = stack.aws.user('arn:aws:iam::111111111111:user/random_user');
    expect(
      stack.aws.decideAction({ as: stack.keysOf('random_user'), action: 'sts:AssumeRole', resource: ROLE_ARN }),
    ).toBe('ImplicitlyDenied');
    expect(Object.keys(user?.inlinePolicies ?? {})).toHaveLength(2);
    expect(stack.aws.calls()).toHaveLength(callsBefore);
  });

  it('does not let a user use the grant of another user or another session name', async () => {
    stack = await aStack(EXAMPLE);

    await stack.grant('U0RANDOM', 'prod-s3 1h INC-42');

    expect(stack.mayAssume('alice')).toBe('ImplicitlyDenied');
    expect(stack.mayAssume('random_user', { sessionName: 'alice' })).toBe('ImplicitlyDenied');
    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });

  it('ends live sessions at an early end; after a new grant, only new sessions work', async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0RANDOM', 'prod-s3 2h INC-42');
    const old = await stack.assume('random_user');

    stack.clock.advance({ minutes: 10 });
    await stack.command('U0RANDOM', 'end prod-s3');
    await stack.settle();
    expect([stack.mayAssume('random_user'), stack.mayList(old)]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);

    stack.clock.advance({ minutes: 10 });
    await stack.grant('U0RANDOM', 'prod-s3 30m INC-43');
    const fresh = await stack.assume('random_user');
    expect([stack.mayList(old), stack.mayList(fresh)]).toEqual(['ExplicitlyDenied', 'Allowed']);

    stack.clock.advance({ minutes: 30 });
    expect(stack.mayList(fresh)).toBe('ExplicitlyDenied');
  });

  it("ends one user's sessions without affecting others", async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const [random, alice] = [await stack.assume('random_user'), await stack.assume('alice')];

    await stack.command('U0RANDOM', 'end prod-s3');
    await stack.settle();

    expect([stack.mayList(random), stack.mayList(alice)]).toEqual(['ExplicitlyDenied', 'Allowed']);
  });

  it('ends two overlapping grants of one user at the later end', async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0RANDOM', 'prod-s3 20m INC-42');
    const session = await stack.assume('random_user');
    stack.clock.advance({ minutes: 10 });
    // Access that is held is shown in place of a second grant.
    await stack.command('U0RANDOM', 'prod-s3 20m INC-43');
    await stack.press('U0RANDOM', 'ask');
    await stack.slack.as('U0RANDOM').submitView(stack.slack.modalsOf('U0RANDOM').at(-1)?.id ?? '');
    await stack.settle();
    await stack.press('U0BOB', 'approve');

    stack.clock.advance({ minutes: 10 });
    await stack.sweep();

    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['Allowed', 'Allowed']);
    stack.clock.advance({ minutes: 10 });
    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);
  });

  it('starts a grant in the future at that second, even if the bot is stopped', async () => {
    stack = await aStack(EXAMPLE);

    // random_user lives in New York: 12:00Z is 07:00 there.
    await stack.grant('U0RANDOM', 'prod-s3 from 9:00 1h INC-42');

    stack.clock.advance({ minutes: 119, seconds: 59 });
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
    stack.clock.advance({ seconds: 1 });
    expect(stack.mayAssume('random_user')).toBe('Allowed');
    stack.clock.advance({ minutes: 60 });
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
  });

  it('measures the duration from the approval, not from the request', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', 'prod-s3 10m INC-42');
    await stack.settle();

    stack.clock.advance({ minutes: 9 });
    await stack.press('U0BOB', 'approve');

    stack.clock.advance({ minutes: 9, seconds: 59 });
    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });

  it('leaves nothing of the bot in AWS after everything has ended, and the foreign statement unchanged', async () => {
    stack = await aStack(EXAMPLE);
    const before = stack.role().trustPolicy;
    await stack.grant('U0RANDOM', 'prod-s3 5m INC-42');
    expect(ours()).toHaveLength(1);
    expect(stack.role().trustPolicy.Statement).toContainEqual(BREAK_GLASS);

    stack.clock.advance({ minutes: 5 });
    await stack.sweep();
    expect(stack.role().trustPolicy).toEqual(before);
    stack.clock.advance({ minutes: 70 });
    await stack.sweep();

    expect(stack.role().inlinePolicies).toEqual({});
    expect(Object.keys(stack.aws.user('arn:aws:iam::111111111111:user/random_user')?.inlinePolicies ?? {})).toEqual([
      'look',
    ]);
    expect(stack.aws.queue('assume-bot.fifo').deadLetters()).toEqual([]);
  });

  it('counts one decision for ten clicks, and answers each late click', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.settle();
    const [card] = stack.slack.messages('C0APPROVALS');
    if (card === undefined) throw new Error('no card');
    const target = { channel: 'C0APPROVALS', ts: card.ts, actionId: 'approve', asShown: card };

    await Promise.all(Array.from({ length: 10 }, () => stack.slack.as('U0BOB').press(target)));
    await stack.settle();

    expect(ours()).toHaveLength(1);
    expect(
      stack.slack.seenBy('U0BOB', 'C0APPROVALS').filter(({ ephemeralTo }) => ephemeralTo === 'U0BOB'),
    ).toHaveLength(9);
  });

  it('refuses requests and approvals of users of other workspaces, guests, bots and deactivated users', async () => {
    stack = await aStack(EXAMPLE.replace('approvers: [U0BOB, U0CAROL]', 'approvers: [U0BOB, U0GUEST, U0EXTERNAL]'));
    await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.settle();

    await stack.press('U0EXTERNAL', 'approve');
    await stack.press('U0GUEST', 'approve');
    const answers = [await stack.command('U0GUEST', 'prod-s3 1h x'), await stack.command('U0EXTERNAL', 'prod-s3 1h x')];
    await stack.settle();

    expect(ours()).toEqual([]);
    for (const answer of answers) expect(JSON.stringify(answer)).toMatch(/only (full )?members of this/);
  });

  it('shows user text literally: mentions, links and formatting in it are not interpreted', async () => {
    stack = await aStack(EXAMPLE);

    await stack.command('U0RANDOM', 'prod-s3 1h <!channel> *see* <https://evil.example|here> & INC-42');
    await stack.settle();

    const [card] = stack.slack.messages('C0APPROVALS');
    const blocks = (card?.blocks ?? []) as readonly { text?: { type: string; text: string } }[];
    const reason = blocks.find(({ text }) => text?.text.includes('INC-42'));
    expect(reason?.text?.type).toBe('plain_text');
    expect(card?.text).not.toContain('<!channel>');
  });
});
