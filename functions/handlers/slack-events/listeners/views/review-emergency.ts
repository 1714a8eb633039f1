import type { App } from '@slack/bolt';
import { CALLBACK, FIELD } from '../../../../adapters/slack/surface.ts';
import { infoModal } from '../../../../adapters/slack/views/info-modal.ts';
import { trimmed } from '../../../../core/command/words.ts';
import { actorOfInteraction } from '../../actor.ts';
import { forgottenBlocks, targetIn } from '../../clicked.ts';
import type { ListenerDeps } from '../../deps.ts';

/** An approver's word on an emergency. Whoever may not give one is told by the worker, and it is recorded. */
export const listenForEmergencyVerdicts = (
  app: App,
  { reviewEmergency, log }: Pick<ListenerDeps, 'reviewEmergency' | 'log'>,
): void => {
  app.view(/^review_(?:right|wrong)$/, async ({ ack, body, view }) => {
    const wasRight = view.callback_id === CALLBACK.reviewRight;
    const { id } = targetIn(view.private_metadata, log) ?? {};
    if (id === undefined) return await ack();
    const note = trimmed(view.state.values[FIELD.reason]?.[FIELD.reason]?.value ?? '');
    const outcome = await reviewEmergency({ actor: actorOfInteraction(body), id, verdict: { wasRight, note } });
    if (outcome.kind === 'unknown')
      return await ack({ response_action: 'update', view: infoModal('Nothing to do', forgottenBlocks()) });
    await ack();
  });
};
