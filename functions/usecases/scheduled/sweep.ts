import { rolesOf } from '../../core/catalog/lookup.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { judge } from '../../core/request/judge.ts';
import { judgeTicketsBy } from '../../core/request/judge-tickets.ts';
import { endsEverything } from '../../core/request/lockdown.ts';
import type { JudgingWorld } from '../../core/request/preconditions.ts';
import { isHeld, isSlackBehind, type Request } from '../../core/request/request.ts';
import { whileWaiting } from '../../core/request/waiting.ts';
import type { Needs } from '../ports.ts';
import { readDirectoryOnce } from '../shared/read-directory-once.ts';
import { collectFaults, readPeople } from '../shared/read-people.ts';
import { readAllOpen, readBase } from '../shared/read-requests.ts';
import { readDueTickets } from './check-tickets.ts';
import { oldestFirst, refreshPeople, refreshSchedules, refreshWorkspace } from './refresh-directory.ts';
import { chooseDue, isStuck } from './wake-times.ts';

type Deps = Needs<
  'catalog' | 'requests' | 'due' | 'directory' | 'onCall' | 'slack' | 'queue' | 'backlog' | 'clock' | 'log' | 'tickets'
>;
type Run = Deps & {
  readonly lastRunAt: Date | undefined;
  /** Wake-ups that wait in the queue, or are processed. */
  readonly waiting: number;
  /** When a request that is not due at a stored time was first found to need a worker. */
  readonly neededSince: Map<RequestId, Date>;
};

/** The items that the log line names. */
const MAX_NAMED = 10;

const wakeDue = async ({ due, queue, clock, log, lastRunAt, waiting }: Run): Promise<void> => {
  const now = clock.now();
  const onUnknown = (key: string): void => log.error('an unknown entry is due and left out', { key });
  const all = await due.due(now, onUnknown);
  const stuck = all.filter(({ dueAt }) => isStuck(dueAt, lastRunAt));
  if (stuck.length > 0)
    log.error('work stays due', { count: stuck.length, first: stuck.slice(0, MAX_NAMED).map(({ wake }) => wake) });
  const found = chooseDue(all, { now, lastRunAt, waiting });
  if (found.length > 0) log.info('due', { count: found.length, waiting });
  for (const { wake } of found) await queue.wake(wake);
};

/** Together with the users of refresh-directory.ts below the rate limit of users.info. */
const MAX_HOLDERS = 60;

/** Whether a worker has something to do that is not due at a stored time. */
const needsWorker = (request: Request, world: JudgingWorld): boolean => {
  const { status, events } = request;
  if (isHeld(status) && judge(request, 'open', world).kind === 'unmet') return true;
  // A request of release 0.1.0 that was not written since: its user has one policy for each role, to be replaced.
  if (events.length === 1 && events[0]?.fact.kind === 'imported' && isSlackBehind(request)) return true;
  return whileWaiting(request, world).some(({ kind }) => kind === 'escalated' || kind === 'approvers_missing');
};

/**
 * Reads the tickets of held access that are due, and holders from Slack in each run, those not read for longest first, and wakes the requests whose preconditions are
 * no longer met. A holder who cannot be read is judged by the last data, and delays no other.
 */
const judgeOpen = async (deps: Run): Promise<void> => {
  const { catalog, queue, clock, requests, neededSince, lastRunAt, waiting } = deps;
  const open = await readAllOpen(deps);
  const { people } = await deps.directory.read();
  const holders = new Set(open.filter(({ status }) => isHeld(status)).map(({ requested }) => requested.by));
  const ids = [...holders].toSorted((a, b) => oldestFirst(people[a] ?? {}, people[b] ?? {})).slice(0, MAX_HOLDERS);
  const [fault] = await collectFaults(ids.length > 0 ? [ids] : [], (some) => readPeople(deps, some));
  const directory = await deps.directory.read();
  const tickets = judgeTicketsBy(await readDueTickets(deps, open, lastRunAt));
  const known = new Map<RequestId | undefined, Request>(open.map((request) => [request.id, request]));
  const now = clock.now();
  const needed: { readonly id: RequestId; readonly dueAt: Date }[] = [];
  for (const request of open) {
    const base = known.get(request.requested.extends?.request) ?? (await readBase(requests, request));
    if (needsWorker(request, { catalog, directory, now, base, tickets }))
      needed.push({ id: request.id, dueAt: neededSince.get(request.id) ?? now });
  }
  neededSince.clear();
  for (const { id, dueAt } of needed) neededSince.set(id, dueAt);
  for (const { id } of chooseDue(needed, { now, lastRunAt, waiting })) await queue.wake({ kind: 'request', id });
  if (fault !== undefined) throw fault;
};

const wakeLockdown = async ({ directory, queue }: Run): Promise<void> => {
  const { lockdown } = await directory.read();
  if (endsEverything(lockdown) && lockdown.announced !== 'done') await queue.wake({ kind: 'lockdown' });
};

/** Wakes all roles of a new catalog, so that each has been read before it is requested. */
const surveyRoles = async ({ catalog, directory, queue }: Run): Promise<void> => {
  if ((await directory.read()).surveyedCatalog === catalog.hash) return;
  for (const { arn } of rolesOf(catalog)) await queue.wake({ kind: 'role', arn });
  await directory.merge({ surveyedCatalog: catalog.hash });
};

const STEPS = [wakeDue, judgeOpen, wakeLockdown, surveyRoles, refreshWorkspace, refreshPeople, refreshSchedules];

/** A queue that cannot be counted counts as empty: work that is woken twice costs less than work that is not woken. */
const waitingIn = async ({ backlog, log }: Deps): Promise<number> => {
  try {
    return await backlog.count();
  } catch (cause) {
    log.warn('the queue could not be counted', { cause });
    return 0;
  }
};

/** Runs each minute. Wakes the workers for what is due and refreshes the directory. Edits no policy. */
export const createSweep = (deps: Deps) => {
  let lastRunAt: Date | undefined;
  const neededSince = new Map<RequestId, Date>();
  return async (): Promise<void> => {
    const waiting = await waitingIn(deps);
    const run: Run = { ...deps, directory: readDirectoryOnce(deps.directory), lastRunAt, waiting, neededSince };
    lastRunAt = deps.clock.now();
    const faults = await collectFaults(STEPS, (step) => step(run));
    if (faults.length > 0) throw new AggregateError(faults, 'the sweep could not do everything');
  };
};
