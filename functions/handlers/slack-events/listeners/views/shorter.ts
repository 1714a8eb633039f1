import type { App } from '@slack/bolt';
import { CALLBACK, FIELD } from '../../../../adapters/slack/surface.ts';
import { infoModal } from '../../../../adapters/slack/views/info-modal.ts';
import { defined } from '../../../../core/defined.ts';
import { actorOfInteraction } from '../../actor.ts';
import { forgottenBlocks, targetIn } from '../../clicked.ts';
import type { ListenerDeps } from '../../deps.ts';

/** The approval for a shorter time. Who may give it, and how short it may be, is decided here. */
export const listenForShortening = (app: App, { review, log }: Pick<ListenerDeps, 'review' | 'log'>): void => {
  app.view(CALLBACK.shorter, async ({ ack, body, view }) => {
    const { id, card: at } = targetIn(view.private_metadata, log) ?? {};
    const chosen = view.state.values[FIELD.length]?.[FIELD.length]?.selected_option?.value ?? '';
    if (id === undefined || !/^\d{1,4}$/.test(chosen)) return await ack();
    const verdict = { shorter: Number(chosen) };
    const decision = await review({ actor: actorOfInteraction(body), id, verdict, ...defined({ at }) });
    if (decision.kind === 'unknown')
      return await ack({ response_action: 'update', view: infoModal('Nothing to do', forgottenBlocks()) });
    await ack();
  });
};
