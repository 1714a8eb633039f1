import type { AuthorityWorld } from '../../core/authority/membership.ts';
import { defined } from '../../core/defined.ts';
import type { AccessName, SlackUserId } from '../../core/names.ts';
import { refuseUnreviewed, type UnreviewedRefusal } from '../../core/request/emergency.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { isClosed, type Request } from '../../core/request/request.ts';
import type { Needs, OnUnreadable, RequestStore, RequestSummary } from '../ports.ts';

/** How many of a user's latest requests are searched for open ones. */
export const MAX_RECENT = 100;

/** How many open requests one run reads: far more than a hub has open, and few enough to read within seconds. */
const MAX_OPEN = 5000;

type Deps = Needs<never, { requests: 'getMany'; log: 'error' }>;
type OwnDeps = Deps & Needs<never, { requests: 'recentOf' }>;
type OpenDeps = Deps & Needs<never, { due: 'open' }>;

/** Reads requests. One that cannot be read is logged, passed to `onUnreadable`, and hides no other. */
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

export const readOne = async (
  requests: Pick<RequestStore, 'getMany'>,
  id: RequestId,
): Promise<Request | 'unreadable' | undefined> => {
  let isUnreadable = false;
  const [request] = await requests.getMany([id], () => {
    isUnreadable = true;
  });
  return isUnreadable ? 'unreadable' : request;
};

/** The request that another extends, as it is stored now. */
export const readBase = async (requests: Pick<RequestStore, 'getMany'>, { requested }: Pick<Request, 'requested'>) =>
  requested.extends === undefined ? undefined : readOne(requests, requested.extends.request);

/** The IDs of the requests that an index shows as open. The index may be a second old. */
export const openIds = (lines: readonly RequestSummary[]): readonly RequestId[] =>
  lines.filter(isOpenLine).map(({ id }) => id);

export const isOpenLine = ({ status }: RequestSummary): boolean =>
  status === 'pending' || status === 'approved' || status === 'active';

/** Reads the open requests among a user's latest, or those for one role or bundle. */
export const readOpenOf = async (
  deps: OwnDeps,
  user: SlackUserId,
  target?: AccessName,
): Promise<readonly Request[]> => {
  const lines = await deps.requests.recentOf(user, { limit: MAX_RECENT, ...defined({ target }) });
  return (await readRequests(deps, openIds(lines))).filter(({ status }) => !isClosed(status));
};

/** Reads all open requests, and some that were just closed or await a review. */
export const readAllOpen = async (
  deps: OpenDeps,
  onUnreadable?: OnUnreadable<RequestId>,
): Promise<readonly Request[]> => readRequests(deps, await deps.due.open(MAX_OPEN), onUnreadable);

/** Adds the user's latest requests, because each index may lack what the other has. `onUnreadable` gets open ones of the user. */
export const readAllOpenAndLatestOf = async (
  deps: OwnDeps & OpenDeps,
  user: SlackUserId,
  onUnreadable: (id: RequestId) => void = () => {},
): Promise<readonly Request[]> => {
  const [recent, open] = await Promise.all([
    deps.requests.recentOf(user, { limit: MAX_RECENT }),
    deps.due.open(MAX_OPEN),
  ]);
  const own = openIds(recent);
  const ids = new Set([...recent.map(({ id }) => id), ...open]);
  return readRequests(deps, [...ids], (id) => {
    if (own.includes(id)) onUnreadable(id);
  });
};

/** Refuses an emergency until the earlier ones of the same user are reviewed. */
export const checkEarlierEmergencies = async (
  deps: OwnDeps & OpenDeps,
  request: Pick<Request, 'requested'> & Partial<Pick<Request, 'id'>>,
  world: AuthorityWorld,
): Promise<UnreviewedRefusal | undefined> => {
  const { by, emergency } = request.requested;
  return emergency === true ? refuseUnreviewed(request, await readAllOpenAndLatestOf(deps, by), world) : undefined;
};
