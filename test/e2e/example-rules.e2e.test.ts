import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

type Groups = Readonly<Record<string, readonly string[]>>;

const groupsOf = (groups: Groups) =>
  Object.entries(groups).map(([id, members]) => ({ id, handle: id.toLowerCase(), members }));

/** An example at some time, in a workspace with user groups. */
const begin = async (example: string, time: string, groups: Groups = {}) => {
  const yaml = readFileSync(new URL(`../../examples/rules/${example}`, import.meta.url), 'utf8');
  stack = await aStack(yaml, time, {}, undefined, {}, { groups: groupsOf(groups) });
};
const request = async (person: string, text: string): Promise<string> => {
  const answer = JSON.stringify(await stack.command(person, text));
  await stack.settle();
  return answer;
};
const channel = (): string => JSON.stringify(stack.slack.messages('C0APPROVALS'));
const DEV = 'arn:aws:iam::333333333333:role/s3-list-role';
const PAYMENTS = 'arn:aws:iam::222222222222:role/payments-role';
const SANDBOX = 'arn:aws:iam::222222222222:role/sandbox-role';
const SATURDAY_NIGHT = '2026-11-28T22:00:00Z';

describe('the example with a rule for each group, from the command to IAM', () => {
  const GROUPS = { S0CONTRACTORS: ['U0RANDOM'], S0SUPPORT: ['U0RANDOM', 'U0ALICE'], S0ENGINEERS: ['U0BOB'] };

  it('gives contractors two approvals and a ticket, even if they are in a group of a later rule', async () => {
    await begin('per-group.yaml', SATURDAY_NIGHT, GROUPS);

    await request('U0RANDOM', 'prod-s3 20m a report');
    expect(JSON.stringify(stack.slack.modalsOf('U0RANDOM'))).toContain('INC-42');
    expect(channel()).not.toContain('a report');
    await request('U0RANDOM', 'prod-s3 20m INC-7');
    await stack.press('U0BOB', 'approve');
    expect(stack.mayAssume('random_user')).not.toBe('Allowed');
    await stack.press('U0CAROL', 'approve');
    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });

  it('lets support look without an approval, but not for long', async () => {
    await begin('per-group.yaml', SATURDAY_NIGHT, { ...GROUPS, S0SUPPORT: ['U0ALICE', 'U0CAROL'] });

    await request('U0ALICE', 'prod-s3 30m a customer waits');
    const longer = await request('U0CAROL', 'prod-s3 1h a customer waits');

    expect(channel()).toContain('“support”');
    expect(longer).toContain('“with approval”');
    expect(stack.mayAssume('alice')).toBe('Allowed');
    expect(stack.mayAssume('carol')).not.toBe('Allowed');
  });

  it('needs one approval of an engineer, and refuses users of no group', async () => {
    await begin('per-group.yaml', SATURDAY_NIGHT, GROUPS);

    expect(await request('U0CAROL', 'prod-s3 1h report')).toContain('No rule of prod-s3 applies');
    await request('U0BOB', 'prod-s3 4h report');
    expect(stack.mayAssume('bob')).not.toBe('Allowed');
    await stack.press('U0CAROL', 'approve');
    expect(stack.mayAssume('bob')).toBe('Allowed');
  });
});

describe('the example for users on call, from the command to IAM', () => {
  it('opens without an approval and without a reason, and closes in IAM at the end', async () => {
    // Bob is on call in the week from 2026-11-23.
    await begin('on-call.yaml', SATURDAY_NIGHT);

    await request('U0BOB', 'prod-s3 2h');

    expect(stack.mayAssume('bob')).toBe('Allowed');
    expect(channel()).toContain('“on call”');
    expect(JSON.stringify(stack.role().trustPolicy)).toContain('2026-11-29T00:0');
    stack.clock.advance({ minutes: 121 });
    expect(stack.mayAssume('bob')).not.toBe('Allowed');
  });

  it('needs an approval for longer access, and for users who are not on call', async () => {
    await begin('on-call.yaml', SATURDAY_NIGHT);

    await request('U0BOB', 'prod-s3 3h incident');
    expect(stack.mayAssume('bob')).not.toBe('Allowed');
    await request('U0ALICE', 'prod-s3 1h report');
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
    await stack.press('U0CAROL', 'approve');
    expect(stack.mayAssume('alice')).toBe('Allowed');
  });

  it('extends without an approval up to two hours from the first start, and no further', async () => {
    await begin('on-call.yaml', SATURDAY_NIGHT);
    await request('U0BOB', 'prod-s3 1h');
    stack.clock.advance({ minutes: 50 });

    await request('U0BOB', 'extend prod-s3 1h');
    stack.clock.advance({ minutes: 50 });
    expect(stack.mayAssume('bob')).toBe('Allowed');
    await request('U0BOB', 'extend prod-s3 1h');
    stack.clock.advance({ minutes: 30 });
    expect(stack.mayAssume('bob')).not.toBe('Allowed');
  });

  it('follows the override of the holidays', async () => {
    await begin('on-call.yaml', '2026-12-25T12:00:00Z');

    await request('U0CAROL', 'prod-s3 1h');
    await request('U0BOB', 'prod-s3 1h not my turn');

    expect([stack.mayAssume('carol'), stack.mayAssume('bob')].map((found) => found === 'Allowed')).toEqual([
      true,
      false,
    ]);
  });
});

describe('the example with approvers for labels, from the command to IAM', () => {
  const begun = () => begin('approver-per-label.yaml', SATURDAY_NIGHT, { S0PAYMENTS: ['U0BOB'] });

  it('needs no approval for a short time in development, also for a role of another account with its label', async () => {
    await begun();

    await request('U0RANDOM', 'dev-s3 1h try something');
    await request('U0RANDOM', 'prod-sandbox 1h try something');
    await request('U0ALICE', 'dev-s3 2h try something longer');

    expect(stack.mayAssume('random_user', { role: DEV })).toBe('Allowed');
    expect(stack.mayAssume('random_user', { role: SANDBOX })).toBe('Allowed');
    expect(stack.mayAssume('alice', { role: DEV })).not.toBe('Allowed');
    await stack.press('U0BOB', 'approve');
    expect(stack.mayAssume('alice', { role: DEV })).toBe('Allowed');
  });

  it('takes the approvers of production, but not those of development', async () => {
    await begun();

    await request('U0RANDOM', 'prod-s3 1h INC-42');
    await stack.press('U0ALICE', 'approve');
    expect(stack.mayAssume('random_user')).not.toBe('Allowed');
    await stack.press('U0BOB', 'approve');
    expect(stack.mayAssume('random_user')).toBe('Allowed');
  });

  it('needs two approvals for payments, whose team is among the approvers', async () => {
    await begun();

    await request('U0RANDOM', 'prod-payments 1h INC-42');
    await stack.press('U0CAROL', 'approve');
    expect(stack.mayAssume('random_user', { role: PAYMENTS })).not.toBe('Allowed');
    await stack.press('U0BOB', 'approve');
    expect(stack.mayAssume('random_user', { role: PAYMENTS })).toBe('Allowed');
  });
});
