import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { ACTION } from '../../../../adapters/slack/surface.ts';
import { denyModal } from '../../../../adapters/slack/views/deny-modal.ts';
import { shorterModal } from '../../../../adapters/slack/views/shorter-modal.ts';
import { actorOfInteraction } from '../../actor.ts';
import { messageOf, pressedValue, requestIdIn, tellForgotten } from '../../clicked.ts';
import type { ListenerDeps } from '../../deps.ts';

/** Approve decides at once; a shorter time is asked for first, as Deny asks why, and is decided when that is sent. */
export const listenForDecisions = (
  app: App,
  { review, requests, catalog, clock, log }: Pick<ListenerDeps, 'review' | 'requests' | 'catalog' | 'clock' | 'log'>,
): void => {
  app.action<BlockAction<ButtonAction>>(ACTION.approve, async ({ ack, body, client }) => {
    const id = requestIdIn(pressedValue(body), log);
    if (id !== undefined) {
      const at = messageOf(body);
      const place = at === undefined ? {} : { at };
      const decision = await review({ actor: actorOfInteraction(body), id, verdict: 'approve', ...place });
      if (decision.kind === 'unknown') await tellForgotten(client, body.trigger_id);
    }
    await ack();
  });

  app.action<BlockAction<ButtonAction>>(ACTION.shorter, async ({ ack, body, client }) => {
    const id = requestIdIn(pressedValue(body), log);
    if (id !== undefined) {
      const request = await requests.get(id);
      if (request === undefined) await tellForgotten(client, body.trigger_id);
      else {
        const view = shorterModal(request, { catalog, now: clock.now() }, messageOf(body));
        await client.views.open({ trigger_id: body.trigger_id, view });
      }
    }
    await ack();
  });

  app.action<BlockAction<ButtonAction>>(ACTION.deny, async ({ ack, body, client }) => {
    const id = requestIdIn(pressedValue(body), log);
    if (id !== undefined)
      await client.views.open({ trigger_id: body.trigger_id, view: denyModal({ id, card: messageOf(body) }) });
    await ack();
  });
};
