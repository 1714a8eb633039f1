import { type JudgingWorld, judge } from '../../core/request/preconditions.ts';
import { isHeld, isSlackBehind, type Request } from '../../core/request/request.ts';
import { whileWaiting } from '../../core/request/waiting.ts';
import type { Needs } from '../ports.ts';
import { readPeople } from '../shared/read-people.ts';
import { readAllOpen, readBase } from '../shared/read-requests.ts';
import { oldestFirst } from './refresh-directory.ts';

type Deps = Needs<
  'catalog' | 'due' | 'directory' | 'queue' | 'clock' | 'log',
  { requests: 'get' | 'getMany'; slack: 'person' | 'membersOf' }
>;

/** Together with the users of refresh-directory.ts below the rate limit of users.info. */
const MAX_HOLDERS = 60;

/** Whether the worker has work that is not due at a certain time. */
const needsWorker = (request: Request, world: JudgingWorld): boolean => {
  const { status, events } = request;
  if (isHeld(status) && judge(request, 'open', world).kind === 'unmet') return true;
  // A request of release 0.1.0 that was not written since: its user has one policy for each role, to be replaced.
  if (events.length === 1 && events[0]?.fact.kind === 'imported' && isSlackBehind(request)) return true;
  return whileWaiting(request, world).some(({ kind }) => kind === 'escalated' || kind === 'approvers_missing');
};

/**
 * Reads holders from Slack in each run, those not read for longest first, and wakes the requests whose preconditions are
 * no longer met. A holder who cannot be read is judged by the last data, and delays no other.
 */
export const judgeOpen = async (deps: Deps): Promise<void> => {
  const { catalog, queue, clock, requests } = deps;
  const open = await readAllOpen(deps);
  const { people } = await deps.directory.read();
  const holders = new Set(open.filter(({ status }) => isHeld(status)).map(({ requested }) => requested.by));
  const ids = [...holders].toSorted((a, b) => oldestFirst(people[a] ?? {}, people[b] ?? {})).slice(0, MAX_HOLDERS);
  const faults: unknown[] = [];
  if (ids.length > 0) await readPeople(deps, ids, []).catch((fault: unknown) => faults.push(fault));
  const directory = await deps.directory.read();
  const known = new Map(open.map((request) => [request.id, request]));
  for (const request of open) {
    const { extends: extension } = request.requested;
    const base = (extension && known.get(extension.request)) ?? (await readBase(requests, request));
    if (needsWorker(request, { catalog, directory, now: clock.now(), base }))
      await queue.wake({ kind: 'request', id: request.id });
  }
  if (faults.length > 0) throw faults[0];
};
