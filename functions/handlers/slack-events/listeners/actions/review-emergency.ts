import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { ACTION } from '../../../../adapters/slack/surface.ts';
import { emergencyReviewModal } from '../../../../adapters/slack/views/emergency.ts';
import { pressedValue, requestIdIn } from '../../clicked.ts';
import type { ListenerDeps } from '../../deps.ts';

/** Both verdicts ask for a note first; who may give one is decided when it is sent. */
export const listenForEmergencyReviews = (app: App, { log }: Pick<ListenerDeps, 'log'>): void => {
  for (const actionId of [ACTION.reviewRight, ACTION.reviewWrong]) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, body, client }) => {
      const id = requestIdIn(pressedValue(body), log);
      const view = id === undefined ? undefined : emergencyReviewModal(id, actionId === ACTION.reviewRight);
      if (view !== undefined) await client.views.open({ trigger_id: body.trigger_id, view });
      await ack();
    });
  }
};
