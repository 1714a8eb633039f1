import type { ActionOutcome, Person } from '../contract.ts';
import { messageOnWire, viewOnWire } from '../web-api/wire.ts';
import type { User } from '../world/model.ts';
import { type Acting, acknowledged, channelOnScreen, memberOf } from './acting.ts';
import { createActions } from './actions.ts';
import { typeCommand } from './commands.ts';
import { interaction } from './delivery.ts';
import { messageText } from './escape.ts';
import { createModals } from './modals.ts';
import { actor, actorWithoutTeam, common } from './payloads.ts';

/** Creates the function that returns a user's actions. */
export const createPeople = (acting: Acting): ((userId: string) => Person) => {
  const { world, delivery, events, baseUrl } = acting;
  const actions = createActions(acting);
  const modals = createModals(acting);

  const shortcut = async (user: User, kind: string, fields: object, triggerId: string): Promise<ActionOutcome> => {
    const payload = {
      type: kind,
      user: kind === 'message_action' ? actorWithoutTeam(user) : actor(user),
      ...common(world),
      ...fields,
      action_ts: world.ids.actionTs(),
      trigger_id: triggerId,
    };
    const answer = acknowledged(await delivery.send({ kind, user: user.id, ...interaction(payload) }));
    return 'error' in answer ? answer : { ok: true, triggerId };
  };

  const openHome = (user: User): Promise<boolean> => {
    const view = world.views.homeOf(user.id);
    return events.send({
      type: 'app_home_opened',
      user: user.id,
      channel: world.conversations.directMessage(user.id).id,
      tab: 'home',
      ...(view === undefined ? {} : { view: viewOnWire(view, world.state.team.id) }),
    });
  };

  return (userId) => {
    const user = memberOf(world, userId);
    // Read again for each action, because the user may have been deactivated or renamed.
    const me = (): User => memberOf(world, user.id);
    return {
      id: user.id,
      command: async (command, text = '', { channel = 'C0GENERAL' } = {}) =>
        typeCommand(acting, me(), command, text, channel),
      press: async (target) => actions.press(me(), target),
      pressInView: async (target) => actions.press(me(), target),
      select: async (target, choice) => actions.select(me(), target, choice),
      selectInView: async (target, choice) => actions.select(me(), target, choice),
      options: async (target, query = '') => actions.options(me(), target, query),
      submitView: async (viewId, values = {}) => modals.submit(me(), viewId, values),
      closeView: async (viewId, { all = false } = {}) => modals.close(me(), viewId, all),
      shortcut: async (callbackId) =>
        shortcut(me(), 'shortcut', { callback_id: callbackId }, world.triggers.issue(user.id)),
      messageShortcut: async (callbackId, { channel: channelId, ts }) => {
        const channel = channelOnScreen(world, user.id, channelId);
        const message = world.messages.find(channel.id, ts);
        if (!message) throw new Error(`${user.id} cannot see a message ${ts} in ${channel.id}`);
        const path = world.responseUrls.issue({ user: user.id, channel: channel.id, ts });
        const fields = {
          callback_id: callbackId,
          channel: { id: channel.id, name: world.conversations.nameInPayloads(channel) },
          message: messageOnWire(message, world.state.team.id),
          message_ts: ts,
          response_url: `${baseUrl()}${path}`,
        };
        return shortcut(me(), 'message_action', fields, world.triggers.issue(user.id, channel.id));
      },
      openHome: async () => openHome(me()),
      say: (channelId, text, { threadTs } = {}) => {
        const channel = channelOnScreen(world, user.id, channelId);
        const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
        return world.messages.post({
          channel: channel.id,
          user: user.id,
          text: messageText(text, world.state),
          ...thread,
        });
      },
    };
  };
};
