import type { App } from '@slack/bolt';
import { SHORTCUT } from '../../../../adapters/slack/surface.ts';
import { asWritten } from '../../../../core/command/words.ts';
import { actorOfInteraction } from '../../actor.ts';
import type { ListenerDeps } from '../../deps.ts';
import { openFormOrSay } from '../../open-form.ts';

/** The form from anywhere in Slack; from a message, with its words as the reason. */
export const listenForShortcuts = (
  app: App,
  deps: Pick<ListenerDeps, 'catalog' | 'directory' | 'clock' | 'log'>,
): void => {
  app.shortcut({ type: 'shortcut', callback_id: SHORTCUT.ask }, async ({ ack, body, client }) => {
    await openFormOrSay(deps, actorOfInteraction(body), { client, triggerId: body.trigger_id });
    await ack();
  });

  app.shortcut({ type: 'message_action', callback_id: SHORTCUT.requestFromMessage }, async ({ ack, body, client }) => {
    const reason = asWritten(typeof body.message.text === 'string' ? body.message.text : '');
    await openFormOrSay(deps, actorOfInteraction(body), { client, triggerId: body.trigger_id, reason });
    await ack();
  });
};
