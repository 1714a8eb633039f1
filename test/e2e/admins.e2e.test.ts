import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');

let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const answered = async (person: string, text: string) => JSON.stringify(await stack.command(person, text));
const messagesTo = (person: string) => stack.slack.seenBy(person).map(({ text }) => text ?? '');

describe('admins in Slack', () => {
  it('see who holds a role, and revoke access with a reason that the holder receives', async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0RANDOM', 'prod-s3 1h INC-42 the report is stuck');
    const session = await stack.assume('random_user');

    expect(await answered('U0CAROL', 'who prod-s3')).toMatch(/1 held, 0 pending.*U0RANDOM.*until/);
    expect(await answered('U0ALICE', 'who prod-s3')).toContain('Only its approvers');
    expect(await answered('U0RANDOM', 'who')).toContain('1 held');
    expect(await answered('U0BOB', 'revoke @random_user prod-s3 no')).toContain('Only admins');
    expect(await answered('U0CAROL', 'revoke @random_user prod-s3 the laptop is lost')).toContain(
      'Nothing has ended yet',
    );
    expect(stack.mayList(session)).toBe('Allowed');
    expect(await stack.confirm('U0CAROL', 'revoke @random_user prod-s3 the laptop is lost')).toContain(
      'Revoking access of',
    );

    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);
    expect(messagesTo('U0RANDOM')).toContainEqual(
      expect.stringMatching(/has ended: .* revoked it.*the laptop is lost/),
    );
    expect(await answered('U0CAROL', 'who @random_user')).toContain('has no access');
  });

  it('turn a lockdown on and off again, and see what it ended', async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.command('U0ALICE', 'prod-s3 1h INC-43');
    await stack.settle();
    const session = await stack.assume('random_user');

    expect(await answered('U0ALICE', 'lockdown on because')).toContain('Only admins');
    expect(await answered('U0CAROL', 'lockdown on keys have leaked')).toContain('Nothing has changed yet');
    expect(stack.mayList(session)).toBe('Allowed');
    expect(await stack.confirm('U0CAROL', 'lockdown on keys have leaked')).toContain('Lockdown is on');
    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);
    expect(messagesTo('U0CAROL')).toContainEqual(expect.stringMatching(/Ended or cancelled 2 requests/));
    expect(await answered('U0RANDOM', 'prod-s3 1h INC-44')).toContain(
      'A lockdown is on, and no access is granted: keys have leaked',
    );
    stack.clock.advance({ minutes: 1 });
    await stack.sweep();
    expect(messagesTo('U0CAROL')).toContainEqual(expect.stringContaining('AWS confirms that all access is ended'));
    expect(await stack.confirm('U0CAROL', 'lockdown on again')).toContain('is already on');

    expect(await stack.confirm('U0CAROL', 'lockdown off keys are new')).toContain('Lockdown is off');
    await stack.grant('U0RANDOM', 'prod-s3 1h INC-45');
    expect(stack.mayAssume('random_user')).toBe('Allowed');
    expect(stack.aws.queue('assume-bot.fifo').deadLetters()).toEqual([]);
  });
});

describe('a user who is deactivated in Slack', () => {
  it('loses their access within one sweep', async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0RANDOM', 'prod-s3 1h INC-42');
    const session = await stack.assume('random_user');

    await stack.slack.directory.deactivate('U0RANDOM');
    stack.clock.advance({ minutes: 1 });
    await stack.sweep();

    expect([stack.mayAssume('random_user'), stack.mayList(session)]).toEqual(['ImplicitlyDenied', 'ExplicitlyDenied']);
    const messages = stack.slack.messages('C0APPROVALS').map(({ text }) => text);
    expect(messages).toContainEqual(expect.stringContaining('can no longer have it'));
    // The direct message to the deactivated account.
    expect(stack.slack.takeRefusals()).toMatchObject([{ of: 'chat.postMessage', error: 'channel_not_found' }]);
  });
});
