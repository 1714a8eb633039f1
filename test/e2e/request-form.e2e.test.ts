import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8').replace(
  'reason: required',
  'reason: required\n    ticket: "INC-[0-9]+"\n    #',
);
let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const formOf = (person: string) => {
  const [form] = stack.slack.modalsOf(person);
  if (form === undefined) throw new Error(`no form is open for ${person}`);
  return form;
};
const textOf = (person: string) => JSON.stringify(formOf(person).blocks);
const requested = () => stack.slack.messages('C0APPROVALS').filter(({ thread_ts }) => thread_ts === undefined);

describe('the request form', () => {
  it('shows approvers and end time when a role is chosen, and updates them for another duration', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', '');
    const person = stack.slack.as('U0RANDOM');
    expect(textOf('U0RANDOM')).not.toContain('Needs one approval');

    await person.selectInView({ viewId: formOf('U0RANDOM').id, actionId: 'access' }, 'prod-s3');
    expect(textOf('U0RANDOM')).toContain('Needs 1 approval. Approvers: <@U0BOB>, <@U0CAROL>.');
    expect(textOf('U0RANDOM')).toContain(`1h would end <!date^${Date.parse('2030-01-01T13:00:00Z') / 1000}`);
    await person.selectInView({ viewId: formOf('U0RANDOM').id, actionId: 'length' }, '240');
    expect(textOf('U0RANDOM')).toContain('4h would end');

    await person.submitView(formOf('U0RANDOM').id, { reason: 'INC-42' });
    await stack.settle();
    await stack.press('U0BOB', 'approve');
    stack.clock.advance({ minutes: 239, seconds: 59 });
    expect(stack.mayAssume('random_user')).toBe('Allowed');
    stack.clock.advance({ seconds: 1 });
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
  });

  it('opens with the role selected when only its name is typed, and submits what was added', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', 'prod-s3');
    expect(textOf('U0RANDOM')).toContain('A reason is required for prod-s3.');
    expect(textOf('U0RANDOM')).toContain('Needs 1 approval. Approvers: <@U0BOB>, <@U0CAROL>.');

    await stack.slack.as('U0RANDOM').submitView(formOf('U0RANDOM').id, { reason: 'INC-42' });
    await stack.settle();

    expect(requested()[0]?.text).toContain('prod-s3');
  });

  it('shows a missing ticket at the reason field, and keeps the choices', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', '');
    const person = stack.slack.as('U0RANDOM');
    await person.selectInView({ viewId: formOf('U0RANDOM').id, actionId: 'access' }, 'prod-s3');

    const outcome = await person.submitView(formOf('U0RANDOM').id, { reason: 'no ticket' });

    expect(outcome).toMatchObject({ action: 'errors', errors: { reason: expect.stringContaining('INC-[0-9]+') } });
    expect(requested()).toEqual([]);
    await person.submitView(formOf('U0RANDOM').id, { reason: 'INC-42' });
    await stack.settle();
    expect(requested()).toHaveLength(1);
  });

  it('gives a typed time precedence, such as a start in the future', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', '');
    const person = stack.slack.as('U0RANDOM');
    await person.selectInView({ viewId: formOf('U0RANDOM').id, actionId: 'access' }, 'prod-s3');

    await person.submitView(formOf('U0RANDOM').id, { duration: 'from 9:00 to 9:30', reason: 'INC-42' });
    await stack.settle();
    await stack.press('U0BOB', 'approve');

    // random_user lives in New York: 9:00 there is 14:00Z.
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
    stack.clock.advance({ minutes: 120 });
    expect(stack.mayAssume('random_user')).toBe('Allowed');
    stack.clock.advance({ minutes: 30 });
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
  });

  it('accepts a start from the date picker, shows the end for it, and grants no access before the start', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', '');
    const person = stack.slack.as('U0RANDOM');
    const viewId = formOf('U0RANDOM').id;
    await person.selectInView({ viewId, actionId: 'access' }, 'prod-s3');

    await person.selectInView({ viewId, actionId: 'start' }, Date.parse('2030-01-03T09:00:00Z') / 1000);
    expect(textOf('U0RANDOM')).toContain('until <!date^1893664800^');
    await person.submitView(viewId, { reason: 'INC-42' });
    await stack.settle();
    await stack.press('U0BOB', 'approve');

    stack.clock.advance({ minutes: 45 * 60 - 1 });
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
    stack.clock.advance({ minutes: 1 });
    expect(stack.mayAssume('random_user')).toBe('Allowed');
    stack.clock.advance({ minutes: 60 });
    expect(stack.mayAssume('random_user')).toBe('ImplicitlyDenied');
  });

  it('opens from the global shortcut, and from the message shortcut with the message text as the reason', async () => {
    stack = await aStack(EXAMPLE);
    const person = stack.slack.as('U0RANDOM');
    await person.shortcut('ask_access');
    expect(formOf('U0RANDOM').callback_id).toBe('ask');
    await person.closeView(formOf('U0RANDOM').id);

    const { ts } = stack.slack.as('U0BOB').say('C0GENERAL', 'INC-42: a < b & <!channel> is *down*');
    await person.messageShortcut('ask_access_message', { channel: 'C0GENERAL', ts });
    await person.submitView(formOf('U0RANDOM').id, { access: 'prod-s3' });
    await stack.settle();

    expect(JSON.stringify(requested()[0]?.blocks)).toContain('INC-42: a < b &');
    expect(requested()[0]?.text).not.toContain('<!channel>');
  });

  it('does not open for a user who cannot request access, and explains why, for shortcuts too', async () => {
    stack = await aStack(EXAMPLE.replace('[U0BOB, U0CAROL]', '[U0BOB, U0GUEST]'));

    await stack.slack.as('U0GUEST').shortcut('ask_access');

    expect(textOf('U0GUEST')).toContain('only full members');
  });
});

describe('/assume --dry-run', () => {
  it('shows approvers and end time, and stores nothing', async () => {
    stack = await aStack(EXAMPLE);
    stack.aws.resetCalls();

    const outcome = await stack.command('U0RANDOM', 'prod-s3 2h --dry-run');

    const answer = JSON.stringify(outcome);
    expect(answer).toContain('Needs 1 approval. Approvers: <@U0BOB>, <@U0CAROL>.');
    expect(answer).toContain(`end <!date^${Date.parse('2030-01-01T14:00:00Z') / 1000}`);
    expect(answer).toContain('A reason is required for prod-s3');
    expect(stack.aws.calls().filter(({ operation }) => /^(Put|Update|Delete|Send)/.test(operation))).toEqual([]);
    await stack.settle();
    expect(requested()).toEqual([]);
  });

  it('shows the refusal, and does not record it', async () => {
    stack = await aStack(EXAMPLE);
    stack.aws.resetCalls();

    const outcome = await stack.command('U0RANDOM', 'prod-s3 9h INC-42 --dry-run');

    expect(JSON.stringify(outcome)).toContain('The maximum duration of prod-s3 is 8h');
    expect(stack.aws.calls().filter(({ operation }) => /^(Put|Update|Delete|Send)/.test(operation))).toEqual([]);
  });
});
