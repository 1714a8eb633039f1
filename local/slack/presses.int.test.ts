import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSlack } from './testing/a-slack.ts';
import { actions, button, option, section, select } from './testing/samples.ts';

let world: Awaited<ReturnType<typeof aSlack>>;

beforeEach(async () => {
  world = await aSlack();
});
afterEach(() => world.slack.close());

const APPROVALS = { channel: 'C0APPROVALS' };

describe('clicking a button', () => {
  const post = async (...elements: readonly object[]) => {
    const posted = await world.client.chat.postMessage({
      ...APPROVALS,
      text: 'Bob?',
      // biome-ignore lint/suspicious/noExplicitAny: the samples are plain objects
      blocks: [section('Bob?'), actions(...elements)] as any,
    });
    return String(posted.ts);
  };

  it('sends the action, the user and the message', async () => {
    const ts = await post(button({ value: 'req-1', style: 'primary' }));

    const outcome = await world.slack.as('U0BOB').press({ ...APPROVALS, ts, actionId: 'approve' });

    expect(outcome).toMatchObject({ ok: true });
    expect(world.bot.lastPayload()).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0BOB', username: 'bob', team_id: 'T0LOCAL' },
      team: { id: 'T0LOCAL' },
      enterprise: null,
      is_enterprise_install: false,
      api_app_id: 'A0ASSUME',
      container: { type: 'message', message_ts: ts, channel_id: 'C0APPROVALS', is_ephemeral: false },
      channel: { id: 'C0APPROVALS', name: 'approvals' },
      message: { ts, user: 'U0ASSUME', text: 'Bob?' },
      state: { values: {} },
      response_url: expect.stringContaining(`${world.slack.url}/response/`),
      actions: [
        { type: 'button', action_id: 'approve', value: 'req-1', style: 'primary', action_ts: '1893499200.000000' },
      ],
    });
  });

  it('contains the team of a user from another workspace, and of a guest', async () => {
    const ts = await post(button());

    await world.slack.as('U0EXTERNAL').press({ ...APPROVALS, ts, actionId: 'approve' });
    const external = world.bot.lastPayload();
    await world.slack.as('U0VISITOR').press({ ...APPROVALS, ts, actionId: 'approve' });

    expect(external.user).toMatchObject({ id: 'U0EXTERNAL', team_id: 'T0OTHER' });
    expect(external.team.id).toBe('T0LOCAL');
    expect(world.bot.lastPayload().user).toMatchObject({ id: 'U0VISITOR', team_id: 'T0LOCAL' });
  });

  it('still works on the previous version of an updated message', async () => {
    const ts = await post(button({ value: 'req-1' }));
    const [asShown] = world.slack.seenBy('U0BOB', 'C0APPROVALS');
    await world.client.chat.update({ ...APPROVALS, ts, text: 'done', blocks: [section('done')] });

    const fresh = world.slack.as('U0BOB').press({ ...APPROVALS, ts, actionId: 'approve' });
    await expect(fresh).rejects.toThrow('has no element "approve"');
    if (!asShown) throw new Error('the message was never shown');
    await world.slack.as('U0BOB').press({ ...APPROVALS, ts, actionId: 'approve', asShown });

    expect(world.bot.lastPayload().actions[0]).toMatchObject({ value: 'req-1' });
  });

  it('requires a block or value if several elements match, and selects an overflow option by its value', async () => {
    const menu = { type: 'overflow', action_id: 'more', options: [option('open'), option('copy')] };
    const ts = await post(button({ action_id: 'a' }), menu);
    const { ts: twice } = await world.client.chat.postMessage({
      ...APPROVALS,
      text: 'two',
      blocks: [actions(button({ value: '1' })), actions(button({ value: '2' }))],
    });
    const bob = world.slack.as('U0BOB');

    await bob.press({ ...APPROVALS, ts, actionId: 'more', value: 'copy' });
    const option1 = world.bot.lastPayload().actions[0];
    await expect(bob.press({ ...APPROVALS, ts: String(twice), actionId: 'approve' })).rejects.toThrow('2 elements');
    await bob.press({ ...APPROVALS, ts: String(twice), actionId: 'approve', value: '2' });

    expect(option1).toMatchObject({ type: 'overflow', selected_option: { value: 'copy' } });
    expect(world.bot.lastPayload().actions[0]).toMatchObject({ value: '2' });
  });

  it('contains what the user chose in the other elements of the message', async () => {
    const ts = await post(select({ action_id: 'how_long', initial_option: option('role-0') }), button());
    const bob = world.slack.as('U0BOB');

    await bob.select({ ...APPROVALS, ts, actionId: 'how_long' }, 'role-1');
    const chosen = world.bot.lastPayload();
    await bob.press({ ...APPROVALS, ts, actionId: 'approve' });

    const block = chosen.actions[0].block_id;
    expect(chosen.actions[0]).toMatchObject({ type: 'static_select', selected_option: { value: 'role-1' } });
    expect(world.bot.lastPayload().state.values[block].how_long.selected_option.value).toBe('role-1');
    await world.slack.as('U0CAROL').press({ ...APPROVALS, ts, actionId: 'approve' });
    expect(world.bot.lastPayload().state.values[block].how_long.selected_option.value).toBe('role-0');
  });

  it('is possible only for users who see the message', async () => {
    const ts = await post(button());
    const { message_ts } = await world.client.chat.postEphemeral({
      ...APPROVALS,
      user: 'U0ALICE',
      text: 'only you',
      blocks: [actions(button())],
    });
    const secret = { ...APPROVALS, ts: String(message_ts), actionId: 'approve' };
    world.slack.directory.leave('C0APPROVALS', 'U0CAROL');

    const outside = world.slack.as('U0CAROL').press({ ...APPROVALS, ts, actionId: 'approve' });
    await expect(outside).rejects.toThrow('cannot see it');
    await expect(world.slack.as('U0BOB').press(secret)).rejects.toThrow('cannot see a message');
    await world.slack.as('U0ALICE').press(secret);

    expect(world.bot.lastPayload().container).toMatchObject({ is_ephemeral: true });
    expect(world.bot.lastPayload().message).toBeUndefined();
  });

  it('returns an error if the bot does not accept it', async () => {
    const ts = await post(button());
    world.bot.answers({ status: 500, body: '' });

    const outcome = await world.slack.as('U0BOB').press({ ...APPROVALS, ts, actionId: 'approve' });

    expect(outcome).toEqual({ ok: false, error: 'dispatch_failed', status: 500 });
  });
});
