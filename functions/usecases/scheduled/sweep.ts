import type { Directory } from '../../core/authority/directory.ts';
import { schedulesIn, whosIn } from '../../core/authority/on-call.ts';
import type { Catalog, RoleRule } from '../../core/catalog/catalog.ts';
import type { SlackGroupId, SlackUserId } from '../../core/names.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import { endsEverything } from '../../core/request/lockdown.ts';
import { judge } from '../../core/request/preconditions.ts';
import { isHeld, isUntold } from '../../core/request/request.ts';
import { whileWaiting } from '../../core/request/waiting.ts';
import { addMinutes } from '../../core/time.ts';
import type { Needs } from '../ports.ts';
import { readBase } from '../shared/read-base.ts';
import { readDirectoryOnce } from '../shared/read-directory-once.ts';
import { readPeople } from '../shared/read-people.ts';
import { readAllOpen } from '../shared/read-requests.ts';
import { readSchedules } from '../shared/read-schedules.ts';

type Deps = Needs<
  'catalog' | 'due' | 'directory' | 'onCall' | 'queue' | 'clock' | 'log',
  { requests: 'get' | 'getMany'; slack: 'person' | 'membersOf' | 'home' }
>;

const MAX_PEOPLE = 30;
/** With those above within what Slack lets be read in a minute. */
const MAX_HOLDERS = 60;
/** Slack allows 20 membership lists a minute. */
const MAX_GROUPS = 15;
const PERSON_FRESH_MINUTES = 30;
/** Somebody who could not ask may have been invited or upgraded since. */
const OUTSIDER_FRESH_MINUTES = 5;
const GROUP_FRESH_MINUTES = 4;

/** Minutes between two wake-ups of what stays due, at most. */
const MAX_GAP_MINUTES = 5;

/** How often something that has been due for some minutes was woken: at once, after 1, 2 and 4 minutes, then every 5. */
const wakesBy = (minutes: number): number => {
  if (minutes < 0) return 0;
  if (minutes < 1) return 1;
  return minutes < MAX_GAP_MINUTES ? 2 + Math.floor(Math.log2(minutes)) : 4 + Math.floor(minutes / MAX_GAP_MINUTES);
};

/** Whether a due item is woken in this run: the gaps grow, so that stuck items do not delay newer ones. */
export const isToWake = (dueAt: Date, now: Date, lastRunAt: Date | undefined): boolean => {
  const minutesBy = (time: Date): number => (time.getTime() - dueAt.getTime()) / 60_000;
  return lastRunAt === undefined || lastRunAt <= dueAt || wakesBy(minutesBy(now)) > wakesBy(minutesBy(lastRunAt));
};

/** What time alone does not bring up: a second line or word of missing approvers because an approver has left. */
const isToAnnounce = (facts: readonly RequestFact[]): boolean =>
  facts.some(({ kind }) => kind === 'escalated' || kind === 'approvers_missing');

const oldestFirst = (a: { readAt?: Date }, b: { readAt?: Date }) =>
  (a.readAt?.getTime() ?? 0) - (b.readAt?.getTime() ?? 0);

const stalePeople = (catalog: Catalog, directory: Directory, now: Date): readonly SlackUserId[] => {
  const named = whosIn(catalog).flatMap((who) => {
    if (who.kind === 'user') return [who.id];
    return who.kind === 'group' ? (directory.groups[who.id]?.members ?? []) : [];
  });
  const ids = new Set([...Object.keys(catalog.people), ...Object.keys(directory.people), ...named] as SlackUserId[]);
  return [...ids]
    .map((id) => ({ id, ...directory.people[id] }))
    .filter(({ readAt, standing }) => {
      const freshMinutes = standing === 'member' ? PERSON_FRESH_MINUTES : OUTSIDER_FRESH_MINUTES;
      return readAt === undefined || addMinutes(readAt, freshMinutes) <= now;
    })
    .toSorted(oldestFirst)
    .slice(0, MAX_PEOPLE)
    .map(({ id }) => id);
};

const staleGroups = (catalog: Catalog, directory: Directory, now: Date): readonly SlackGroupId[] =>
  [...new Set(whosIn(catalog).flatMap((who) => (who.kind === 'group' ? [who.id] : [])))]
    .map((id) => ({ id, ...directory.groups[id] }))
    .filter(({ readAt }) => readAt === undefined || addMinutes(readAt, GROUP_FRESH_MINUTES) <= now)
    .toSorted(oldestFirst)
    .slice(0, MAX_GROUPS)
    .map(({ id }) => id);

/** Runs each minute: wakes what is due, looks at new roles, refreshes what is known of Slack. Edits no policy. */
export const createSweep = (deps: Deps) => {
  let lastRunAt: Date | undefined;
  return async (): Promise<void> => {
    const now = deps.clock.now();
    const before = lastRunAt;
    lastRunAt = now;
    await createRun({ ...deps, directory: readDirectoryOnce(deps.directory) }, before)();
  };
};

/**
 * Holders are read from Slack each time, those not seen for longest first; what they lost ends at once, and so does what
 * a pending request can no longer get. A user who cannot be read is judged by what was known of them, and delays no other.
 */
const judgeOpen = async (deps: Deps): Promise<void> => {
  const { catalog, queue, clock, requests } = deps;
  const found = await readAllOpen(deps);
  const held = found.filter(({ status }) => isHeld(status));
  const before = await deps.directory.read();
  const holders = [...new Set(held.map(({ requested }) => requested.by))]
    .map((id) => ({ id, ...before.people[id] }))
    .toSorted(oldestFirst)
    .slice(0, MAX_HOLDERS);
  let unread: unknown;
  const ids = holders.map(({ id }) => id);
  const directory = await (ids.length === 0 ? Promise.resolve(before) : readPeople(deps, ids, [])).catch(
    (fault: unknown) => {
      unread = fault;
      return deps.directory.read();
    },
  );
  const known = new Map(found.map((request) => [request.id, request]));
  for (const request of found) {
    const { extends: extension } = request.requested;
    const base = (extension && known.get(extension.request)) ?? (await readBase(requests, request));
    const world = { catalog, directory, now: clock.now(), base };
    const isLost = isHeld(request.status) && judge(request, 'open', world).kind === 'unmet';
    // A request of release 0.1.0 that was not written since: its user has a policy per role that has to be replaced.
    const isImported = request.events.length === 1 && request.events[0]?.fact.kind === 'imported' && isUntold(request);
    if (isLost || isImported || isToAnnounce(whileWaiting(request, world)))
      await queue.wake({ kind: 'request', id: request.id });
  }
  if (unread !== undefined) throw unread;
};

const createRun = (deps: Deps, lastRunAt: Date | undefined) => {
  const { catalog, due, queue, clock, log, slack } = deps;

  const wakeDue = async (): Promise<void> => {
    const now = clock.now();
    const onUnknown = (key: string): void => log.error('an unknown entry is due and left out', { key });
    const found = (await due.due(now, onUnknown)).filter(({ dueAt }) => isToWake(dueAt, now, lastRunAt));
    if (found.length > 0) log.info('due', { count: found.length });
    for (const { wake } of found) await queue.wake(wake);
  };

  const surveyRoles = async (directory: Directory): Promise<void> => {
    if (directory.surveyedCatalog === catalog.hash) return;
    for (const { arn } of Object.values<RoleRule>(catalog.roles)) await queue.wake({ kind: 'role', arn });
    await deps.directory.merge({ surveyedCatalog: catalog.hash });
  };

  const refreshDirectory = async (directory: Directory): Promise<void> => {
    if (directory.home === undefined) await deps.directory.merge({ home: await slack.home() });
    const now = clock.now();
    const people = stalePeople(catalog, directory, now);
    const groups = staleGroups(catalog, directory, now);
    if (people.length + groups.length > 0) await readPeople(deps, people, groups);
  };

  const refreshSchedules = async (directory: Directory): Promise<void> => {
    const isStale = (name: string): boolean => {
      const readAt = directory.schedules?.[name]?.readAt;
      return readAt === undefined || addMinutes(readAt, GROUP_FRESH_MINUTES) <= clock.now();
    };
    const stale = schedulesIn(whosIn(catalog)).filter(isStale);
    if (stale.length > 0) await readSchedules(deps, directory, stale);
  };

  const wakeLockdown = async ({ lockdown }: Directory): Promise<void> => {
    if (endsEverything(lockdown) && lockdown.told !== 'done') await queue.wake({ kind: 'lockdown' });
  };

  return async (): Promise<void> => {
    const faults: unknown[] = [];
    const attempt = async (task: () => Promise<void>): Promise<void> => {
      try {
        await task();
      } catch (fault) {
        faults.push(fault);
      }
    };
    await attempt(wakeDue);
    await attempt(() => judgeOpen(deps));
    await attempt(async () => {
      const directory = await deps.directory.read();
      await attempt(() => wakeLockdown(directory));
      await attempt(() => surveyRoles(directory));
      await attempt(() => refreshDirectory(directory));
      await attempt(() => refreshSchedules(directory));
    });
    if (faults.length > 0) throw new AggregateError(faults, 'the sweep could not do everything');
  };
};
