import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { ACTION } from '../../../../adapters/slack/surface.ts';
import { endedAnswer } from '../../../../adapters/slack/views/answers.ts';
import { infoModal } from '../../../../adapters/slack/views/info-modal.ts';
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
        if (ending.kind === 'done' && body.view?.type === 'modal') {
          const { id: view_id, hash } = body.view;
          const view = infoModal('Done', endedAnswer(ending.requests).blocks);
          // It is done whether or not it can be shown: a window that was closed meanwhile needs no answer.
          await client.views
            .update({ view_id, hash, view })
            .catch((cause: unknown) => log.warn('a window could not be drawn anew', { cause }));
        }
      }
      await ack();
    });
  }
};
