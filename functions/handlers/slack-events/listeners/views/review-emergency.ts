import type { App } from '@slack/bolt';
import { ACTION, CALLBACK } from '../../../../adapters/slack/surface.ts';
import { reviewOf } from '../../../../adapters/slack/views/emergency.ts';
import { infoModal } from '../../../../adapters/slack/views/info-modal.ts';
import { trimmed } from '../../../../core/command/words.ts';
import { actorOfInteraction } from '../../actor.ts';
import { forgottenBlocks, requestIdIn } from '../../clicked.ts';
import type { ListenerDeps } from '../../deps.ts';

/** An approver's word on an emergency. Whoever may not give one is told by the worker, and it is recorded. */
export const listenForEmergencyVerdicts = (
  app: App,
  { reviewEmergency, log }: Pick<ListenerDeps, 'reviewEmergency' | 'log'>,
): void => {
  app.view(CALLBACK.emergencyReview, async ({ ack, body, view }) => {
    const { id: named, wasRight } = reviewOf(view.private_metadata);
    const id = requestIdIn(named, log);
    if (id === undefined) return await ack();
    const note = trimmed(view.state.values[ACTION.reason]?.[ACTION.reason]?.value ?? '');
    const outcome = await reviewEmergency({ actor: actorOfInteraction(body), id, verdict: { wasRight, note } });
    if (outcome.kind === 'unknown')
      return await ack({ response_action: 'update', view: infoModal('Nothing to do', forgottenBlocks()) });
    await ack();
  });
};
