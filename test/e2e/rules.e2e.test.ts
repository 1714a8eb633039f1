import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

/** Alice is on call until Monday at nine in Berlin; bob approves in office hours, and carol beside him at other times. */
const CATALOG = `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people:
  U0RANDOM: arn:aws:iam::111111111111:user/random_user
  U0ALICE: arn:aws:iam::111111111111:user/alice
defaults: { channel: C0APPROVALS, duration: { default: 1h, max: 8h } }
onCall:
  sre: { rotation: [U0ALICE, U0CAROL], shift: 1w, from: "2029-12-31 09:00", zone: Europe/Berlin }
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    requesters: [everyone]
    rules:
      - name: on call
        when: { requester: [{ onCall: sre }], duration: { max: 2h } }
        approvals: 0
      - name: office hours
        when: { hours: { days: [mon-fri], from: "09:00", until: "18:00", zone: Europe/Berlin }, duration: { max: 4h } }
        approvers: [U0BOB]
      - name: out of hours
        when: { duration: { max: 4h } }
        approvers: [U0BOB, U0CAROL]
        approvals: 2
  prod-sqs:
    arn: arn:aws:iam::222222222222:role/sqs
    requesters: [everyone]
    approvers: [U0BOB]
bundles:
  ops:
    roles: [prod-s3, prod-sqs]
    rules: [{ name: operations, duration: { max: 2h }, requesters: [everyone], approvers: [U0CAROL] }]
settings: { minimumDuration: 1m }
`;
let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const begin = async (time: string): Promise<void> => {
  stack = await aStack(CATALOG, time);
};
const request = async (person: string, text: string): Promise<string> => {
  const answer = JSON.stringify(await stack.command(person, text));
  await stack.settle();
  return answer;
};
const said = (person: string): string => JSON.stringify(stack.slack.seenBy(person).map(({ text }) => text));
const [FRIDAY_NOON, FRIDAY_NIGHT] = ['2030-01-04T11:00:00Z', '2030-01-04T21:00:00Z'];

describe('the rules of a role, from the command to IAM', () => {
  it('need no approval of the user on call, and tell the channel', async () => {
    await begin(FRIDAY_NIGHT);

    await request('U0ALICE', 'prod-s3 1h INC-42');

    expect(stack.mayAssume('alice')).toBe('Allowed');
    const channel = JSON.stringify(stack.slack.messages('C0APPROVALS'));
    expect(channel).toContain('prod-s3');
    expect(channel).toContain('“on call”');
  });

  it('need one approval in office hours and two outside of them', async () => {
    await begin(FRIDAY_NOON);
    await request('U0RANDOM', 'prod-s3 1h INC-42');
    expect(stack.mayAssume('random_user')).not.toBe('Allowed');
    await stack.press('U0BOB', 'approve');
    expect(stack.mayAssume('random_user')).toBe('Allowed');
    await stack.close();

    await begin(FRIDAY_NIGHT);
    await request('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.press('U0BOB', 'approve');
    expect(stack.mayAssume('random_user')).not.toBe('Allowed');
    await stack.press('U0CAROL', 'approve');
    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });

  it('keep the rule of the time of the request', async () => {
    await begin('2030-01-04T16:59:00Z');
    await request('U0RANDOM', 'prod-s3 1h INC-42');

    stack.clock.advance({ minutes: 2 });
    await stack.press('U0BOB', 'approve');

    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });

  it('depend on the requested length, and the answer names the rule that applies', async () => {
    await begin(FRIDAY_NIGHT);

    const answer = await request('U0ALICE', 'prod-s3 3h INC-42');

    expect(answer).toContain('by the rule “out of hours”');
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
  });

  it('refuse what no rule is for, and say why', async () => {
    await begin(FRIDAY_NOON);

    const answer = await request('U0RANDOM', 'prod-s3 5h INC-42');

    expect(answer).toContain('No rule of prod-s3 applies to this request');
    expect(answer).toContain('office hours');
    expect(stack.slack.messages('C0APPROVALS')).toEqual([]);
  });

  it('refuse on purpose with the sentence of the catalog, in the dry run too', async () => {
    const rest = 'approvals: 2\n      - { name: long, refuse: "Ask for four hours, and extend them" }\n';
    stack = await aStack(CATALOG.replace('approvals: 2\n', rest), FRIDAY_NOON);

    for (const text of ['prod-s3 5h INC-42', 'prod-s3 5h INC-42 --dry-run'])
      expect(await request('U0RANDOM', text)).toContain('refuses this request: Ask for four hours, and extend them.');
    expect(stack.slack.messages('C0APPROVALS')).toEqual([]);
    expect(await request('U0RANDOM', 'prod-s3 4h INC-42')).toContain('office hours');
  });

  it('open nothing for a user who is no longer on call at the start', async () => {
    await begin('2030-01-06T22:00:00Z');
    const zone = await request('U0ALICE', 'prod-s3 1h from 10:00 INC-42');
    expect(zone).toContain('2030-01-07');

    for (const minutes of [10 * 60 + 58, 1, 1, 1]) {
      stack.clock.advance({ minutes });
      await stack.sweep();
    }

    expect(stack.mayAssume('alice')).not.toBe('Allowed');
    expect(said('U0ALICE')).toContain('no longer applies to this request');
  });

  it('of a bundle apply beside those of its roles', async () => {
    await begin(FRIDAY_NOON);

    const answer = await request('U0ALICE', 'ops 1h INC-42');
    await stack.press('U0CAROL', 'approve');
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
    await stack.press('U0BOB', 'approve');

    expect(answer).toContain('by the rules “on call” and “operations”');
    expect(stack.mayAssume('alice')).toBe('Allowed');
  });
});
