import type { RequestId } from '../../core/request/ids.ts';
import { endsEverything, type Lockdown, lockedDown } from '../../core/request/lockdown.ts';
import { isClosed, type Request } from '../../core/request/request.ts';
import { LOCKDOWN_CONFIRMED, lockdownOutstanding, lockdownStarted } from '../../core/text/operators.ts';
import type { Grant } from '../../core/trust/grant.ts';
import type { Needs } from '../ports.ts';
import { changeRequest, endEach } from '../shared/change.ts';
import { readAllOpen, readRequests } from '../shared/read-requests.ts';
import { createAttempts } from './attempts.ts';

type Deps = Needs<
  'catalog' | 'lockdowns' | 'requests' | 'due' | 'directory' | 'grants' | 'queue' | 'slack' | 'clock' | 'log'
>;

/** All roles and users with access are due before this time. */
const END_OF_TIME = new Date('9999-12-31T23:59:59.999Z');

/** The grants of ended requests that are not closed in IAM yet. */
const openInIam = async ({ grants }: Deps, ended: readonly Request[]): Promise<readonly Grant[]> => {
  const ids = new Set(ended.map(({ id }) => id));
  const roles = new Set(ended.flatMap(({ requested }) => requested.roles.map(({ arn }) => arn)));
  const partitions = await Promise.all([...roles].map((arn) => grants.ofRole(arn)));
  return partitions
    .flatMap((partition) => partition.grants)
    .filter(({ requestId, closedAt, state }) => ids.has(requestId) && closedAt === undefined && state !== 'refused');
};

/** Notifies operators of the requests that ended, then of the access that is still open in AWS, after each change. */
const announce = async (
  deps: Deps,
  lockdown: Lockdown,
  after: readonly Request[],
  unreadCount: number,
): Promise<void> => {
  const { people } = await deps.directory.read();
  const nameOf = ({ requested }: Request): string =>
    `${people[requested.by]?.name ?? requested.by}: ${requested.target}`;
  const notify = async (text: string): Promise<void> => {
    const attempts = createAttempts(deps.log);
    for (const to of [deps.catalog.settings.operatorsChannel, lockdown.by])
      if (to !== undefined)
        await attempts.make('the result of a lockdown could not be announced', { to }, () =>
          deps.slack.notifyOperators(to, text),
        );
    // Nothing is noted, so that the retry announces it again.
    if (attempts.faults.length > 0) throw new AggregateError(attempts.faults, 'a lockdown could not be announced');
  };

  const { ended = [], open = [] } = Object.groupBy(after, ({ status }) => (isClosed(status) ? 'ended' : 'open'));
  if (lockdown.announced === 'nothing') {
    await notify(lockdownStarted(lockdown.why, ended.map(nameOf)));
    return deps.lockdowns.note({ ...lockdown, announced: 'ended' });
  }
  const names = new Map(ended.map((request) => [request.id, nameOf(request)]));
  const inAws = await openInIam(deps, ended);
  const left = [...open.map(nameOf), ...inAws.map(({ requestId, roleArn }) => `${names.get(requestId)} (${roleArn})`)];
  const outstanding = left.length + Math.min(1, unreadCount);
  const announced = outstanding === 0 ? 'done' : 'outstanding';
  if (announced === lockdown.announced && outstanding === lockdown.outstanding) return;
  await notify(announced === 'done' ? LOCKDOWN_CONFIRMED : lockdownOutstanding(left, unreadCount));
  await deps.lockdowns.note({ ...lockdown, announced, outstanding });
};

/** Adds the open requests, and those that the lockdown ended. Stored before they end, so that all are named. */
const collect = async (deps: Deps, lockdown: Lockdown, onUnreadable: (id: RequestId) => void): Promise<Lockdown> => {
  const found = await readAllOpen(deps, onUnreadable);
  const concerned = found.filter(
    ({ status }) => !isClosed(status) || (status.kind === 'ended' && status.reason === 'lockdown'),
  );
  const ended = [...new Set([...lockdown.ended, ...concerned.map(({ id }) => id)])];
  if (ended.length === lockdown.ended.length) return lockdown;
  const noted: Lockdown = { ...lockdown, ended, announced: 'nothing' };
  await deps.lockdowns.note(noted);
  return noted;
};

/** Wakes all roles and users, so that access ends even if its request cannot be read. */
const wakeSides = async ({ due, queue }: Deps): Promise<void> => {
  for (const { wake } of await due.due(END_OF_TIME, () => {}))
    if (wake.kind === 'role' || wake.kind === 'user') await queue.wake(wake);
};

/** Ends all access during a lockdown, and notifies operators of it. */
export const createFollowLockdown = (deps: Deps) => async (): Promise<void> => {
  const lockdown = await deps.lockdowns.read();
  if (!endsEverything(lockdown)) return;
  const unread = new Set<RequestId>();
  const onUnreadable = (id: RequestId): void => void unread.add(id);
  const collected = await collect(deps, lockdown, onUnreadable);
  const before = await readRequests(deps, collected.ended, onUnreadable);
  const open = before.filter(({ status }) => !isClosed(status)).map(({ id }) => id);
  const { left } = await endEach(deps, open, async (id) => {
    const changed = await changeRequest(deps, id, (current, now) => ({
      facts: lockedDown(current, lockdown, now),
    }));
    await deps.queue.wake({ kind: 'request', id });
    return changed?.request;
  });
  const after = await readRequests(deps, collected.ended);
  if (collected.announced === 'nothing') await wakeSides(deps);
  const missed = unread.size + left.length;
  await announce(deps, collected, after, missed);
  if (missed > 0) throw new Error(`not everything could be locked down yet: ${missed} could not be read or ended`);
};
