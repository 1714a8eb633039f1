import type { RequestId } from '../../core/request/ids.ts';
import type { Request } from '../../core/request/request.ts';
import type { Log } from '../ports.ts';

/** Ends several requests. One that cannot be read or written is logged and left, and does not keep the others open. */
export const endEach = async (
  { log }: { readonly log: Log },
  ids: readonly RequestId[],
  /** Undefined if there was nothing to end. */
  end: (id: RequestId) => Promise<Request | undefined>,
): Promise<{ readonly ended: readonly Request[]; readonly left: readonly RequestId[] }> => {
  const ended: Request[] = [];
  const left: RequestId[] = [];
  for (const id of ids) {
    try {
      const request = await end(id);
      if (request !== undefined) ended.push(request);
    } catch (cause) {
      log.error('a request could not be ended', { request: id, cause });
      left.push(id);
    }
  }
  return { ended, left };
};
