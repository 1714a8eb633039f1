import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { ACTION } from '../../../../adapters/slack/surface.ts';
import { actorOfInteraction } from '../../actor.ts';
import { pressedValue, requestIdIn, tellForgotten } from '../../clicked.ts';
import type { ListenerDeps } from '../../deps.ts';

/** End and Cancel are one wish: what a request comes to depends on how it stands when the click arrives. */
export const listenForEnding = (app: App, { end, log }: Pick<ListenerDeps, 'end' | 'log'>): void => {
  for (const actionId of [ACTION.end, ACTION.cancel]) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, body, client }) => {
      const id = requestIdIn(pressedValue(body), log);
      if (id !== undefined) {
        const ending = await end({ actor: actorOfInteraction(body), id });
        if (ending.kind === 'nothing_open') await tellForgotten(client, body.trigger_id);
      }
      await ack();
    });
  }
};
