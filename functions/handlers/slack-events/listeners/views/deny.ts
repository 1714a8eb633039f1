import type { App } from '@slack/bolt';
import { CALLBACK, FIELD } from '../../../../adapters/slack/surface.ts';
import { infoModal } from '../../../../adapters/slack/views/info-modal.ts';
import { trimmed } from '../../../../core/command/words.ts';
import { defined } from '../../../../core/defined.ts';
import { actorOfInteraction } from '../../actor.ts';
import { forgottenBlocks, targetIn } from '../../clicked.ts';
import type { ListenerDeps } from '../../deps.ts';

/** The denial itself. Who may deny is decided here; whoever may not is told by the worker, and it is recorded. */
export const listenForDenial = (app: App, { review, log }: Pick<ListenerDeps, 'review' | 'log'>): void => {
  app.view(CALLBACK.deny, async ({ ack, body, view }) => {
    const { id, card: at } = targetIn(view.private_metadata, log) ?? {};
    if (id === undefined) return await ack();
    const why = trimmed(view.state.values[FIELD.reason]?.[FIELD.reason]?.value ?? '');
    const decision = await review({ actor: actorOfInteraction(body), id, verdict: { deny: why }, ...defined({ at }) });
    if (decision.kind === 'unknown')
      return await ack({ response_action: 'update', view: infoModal('Nothing to do', forgottenBlocks()) });
    await ack();
  });
};
