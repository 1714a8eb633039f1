import type { RequestId } from '../core/ids.ts';
import type { Request } from '../core/request/request.ts';
import type { Needs, OnUnreadable } from './ports.ts';

/** Reads requests. One that cannot be read is logged and hides no other; `onUnreadable` is notified of it too. */
export const readRequests = async (
  { requests, log }: Needs<never, { requests: 'getMany'; log: 'error' }>,
  ids: readonly RequestId[],
  onUnreadable: OnUnreadable<RequestId> = () => {},
): Promise<readonly Request[]> => {
  if (ids.length === 0) return [];
  return requests.getMany(ids, (request, cause) => {
    log.error('a request could not be read', { request, cause });
    onUnreadable(request, cause);
  });
};
