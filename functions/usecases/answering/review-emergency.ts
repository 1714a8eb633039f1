import type { Actor } from '../../core/authority/directory.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { RequestId } from '../../core/ids.ts';
import type { EmergencyReviewDecision, EmergencyVerdict } from '../../core/request/emergency.ts';
import { decideEmergencyReview } from '../../core/request/emergency.ts';
import { MAX_EVENTS } from '../../core/request/facts.ts';
import { withRefusedClick } from '../../core/request/review.ts';
import { changeRequest } from '../change-request.ts';
import type { Clock, DirectoryStore, Log, RefusalLog, RequestStore, WakeQueue } from '../ports.ts';
import { wakeAfterStore } from '../wake.ts';
import { recordRefusal } from './place-request.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly requests: Pick<RequestStore, 'get' | 'save'>;
  readonly refusals: RefusalLog;
  readonly queue: WakeQueue;
  readonly clock: Clock;
  readonly log: Log;
}

interface Click {
  readonly actor: Actor;
  readonly id: RequestId;
  readonly verdict: EmergencyVerdict;
}

/** Takes an approver's word on an emergency. One that does not count is recorded, and the worker tells who gave it. */
export const createReviewEmergency =
  (deps: Deps) =>
  async ({ actor, id, verdict }: Click): Promise<EmergencyReviewDecision | { readonly kind: 'unknown' }> => {
    const { catalog, clock } = deps;
    const directory = await deps.directory.read();
    const decided = await changeRequest<EmergencyReviewDecision>(deps.requests, id, (request) => {
      const now = clock.now();
      const outcome = decideEmergencyReview(request, actor, verdict, { catalog, directory, now });
      if (outcome.kind === 'reviewed') return { outcome, next: outcome.request };
      if (request.events.length >= MAX_EVENTS) return { outcome };
      return { outcome, next: withRefusedClick(request, actor.id, 'review', outcome.refusal, now) };
    });
    if (decided === undefined) {
      await recordRefusal(deps, actor, `review ${id}`, { kind: 'unknown_request' });
      return { kind: 'unknown' };
    }
    await wakeAfterStore(deps.queue, deps.log, { kind: 'request', id });
    return decided.outcome;
  };
