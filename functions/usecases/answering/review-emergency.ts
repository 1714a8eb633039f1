import type { Actor } from '../../core/authority/directory.ts';
import type { RequestId } from '../../core/ids.ts';
import {
  decideEmergencyReview,
  type EmergencyReviewDecision,
  type EmergencyVerdict,
} from '../../core/request/emergency.ts';
import type { Needs } from '../ports.ts';
import { changeRequest } from '../shared/change-request.ts';
import { wakeAfterStore } from '../shared/wake-after-store.ts';
import { recordRefusal, recordRefusedClick } from './refusals.ts';

type Deps = Needs<
  'catalog' | 'queue' | 'clock' | 'log',
  { directory: 'read'; requests: 'get' | 'save'; refusals: 'record' }
>;

interface Click {
  readonly actor: Actor;
  readonly id: RequestId;
  readonly verdict: EmergencyVerdict;
}

/** Takes an approver's review of an emergency. A refused one is recorded, and a worker notifies the user who gave it. */
export const createReviewEmergency =
  (deps: Deps) =>
  async ({ actor, id, verdict }: Click): Promise<EmergencyReviewDecision | { readonly kind: 'unknown' }> => {
    const { catalog } = deps;
    const directory = await deps.directory.read();
    const decided = await changeRequest<EmergencyReviewDecision>(deps, id, (request, now) => {
      const outcome = decideEmergencyReview(request, actor, verdict, { catalog, directory, now });
      return outcome.kind === 'refused' ? { outcome } : { outcome, facts: outcome.facts };
    });
    if (decided === undefined) {
      await recordRefusal(deps, actor, `review ${id}`, { kind: 'unknown_request' });
      return { kind: 'unknown' };
    }
    const { outcome } = decided;
    if (outcome.kind === 'refused')
      await recordRefusedClick(deps, actor, { request: id, action: 'review' }, outcome.refusal);
    else await wakeAfterStore(deps.queue, deps.log, { kind: 'request', id });
    return outcome;
  };
