import type { Request } from '../../core/request/request.ts';
import type { RequestStore } from '../ports.ts';

/** The request that another extends, as it is stored now; one that cannot be read is no news of it. */
export const readBase = async (
  requests: Pick<RequestStore, 'getMany'>,
  { requested }: Pick<Request, 'requested'>,
): Promise<Request | 'unreadable' | undefined> => {
  if (requested.extends === undefined) return undefined;
  let isUnreadable = false;
  const [base] = await requests.getMany([requested.extends.request], () => {
    isUnreadable = true;
  });
  return isUnreadable ? 'unreadable' : base;
};
