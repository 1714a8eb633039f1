import type { Request } from '../../core/request/request.ts';
import type { RequestStore } from '../ports.ts';

/** The request that another extends, as it is stored now; one that cannot be read is no news of it. */
export const readBase = async (
  requests: Pick<RequestStore, 'getMany'>,
  { asked }: Pick<Request, 'asked'>,
): Promise<Request | 'unreadable' | undefined> => {
  if (asked.extends === undefined) return undefined;
  let isUnreadable = false;
  const [base] = await requests.getMany([asked.extends.request], () => {
    isUnreadable = true;
  });
  return isUnreadable ? 'unreadable' : base;
};
