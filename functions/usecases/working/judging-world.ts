import { rightOf } from '../../core/authority/delegation.ts';
import { schedulesIn, whosOf } from '../../core/authority/on-call.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { judgeTicketsBy } from '../../core/request/judge-tickets.ts';
import { endsEverything } from '../../core/request/lockdown.ts';
import type { JudgingWorld } from '../../core/request/preconditions.ts';
import type { Request } from '../../core/request/request.ts';
import { rulesAbout } from '../../core/request/rules.ts';
import type { Needs } from '../ports.ts';
import { readPeople, readSchedules } from '../shared/read-people.ts';
import { readBase, readRequests } from '../shared/read-requests.ts';
import { readWantedTickets } from './read-tickets.ts';

type Deps = Needs<'catalog' | 'clock', { directory: 'read'; requests: 'getMany' }>;

/** The stored data that a request is judged by. */
export const readWorld = async (
  { catalog, requests, directory }: Deps,
  request: Request,
  now: Date,
): Promise<JudgingWorld> => {
  const base = await readBase(requests, request);
  return { catalog, directory: await directory.read(), now, base, tickets: judgeTicketsBy() };
};

/** Reads the users, groups, schedules and tickets that a decision depends on, before access opens. */
export const readFreshWorld = async (
  deps: Deps & Needs<'directory' | 'onCall' | 'tickets', { slack: 'person' | 'membersOf' }>,
  request: Request,
  now: Date,
): Promise<JudgingWorld> => {
  const { by: holder, via = holder } = request.requested;
  const people = [holder, via, ...request.reviews.flatMap((review) => [review.by, rightOf(review)])];
  const who = rulesAbout(request.requested, deps.catalog).flatMap(whosOf);
  const groups = who.flatMap((one) => (one.kind === 'group' ? [one.id] : []));
  const known = await readPeople(deps, people, groups);
  const directory = await readSchedules(deps, known, schedulesIn(who, deps.catalog));
  const { tickets } = await readWantedTickets(deps, request);
  return { ...(await readWorld(deps, request, now)), directory, tickets: judgeTicketsBy(tickets) };
};

export const NOT_DECIDED = 'What was stored is not what was decided. Request it again.';

/** The requests of some grants, with the requests that they extend. */
export interface Underlying {
  readonly requests: ReadonlyMap<RequestId, Request>;
  readonly unreadable: ReadonlySet<RequestId>;
  readonly isLockedDown: boolean;
  /** The world to judge one of them in. */
  readonly worldOf: (request: Request, now: Date) => JudgingWorld;
}

/** Reads the requests of some grants, and the directory, before any of them is judged. */
export const readUnderlying = async (
  { catalog, directory: store, requests, log }: Needs<'catalog' | 'log', { directory: 'read'; requests: 'getMany' }>,
  rows: readonly { readonly requestId: RequestId }[],
): Promise<Underlying> => {
  const unreadable = new Set<RequestId>();
  const read = (ids: readonly RequestId[]) =>
    readRequests({ requests, log }, [...new Set(ids)], (id) => unreadable.add(id));
  const [found, directory] = await Promise.all([read(rows.map(({ requestId }) => requestId)), store.read()]);
  const known = new Map(found.map((request) => [request.id, request]));
  const bases = found.flatMap(({ requested }) => requested.extends?.request ?? []).filter((id) => !known.has(id));
  for (const base of await read(bases)) known.set(base.id, base);
  const worldOf = ({ requested }: Request, now: Date): JudgingWorld => {
    const base = requested.extends?.request;
    return {
      catalog,
      directory,
      now,
      tickets: judgeTicketsBy(),
      base: base && (unreadable.has(base) ? 'unreadable' : known.get(base)),
    };
  };
  return { requests: known, unreadable, worldOf, isLockedDown: endsEverything(directory.lockdown) };
};
