import type { RequestId } from '../../core/ids.ts';
import { close } from '../../core/request/end.ts';
import { isClosed, type Request, type RequestStatus } from '../../core/request/request.ts';
import { changeRequest } from '../change-request.ts';
import type { Needs } from '../ports.ts';
import { wakeAfterStore } from '../wake.ts';

export type Revoking =
  | { readonly kind: 'revoked'; readonly request: Request }
  | { readonly kind: 'unknown' }
  /** Nothing is held yet: approvers decide, or nobody does. */
  | { readonly kind: 'still_pending'; readonly request: Request }
  | { readonly kind: 'already_closed'; readonly request: Request; readonly status: RequestStatus['kind'] };

type Deps = Needs<'queue' | 'log', { requests: 'get' | 'save'; clock: 'now' }>;

/**
 * Ends what a user holds, for an operator. AWS decides who may: a principal that can write to the table. `why` is recorded
 * in the chain and sent to the user.
 */
export const createRevoke =
  ({ requests, queue, clock, log }: Deps) =>
  async (id: RequestId, why: string): Promise<Revoking> => {
    const changed = await changeRequest<Revoking['kind']>({ requests, clock }, id, ({ status }) => {
      if (status.kind === 'pending') return { outcome: 'still_pending' };
      if (isClosed(status)) return { outcome: 'already_closed' };
      return { outcome: 'revoked', facts: close({ status }, { reason: 'revoked', why }) };
    });
    if (changed === undefined) return { kind: 'unknown' };
    const { outcome, request } = changed;
    if (outcome === 'revoked') await wakeAfterStore(queue, log, { kind: 'request', id });
    return outcome === 'already_closed'
      ? { kind: outcome, request, status: request.status.kind }
      : { kind: outcome as 'revoked' | 'still_pending', request };
  };
