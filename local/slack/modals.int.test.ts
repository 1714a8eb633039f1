import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aView, FORM, openView } from './testing/a-form.ts';
import { aSlack } from './testing/a-slack.ts';
import { actions, button, home, input, modal, option, plain, select } from './testing/samples.ts';

let world: Awaited<ReturnType<typeof aSlack>>;

beforeEach(async () => {
  world = await aSlack();
});
afterEach(() => world.slack.close());

describe('acting in a view', () => {
  it('sends clicks and choices with the view and the values of its inputs', async () => {
    const view = modal([actions(button({ value: 'v' }), select({ action_id: 'pick' })), ...FORM.blocks]);
    const viewId = await openView(world, 'U0BOB', view);
    const bob = world.slack.as('U0BOB');

    await bob.selectInView({ viewId, actionId: 'role' }, 'role-1');
    const silent = world.bot.requests.length;
    await bob.pressInView({ viewId, actionId: 'approve' });

    expect(silent).toBe(1);
    expect(world.bot.lastPayload()).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: viewId },
      view: {
        id: viewId,
        callback_id: '',
        state: { values: { what: { role: { selected_option: { value: 'role-1' } } } } },
      },
      actions: [{ action_id: 'approve', value: 'v' }],
    });
    await bob.selectInView({ viewId, actionId: 'pick' }, 'role-0');
    expect(world.bot.lastPayload().actions[0]).toMatchObject({
      type: 'static_select',
      selected_option: { value: 'role-0' },
    });
  });

  it('accepts a date and time in seconds, as Slack does, and rejects values that its date picker could not send', async () => {
    const picker = { type: 'datetimepicker', action_id: 'start' };
    const viewId = await openView(world, 'U0BOB', modal([input(picker, { block_id: 'start', dispatch_action: true })]));
    const bob = world.slack.as('U0BOB');

    await bob.selectInView({ viewId, actionId: 'start' }, 1_893_499_200);

    expect(world.bot.lastPayload()).toMatchObject({
      actions: [{ type: 'datetimepicker', action_id: 'start', selected_date_time: 1_893_499_200 }],
      view: { state: { values: { start: { start: { type: 'datetimepicker', selected_date_time: 1_893_499_200 } } } } },
    });
    await expect(bob.selectInView({ viewId, actionId: 'start' }, '2030-01-01T12:00')).rejects.toThrow('ten digits');
    await expect(bob.submitView(viewId, { start: -62_000_000_000 })).rejects.toThrow('ten digits');
    const emptied = await bob.submitView(viewId, { start: null });
    expect(emptied).toMatchObject({ action: 'refused', errors: { start: 'Please complete this required field.' } });
  });

  it('works on the Home tab', async () => {
    await world.client.views.publish({ user_id: 'U0BOB', view: aView(home([actions(button({ value: 'end' }))])) });
    const viewId = String(world.slack.homeOf('U0BOB')?.id);

    await world.slack.as('U0BOB').pressInView({ viewId, actionId: 'approve' });

    expect(world.bot.lastPayload()).toMatchObject({ view: { type: 'home', id: viewId }, actions: [{ value: 'end' }] });
    await expect(world.slack.as('U0ALICE').pressInView({ viewId, actionId: 'approve' })).rejects.toThrow('no view');
  });

  it('requests the options of an external select after the minimum query length', async () => {
    const external = { type: 'external_select', action_id: 'role', min_query_length: 2 };
    const viewId = await openView(world, 'U0BOB', modal([input(external)]));
    const bob = world.slack.as('U0BOB');
    world.bot.answersJson({ option_groups: [{ label: plain('prod'), options: [option('prod-s3', 'S3')] }] });

    const short = await bob.options({ viewId, actionId: 'role' }, 'p');
    const offered = await bob.options({ viewId, actionId: 'role' }, 'pr');
    const submitted = await bob.submitView(viewId, { role: 'prod-s3' });

    expect(short).toEqual({ ok: true, options: [] });
    expect(offered).toEqual({ ok: true, options: [{ text: 'S3', value: 'prod-s3', group: 'prod' }] });
    expect(submitted).toEqual({ ok: true, action: 'close' });
    expect(world.bot.requests.map((request) => request.body.includes('block_suggestion'))).toEqual([
      false,
      true,
      false,
    ]);
    expect(world.bot.lastPayload().view.state.values.input.role.selected_option).toEqual(option('prod-s3', 'S3'));
  });

  it('shows no options that exceed a limit, and rejects a choice that is not offered', async () => {
    const viewId = await openView(
      world,
      'U0BOB',
      modal([input({ type: 'external_select', action_id: 'role', min_query_length: 0 })]),
    );
    const bob = world.slack.as('U0BOB');
    const many = { options: Array.from({ length: 101 }, (_, n) => option(`r${n}`)) };
    world.bot.answersJson(many, { options: [] });

    const outcome = await bob.options({ viewId, actionId: 'role' });

    expect(outcome).toMatchObject({ ok: false, error: 'invalid_answer', problems: [{ pointer: '/options' }] });
    await expect(bob.selectInView({ viewId, actionId: 'role' }, 'prod-s3')).rejects.toThrow(
      'offers no option "prod-s3"',
    );
  });
});

describe('submitting a modal', () => {
  it('sends the values of the inputs and closes it', async () => {
    const viewId = await openView(world, 'U0BOB', FORM);

    const outcome = await world.slack.as('U0BOB').submitView(viewId, { reason: 'INC-42: db is down', what: 'role-1' });

    expect(outcome).toEqual({ ok: true, action: 'close' });
    expect(world.slack.modalsOf('U0BOB')).toEqual([]);
    expect(world.bot.lastPayload().user).not.toHaveProperty('team_id');
    expect(world.bot.lastPayload()).toMatchObject({
      type: 'view_submission',
      user: { id: 'U0BOB', username: 'bob', name: 'bob' },
      view: {
        id: viewId,
        callback_id: 'ask',
        private_metadata: 'm',
        state: {
          values: {
            why: { reason: { type: 'plain_text_input', value: 'INC-42: db is down' } },
            what: { role: { type: 'static_select', selected_option: { value: 'role-1' } } },
          },
        },
      },
    });
  });

  it("is blocked by Slack's own client while a required input is empty or too short", async () => {
    const viewId = await openView(world, 'U0BOB', FORM);
    const bob = world.slack.as('U0BOB');

    const empty = await bob.submitView(viewId);
    const short = await bob.submitView(viewId, { reason: 'no' });

    expect(empty).toEqual({ ok: true, action: 'refused', errors: { why: 'Please complete this required field.' } });
    expect(short).toMatchObject({ action: 'refused', errors: { why: 'Please enter at least 3 characters.' } });
    expect(world.bot.requests).toHaveLength(1);
  });

  it('shows the errors of the bot, follows updates and pushes, and clears the stack', async () => {
    const viewId = await openView(world, 'U0BOB', FORM);
    const bob = world.slack.as('U0BOB');
    world.bot.answersJson(
      { response_action: 'errors', errors: { why: 'Name a ticket' } },
      { response_action: 'update', view: { ...FORM, callback_id: 'again' } },
      { response_action: 'push', view: { ...FORM, callback_id: 'sure' } },
      { response_action: 'clear' },
    );

    const errors = await bob.submitView(viewId, { reason: 'because' });
    const updated = await bob.submitView(viewId);
    const pushed = await bob.submitView(viewId);
    const stack = world.slack.modalsOf('U0BOB').map((view) => view.callback_id);
    const top = String(world.slack.modalsOf('U0BOB').at(-1)?.id);
    await expect(bob.submitView(viewId)).rejects.toThrow('is below');
    const cleared = await bob.submitView(top, { reason: 'yes' });

    expect(errors).toEqual({ ok: true, action: 'errors', errors: { why: 'Name a ticket' } });
    expect(updated).toMatchObject({ action: 'update', view: { id: viewId, callback_id: 'again' } });
    expect(pushed).toMatchObject({ action: 'push' });
    expect(stack).toEqual(['again', 'sure']);
    expect(cleared).toEqual({ ok: true, action: 'clear' });
    expect(world.slack.modalsOf('U0BOB')).toEqual([]);
  });

  it.each([
    ['errors for a block that is not an input', { response_action: 'errors', errors: { nowhere: 'x' } }],
    ['a view that exceeds a limit', { response_action: 'update', view: { ...FORM, title: plain('x'.repeat(25)) } }],
    ['a Home tab as a modal', { response_action: 'push', view: home([]) }],
    ['an unknown response_action', { response_action: 'vanish' }],
  ])('leaves the modal open for %s', async (_title, answer) => {
    const viewId = await openView(world, 'U0BOB', FORM);
    world.bot.answersJson(answer);

    const outcome = await world.slack.as('U0BOB').submitView(viewId, { reason: 'because' });

    expect(outcome).toMatchObject({ ok: false, error: 'invalid_answer' });
    expect(world.slack.modalsOf('U0BOB')).toHaveLength(1);
  });

  it('notifies the bot that it was closed if the view has notify_on_close', async () => {
    const quiet = await openView(world, 'U0BOB', FORM);
    const bob = world.slack.as('U0BOB');
    await bob.closeView(quiet);
    const silent = world.bot.requests.length;
    const loud = await openView(world, 'U0BOB', { ...FORM, notify_on_close: true });

    await bob.closeView(loud, { all: true });

    expect(silent).toBe(1);
    expect(world.bot.lastPayload()).toMatchObject({ type: 'view_closed', is_cleared: true, view: { id: loud } });
    expect(world.slack.modalsOf('U0BOB')).toEqual([]);
  });
});
