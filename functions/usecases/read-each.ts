import type { RequestId } from '../core/ids.ts';
import type { Request } from '../core/request/request.ts';
import type { Log, RequestStore } from './ports.ts';

/**
 * Reads many requests where one that cannot be read must not hide the others: all at once, and one by one when that
 * fails. `onFault` is told which could not be read.
 */
export const readEach = async (
  { requests, log }: { readonly requests: Pick<RequestStore, 'getMany'>; readonly log: Log },
  ids: readonly RequestId[],
  onFault: (fault: unknown) => void = () => {},
): Promise<readonly Request[]> => {
  if (ids.length === 0) return [];
  try {
    return await requests.getMany(ids);
  } catch {
    const found: Request[] = [];
    for (const id of ids) {
      try {
        found.push(...(await requests.getMany([id])));
      } catch (fault) {
        log.error('a request could not be read', { request: id, cause: fault });
        onFault(fault);
      }
    }
    return found;
  }
};
