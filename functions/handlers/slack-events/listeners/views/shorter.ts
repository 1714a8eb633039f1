import type { App } from '@slack/bolt';
import { ACTION, CALLBACK } from '../../../../adapters/slack/surface.ts';
import { denialOf } from '../../../../adapters/slack/views/deny-modal.ts';
import { infoModal } from '../../../../adapters/slack/views/info-modal.ts';
import { actorOfInteraction } from '../../actor.ts';
import { forgottenBlocks, requestIdIn } from '../../clicked.ts';
import type { ListenerDeps } from '../../deps.ts';

/** The approval for a shorter time. Who may give it, and how short it may be, is decided here. */
export const listenForShortening = (app: App, { review, log }: Pick<ListenerDeps, 'review' | 'log'>): void => {
  app.view(CALLBACK.shorter, async ({ ack, body, view }) => {
    const { id: named, ...card } = denialOf(view.private_metadata);
    const id = requestIdIn(named, log);
    const chosen = view.state.values[ACTION.length]?.[ACTION.length]?.selected_option?.value ?? '';
    if (id === undefined || !/^\d{1,4}$/.test(chosen)) return await ack();
    const verdict = { shorter: Number(chosen) };
    const decision = await review({ actor: actorOfInteraction(body), id, verdict, ...card });
    if (decision.kind === 'unknown')
      return await ack({ response_action: 'update', view: infoModal('Nothing to do', forgottenBlocks()) });
    await ack();
  });
};
