import type { RequestId } from '../../core/ids.ts';
import type { SlackUserId } from '../../core/names.ts';
import { isClosed, type Request } from '../../core/request/request.ts';
import type { Needs, RequestSummary } from '../ports.ts';
import { readRequests } from '../read-requests.ts';

/** How many of a user's latest requests are searched for open ones. */
export const LOOKED_THROUGH = 100;

const MAX_OPEN = 2000;

type Deps = Needs<never, { requests: 'getMany'; log: 'error' }>;

/** Whether a line of the index is about a request that was not closed yet. The index may be a second old. */
export const isOpenLine = ({ status }: RequestSummary): boolean =>
  status === 'pending' || status === 'approved' || status === 'active';

const isOpenRequest = ({ status }: Request): boolean => !isClosed(status);

/** Reads requests and keeps those that are open. One that cannot be read is logged and does not hide the others. */
export const readOpen = async (deps: Deps, ids: readonly RequestId[]): Promise<readonly Request[]> =>
  (await readRequests(deps, ids)).filter(isOpenRequest);

/** All that is open of everybody. */
export const readAllOpen = async (deps: Deps & Needs<never, { due: 'open' }>): Promise<readonly Request[]> =>
  readOpen(deps, await deps.due.open(MAX_OPEN));

export type DepsOfUser = Deps & Needs<never, { requests: 'recentOf'; due: 'open' }>;

/** A user's latest requests, and all that are open or await a review; two indexes, each may be a second old. */
export const readLatestOf = async (
  deps: DepsOfUser,
  user: SlackUserId,
  /** Notified of open requests of the user that cannot be read. */
  onUnreadable: (id: RequestId) => void = () => {},
): Promise<readonly Request[]> => {
  const [recent, open] = await Promise.all([
    deps.requests.recentOf(user, { limit: LOOKED_THROUGH }),
    deps.due.open(MAX_OPEN),
  ]);
  const own = new Set(recent.filter(isOpenLine).map(({ id }) => id));
  const ids = [...new Set([...recent.map(({ id }) => id), ...open])];
  const read = await readRequests(deps, ids, (id) => {
    if (own.has(id)) onUnreadable(id);
  });
  return read.filter(({ asked }) => asked.by === user);
};

/** All that is open of one user. */
export const readOpenOf = async (
  deps: DepsOfUser,
  user: SlackUserId,
  onUnreadable?: (id: RequestId) => void,
): Promise<readonly Request[]> => (await readLatestOf(deps, user, onUnreadable)).filter(isOpenRequest);
