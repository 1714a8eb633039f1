import { defined } from '../../core/defined.ts';
import type { AccessName, SlackUserId } from '../../core/names.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { isClosed, type Request } from '../../core/request/request.ts';
import type { Needs, OnUnreadable, RequestSummary } from '../ports.ts';

/** How many of a user's latest requests are searched for open ones. */
export const MAX_RECENT = 100;

/** How many open requests one run reads: far more than a hub has open, and few enough to read within seconds. */
const MAX_OPEN = 5000;

type Deps = Needs<never, { requests: 'getMany'; log: 'error' }>;
type OwnDeps = Deps & Needs<never, { requests: 'recentOf' }>;
type OpenDeps = Deps & Needs<never, { due: 'open' }>;

/** Reads requests. One that cannot be read is logged and hides no other; `onUnreadable` is notified of it too. */
export const readRequests = async (
  { requests, log }: Deps,
  ids: readonly RequestId[],
  onUnreadable: OnUnreadable<RequestId> = () => {},
): Promise<readonly Request[]> => {
  if (ids.length === 0) return [];
  return requests.getMany(ids, (request, cause) => {
    log.error('a request could not be read', { request, cause });
    onUnreadable(request, cause);
  });
};

/** Whether a line of the index names an open request. The index may be a second old. */
export const isOpenLine = ({ status }: RequestSummary): boolean =>
  status === 'pending' || status === 'approved' || status === 'active';

/** Reads the open requests among a user's latest, or those for one role or bundle. */
export const readOpenOf = async (
  deps: OwnDeps,
  user: SlackUserId,
  target?: AccessName,
): Promise<readonly Request[]> => {
  const lines = await deps.requests.recentOf(user, { limit: MAX_RECENT, ...defined({ target }) });
  const read = await readRequests(
    deps,
    lines.filter(isOpenLine).map(({ id }) => id),
  );
  return read.filter(({ status }) => !isClosed(status));
};

/** Reads every open request of every user, and some that were closed a moment ago or await a review. */
export const readAllOpen = async (
  deps: OpenDeps,
  onUnreadable?: OnUnreadable<RequestId>,
): Promise<readonly Request[]> => readRequests(deps, await deps.due.open(MAX_OPEN), onUnreadable);

/** The same with the user's latest requests: each index may lack what the other has. */
export const readAllOpenAndLatestOf = async (
  deps: OwnDeps & OpenDeps,
  user: SlackUserId,
  /** Notified of open requests of this user that cannot be read. */
  onUnreadable: (id: RequestId) => void = () => {},
): Promise<readonly Request[]> => {
  const [recent, open] = await Promise.all([
    deps.requests.recentOf(user, { limit: MAX_RECENT }),
    deps.due.open(MAX_OPEN),
  ]);
  const own = new Set(recent.filter(isOpenLine).map(({ id }) => id));
  const ids = new Set([...recent.map(({ id }) => id), ...open]);
  return readRequests(deps, [...ids], (id) => {
    if (own.has(id)) onUnreadable(id);
  });
};
