import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const CATALOG = `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people:
  U0RANDOM: arn:aws:iam::111111111111:user/random_user
defaults: { channel: C0APPROVALS, duration: { default: 1h, max: 8h } }
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    requesters: [everyone]
    approvers: [U0CAROL]
settings: { minimumDuration: 1m }
`;
let stack: TestStack;
beforeEach(async () => {
  stack = await aStack(CATALOG, '2030-01-04T11:00:00Z');
});
afterEach(async () => {
  await stack.close();
});

const said = (person: string): string => JSON.stringify(stack.slack.seenBy(person).map(({ text }) => text));
const command = async (person: string, text: string): Promise<void> => {
  await stack.command(person, text);
  await stack.settle();
};
const request = () => command('U0RANDOM', 'prod-s3 1h INC-42');
const access = () => stack.mayAssume('random_user');

describe('a delegate, from the command to IAM', () => {
  it('is named, told, decides in the place of the approver, and everyone sees for whom', async () => {
    await command('U0CAROL', 'delegate @bob for 2h');
    expect(said('U0CAROL')).toContain('<@U0BOB> decides in your place* until');
    expect(said('U0BOB')).toContain('<@U0CAROL> named you as delegate');
    // A warm Lambda knows the directory for a minute.
    stack.clock.advance({ minutes: 1 });

    await request();
    await stack.press('U0BOB', 'approve');

    expect(access()).toBe('Allowed');
    const channel = JSON.stringify(stack.slack.messages('C0APPROVALS'));
    expect(channel).toContain('<@U0BOB> approved for <@U0CAROL>');
    expect(channel).toContain('Approved by <@U0BOB> for <@U0CAROL>');
  });

  it('decides until the promised second, and not from then on', async () => {
    await command('U0CAROL', 'delegate @bob for 30m');
    await request();
    stack.clock.advance({ minutes: 30 });
    await stack.press('U0BOB', 'approve');

    expect(access()).not.toBe('Allowed');
    expect(said('U0BOB')).toContain('You are not an approver of prod-s3');
  });

  it('decides in the last second', async () => {
    await command('U0CAROL', 'delegate @bob for 30m');
    await request();
    stack.clock.advance({ minutes: 29, seconds: 59 });
    await stack.press('U0BOB', 'approve');

    expect(access()).toBe('Allowed');
  });

  it('decides nothing a minute after "off"', async () => {
    await command('U0CAROL', 'delegate @bob for 2h');
    await request();
    stack.clock.advance({ minutes: 2 });
    await stack.command('U0BOB', 'list');
    expect(said('U0BOB')).toContain('and 1 request to decide');
    await command('U0CAROL', 'delegate off');
    stack.clock.advance({ minutes: 1 });
    await stack.press('U0BOB', 'approve');

    expect(access()).not.toBe('Allowed');
    expect(said('U0BOB')).toContain('You no longer decide in the place of <@U0CAROL>');
  });

  it('is refused where there is nothing to delegate', async () => {
    await command('U0BOB', 'delegate @random_user for 2h');

    expect(said('U0BOB')).toContain('You are not an approver of any role');
  });
});
