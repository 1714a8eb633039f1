import type { RequestId } from '../../core/ids.ts';
import { end } from '../../core/request/end.ts';
import type { Request, RequestStatus } from '../../core/request/request.ts';
import { isClosed } from '../../core/request/request.ts';
import { changeRequest } from '../change-request.ts';
import type { Clock, Log, RequestStore, WakeQueue } from '../ports.ts';
import { wakeAfterStore } from '../wake.ts';

export type Revoking =
  | { readonly kind: 'revoked'; readonly request: Request }
  | { readonly kind: 'unknown' }
  /** Nothing is held yet: approvers decide, or nobody does. */
  | { readonly kind: 'still_pending'; readonly request: Request }
  | { readonly kind: 'already_closed'; readonly request: Request; readonly status: RequestStatus['kind'] };

interface Deps {
  readonly requests: Pick<RequestStore, 'get' | 'save'>;
  readonly queue: WakeQueue;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Ends what somebody holds on an operator's word. Who may is decided by AWS: whoever can write to the table. `why` is
 * recorded in the chain and told to the person.
 */
export const createRevoke =
  ({ requests, queue, clock, log }: Deps) =>
  async (id: RequestId, why: string): Promise<Revoking> => {
    const changed = await changeRequest<Revoking['kind']>(requests, id, (request) => {
      const { status } = request;
      if (status.kind === 'pending') return { outcome: 'still_pending' };
      if (isClosed(status)) return { outcome: 'already_closed' };
      return { outcome: 'revoked', next: end(request, 'revoked', undefined, clock.now(), why) };
    });
    if (changed === undefined) return { kind: 'unknown' };
    const { outcome, request } = changed;
    if (outcome === 'revoked') await wakeAfterStore(queue, log, { kind: 'request', id });
    return outcome === 'already_closed'
      ? { kind: outcome, request, status: request.status.kind }
      : { kind: outcome as 'revoked' | 'still_pending', request };
  };
