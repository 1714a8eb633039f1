import { schedulesIn, whosOf } from '../../core/authority/on-call.ts';
import type { JudgingWorld } from '../../core/request/preconditions.ts';
import type { Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { readPeople, readSchedules } from '../shared/read-people.ts';
import { readBase } from '../shared/read-requests.ts';

type Deps = Needs<'catalog' | 'clock', { directory: 'read'; requests: 'getMany' }>;

/** The stored data that a request is judged by. */
export const readWorld = async (
  { catalog, requests, directory }: Deps,
  request: Request,
  now: Date,
): Promise<JudgingWorld> => {
  const base = await readBase(requests, request);
  return { catalog, directory: await directory.read(), now, base };
};

/** Reads the users, groups and schedules that a decision depends on, before access opens. */
export const readFreshWorld = async (
  deps: Deps & Needs<'directory' | 'onCall', { slack: 'person' | 'membersOf' }>,
  request: Request,
  now: Date,
): Promise<JudgingWorld> => {
  const { by: holder, via = holder, roles } = request.requested;
  const people = [holder, via, ...request.reviews.map(({ by }) => by)];
  const who = roles.flatMap(({ name, rule }) => whosOf(deps.catalog.roles[name] ?? rule));
  const groups = who.flatMap((one) => (one.kind === 'group' ? [one.id] : []));
  const known = await readPeople(deps, people, groups);
  const schedules = schedulesIn(who);
  const directory = schedules.length === 0 ? known : await readSchedules(deps, known, schedules);
  return { ...(await readWorld(deps, request, now)), directory };
};
