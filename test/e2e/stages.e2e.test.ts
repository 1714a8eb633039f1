import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

/** Bob decides first, in office hours; then carol and one of the others, each for another entry. */
const CATALOG = `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people:
  U0RANDOM: arn:aws:iam::111111111111:user/random_user
defaults: { channel: C0APPROVALS, duration: { default: 1h, max: 8h } }
onCall: { security: [U0CAROL, U0ALICE] }
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    requesters: [everyone]
    stages:
      - approvers: [U0BOB]
        hours: { days: [mon-fri], from: "09:00", until: "18:00", zone: Europe/Berlin }
      - approvers: [{ onCall: security }, U0ALICE]
        approvals: 2
        fromDifferent: true
settings: { minimumDuration: 1m }
`;
let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const begin = async (time: string): Promise<void> => {
  stack = await aStack(CATALOG, time);
  await stack.command('U0RANDOM', 'prod-s3 1h INC-42');
  await stack.settle();
};
const channel = (): string => JSON.stringify(stack.slack.messages('C0APPROVALS'));
const said = (person: string): string => JSON.stringify(stack.slack.seenBy(person).map(({ text }) => text));
const approve = (...people: readonly string[]) =>
  people.reduce((before, person) => before.then(() => stack.press(person, 'approve')), Promise.resolve());
const [NOON, NIGHT] = ['2030-01-04T11:00:00Z', '2030-01-04T21:00:00Z'];

describe('approvals in stages, from the command to IAM', () => {
  it('open access when every stage is complete', async () => {
    await begin(NOON);
    await approve('U0BOB', 'U0CAROL');
    expect(stack.mayAssume('random_user')).not.toBe('Allowed');

    await approve('U0ALICE');

    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });

  it('ask the approvers of the stage that is awaited, and those of the next one in the thread', async () => {
    await begin(NOON);
    expect(channel()).toContain('Approvers: <@U0BOB>');
    expect(channel()).not.toContain('U0ALICE');

    await approve('U0BOB');

    expect(channel()).toContain('2 more needed. Now it waits for users on call for security, <@U0ALICE>');
    expect(channel()).toContain('1 of 3 approvals');
  });

  it('do not count before their stage, or outside of its hours', async () => {
    await begin(NOON);
    await approve('U0ALICE');
    expect(said('U0ALICE')).toContain('it waits for other approvers');
    await approve('U0BOB', 'U0CAROL');
    expect(stack.mayAssume('random_user')).not.toBe('Allowed');
    await stack.close();

    await begin(NIGHT);
    await approve('U0BOB');
    expect(said('U0BOB')).toContain('Mon to Fri 09:00–18:00 Europe/Berlin');
  });

  it('are stored, so that a request that waits overnight goes on where it was', async () => {
    await begin(NOON);
    await approve('U0BOB');

    stack.clock.advance({ minutes: 10 * 60 });
    await approve('U0CAROL', 'U0ALICE');

    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });
});
