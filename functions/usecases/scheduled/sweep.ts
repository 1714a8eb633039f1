import type { Directory } from '../../core/authority/directory.ts';
import { schedulesIn, whosIn } from '../../core/authority/on-call.ts';
import type { Catalog, RoleRule } from '../../core/catalog/catalog.ts';
import type { SlackGroupId, SlackUserId } from '../../core/names.ts';
import { recheckHolder } from '../../core/request/recheck.ts';
import { isHeld } from '../../core/request/request.ts';
import { addMinutes } from '../../core/time.ts';
import type { Clock, DirectoryStore, DueStore, Log, OnCall, RequestStore, Slack, WakeQueue } from '../ports.ts';
import { readEach } from '../read-each.ts';
import { readOnce } from '../read-once.ts';
import { readPeople } from '../read-people.ts';
import { readSchedules } from '../read-schedules.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly due: DueStore;
  readonly requests: Pick<RequestStore, 'getMany'>;
  readonly directory: DirectoryStore;
  readonly slack: Pick<Slack, 'person' | 'membersOf' | 'home'>;
  readonly onCall: OnCall;
  readonly queue: WakeQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** How much one run takes on: what is left over is the next minute's. */
const MAX_DUE = 1000;
const MAX_PEOPLE = 30;
/** With those above within what Slack lets be read in a minute. */
const MAX_HOLDERS = 60;
const MAX_OPEN = 5000;
/** Slack allows 20 membership lists a minute. */
const MAX_GROUPS = 15;
const PERSON_FRESH_MINUTES = 30;
/** Somebody who could not ask may have been invited or upgraded since. */
const OUTSIDER_FRESH_MINUTES = 5;
const GROUP_FRESH_MINUTES = 4;

const oldestFirst = (a: { readAt?: Date }, b: { readAt?: Date }) =>
  (a.readAt?.getTime() ?? 0) - (b.readAt?.getTime() ?? 0);

const stalePeople = (catalog: Catalog, directory: Directory, now: Date): readonly SlackUserId[] => {
  const named = whosIn(catalog).flatMap((who) => (who.kind === 'user' ? [who.id] : []));
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

/**
 * Runs each minute: wakes whatever is due, looks at every role of a catalog that is new, and keeps what is known of
 * Slack fresh. It edits no policy. One thing that fails does not keep the rest from being done; all are thrown together.
 */
export const createSweep = (deps: Deps) => (): Promise<void> =>
  createRun({ ...deps, directory: readOnce(deps.directory) })();

const createRun = (deps: Deps) => {
  const { catalog, due, queue, clock, log, slack } = deps;

  const wakeDue = async (): Promise<void> => {
    const wakes = await due.due(clock.now(), MAX_DUE);
    if (wakes.length > 0) log.info('due', { count: wakes.length });
    for (const wake of wakes) await queue.wake(wake);
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

  /**
   * Whoever holds something is looked at in Slack each time, the longest not seen first; what they lost ends at once. Who
   * cannot be read is judged by what was known of them, and keeps nobody else from being judged.
   */
  const offboard = async (): Promise<void> => {
    const ids = await due.open(MAX_OPEN);
    const held = (await readEach(deps, ids)).filter(({ status }) => isHeld(status));
    if (held.length === 0) return;
    const before = await deps.directory.read();
    const holders = [...new Set(held.map(({ asked }) => asked.by))]
      .map((id) => ({ id, ...before.people[id] }))
      .toSorted(oldestFirst)
      .slice(0, MAX_HOLDERS);
    let unread: unknown;
    const directory = await readPeople(
      deps,
      holders.map(({ id }) => id),
      [],
    ).catch((fault: unknown) => {
      unread = fault;
      return deps.directory.read();
    });
    for (const request of held) {
      if (recheckHolder(request, { catalog, directory }) !== undefined)
        await queue.wake({ kind: 'request', id: request.id });
    }
    if (unread !== undefined) throw unread;
  };

  const wakeLockdown = async ({ lockdown }: Directory): Promise<void> => {
    if (lockdown?.isOn === true && lockdown.told !== 'done') await queue.wake({ kind: 'lockdown' });
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
    await attempt(offboard);
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
