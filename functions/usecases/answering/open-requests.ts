import type { RequestId } from '../../core/ids.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { Request } from '../../core/request/request.ts';
import { isClosed } from '../../core/request/request.ts';
import type { DueStore, Log, RequestStore, RequestSummary } from '../ports.ts';

/** How many of a user's latest requests are searched for open ones. */
export const LOOKED_THROUGH = 100;

const MAX_OPEN = 2000;

interface Deps {
  readonly requests: Pick<RequestStore, 'getMany'>;
  readonly log: Pick<Log, 'error'>;
}

/** Whether a line of the index is about a request that was not closed yet. The index may be a second old. */
export const isOpenLine = ({ status }: RequestSummary): boolean =>
  status === 'pending' || status === 'approved' || status === 'active';

/** Reads requests. One that cannot be read is logged and does not hide the others. */
const readAll = async ({ requests, log }: Deps, ids: readonly RequestId[]): Promise<readonly Request[]> =>
  ids.length === 0
    ? []
    : requests.getMany(ids, (request, cause) => log.error('a request could not be read', { request, cause }));

const isOpenRequest = ({ status }: Request): boolean => !isClosed(status);

/** Reads requests and keeps those that are open. */
export const readOpen = async (deps: Deps, ids: readonly RequestId[]): Promise<readonly Request[]> =>
  (await readAll(deps, ids)).filter(isOpenRequest);

/** All that is open of everybody. */
export const readAllOpen = async (deps: Deps & { readonly due: Pick<DueStore, 'open'> }): Promise<readonly Request[]> =>
  readOpen(deps, await deps.due.open(MAX_OPEN));

export interface DepsOfUser extends Deps {
  readonly requests: Pick<RequestStore, 'getMany' | 'recentOf'>;
  readonly due: Pick<DueStore, 'open'>;
}

/**
 * A user's latest requests, and all of theirs that are open or wait for a review however many came after: read through
 * both indexes, since each may be a second old.
 */
export const readLatestOf = async (deps: DepsOfUser, user: SlackUserId): Promise<readonly Request[]> => {
  const [recent, open] = await Promise.all([
    deps.requests.recentOf(user, { limit: LOOKED_THROUGH }),
    deps.due.open(MAX_OPEN),
  ]);
  const read = await readAll(deps, [...new Set([...recent.map(({ id }) => id), ...open])]);
  return read.filter(({ asked }) => asked.by === user);
};

/** All that is open of one user. */
export const readOpenOf = async (deps: DepsOfUser, user: SlackUserId): Promise<readonly Request[]> =>
  (await readLatestOf(deps, user)).filter(isOpenRequest);
