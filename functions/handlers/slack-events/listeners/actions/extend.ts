import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { ACTION } from '../../../../adapters/slack/surface.ts';
import { extendModal } from '../../../../adapters/slack/views/extend-modal.ts';
import { pressedValue, requestIdIn, tellForgotten } from '../../clicked.ts';
import type { ListenerDeps } from '../../deps.ts';

/** Extend asks how much longer first; it takes no right to be asked that. */
export const listenForExtend = (
  app: App,
  { requests, catalog, log }: Pick<ListenerDeps, 'requests' | 'catalog' | 'log'>,
): void => {
  app.action<BlockAction<ButtonAction>>(ACTION.extend, async ({ ack, body, client }) => {
    const id = requestIdIn(pressedValue(body), log);
    if (id !== undefined) {
      const request = await requests.get(id);
      if (request === undefined) await tellForgotten(client, body.trigger_id);
      else await client.views.open({ trigger_id: body.trigger_id, view: extendModal(request, catalog) });
    }
    await ack();
  });
};
