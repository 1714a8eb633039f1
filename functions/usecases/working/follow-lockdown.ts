import type { RequestId } from '../../core/request/ids.ts';
import { endsEverything, type Lockdown, lockedDown } from '../../core/request/lockdown.ts';
import { isClosed, type Request } from '../../core/request/request.ts';
import { LOCKDOWN_CONFIRMED, lockdownOutstanding, lockdownStarted } from '../../core/text/operators.ts';
import type { Grant } from '../../core/trust/grant.ts';
import type { Needs } from '../ports.ts';
import { changeRequest } from '../shared/change-request.ts';
import { readAllOpen, readRequests } from '../shared/read-requests.ts';

type Deps = Needs<
  'catalog' | 'lockdowns' | 'queue' | 'clock' | 'log',
  {
    directory: 'read';
    requests: 'get' | 'getMany' | 'save';
    due: 'due' | 'open';
    grants: 'ofRole';
    slack: 'notifyOperators';
  }
>;

/** All roles and users with access are due before this time. */
const END_OF_TIME = new Date('9999-12-31T23:59:59.999Z');

/** Notifies operators of the requests that ended, then of the access that is still open in AWS, after each change. */
const createAnnounce = (deps: Deps) => {
  /** Ended grants that were not closed in IAM yet, by their rows. */
  const openInIam = async (ended: readonly Request[]): Promise<readonly Grant[]> => {
    const ids = new Set(ended.map(({ id }) => id));
    const roles = new Set(ended.flatMap(({ requested }) => requested.roles.map(({ arn }) => arn)));
    const partitions = await Promise.all([...roles].map((arn) => deps.grants.ofRole(arn)));
    return partitions.flatMap(({ grants }) =>
      grants.filter((grant) => ids.has(grant.requestId) && grant.closedAt === undefined && grant.state !== 'refused'),
    );
  };

  const notify = async (lockdown: Lockdown, text: string): Promise<void> => {
    const { operatorsChannel } = deps.catalog.settings;
    for (const to of [operatorsChannel, lockdown.by]) {
      if (to === undefined) continue;
      try {
        await deps.slack.notifyOperators(to, text);
      } catch (fault) {
        deps.log.warn('the result of a lockdown could not be announced', { to, cause: fault });
      }
    }
  };

  return async (collected: Lockdown, after: readonly Request[], unreadCount: number): Promise<void> => {
    const ended = after.filter(({ status }) => isClosed(status));
    const { people } = await deps.directory.read();
    const nameOf = ({ requested }: Request): string =>
      `${people[requested.by]?.name ?? requested.by}: ${requested.target}`;

    if (collected.announced === 'nothing') {
      await notify(collected, lockdownStarted(collected.why, ended.map(nameOf)));
      await deps.lockdowns.note({ ...collected, announced: 'ended' });
    } else {
      const stillOpen = after.filter(({ status }) => !isClosed(status)).map(nameOf);
      const inAws = (await openInIam(ended)).map(({ requestId, roleArn }) => {
        const request = ended.find(({ id }) => id === requestId);
        return `${request === undefined ? requestId : nameOf(request)} (${roleArn})`;
      });
      const left = [...stillOpen, ...inAws];
      const outstanding = left.length + Math.min(1, unreadCount);
      const announced = outstanding === 0 ? 'done' : 'outstanding';
      if (announced !== collected.announced || outstanding !== collected.outstanding) {
        await notify(collected, announced === 'done' ? LOCKDOWN_CONFIRMED : lockdownOutstanding(left, unreadCount));
        await deps.lockdowns.note({ ...collected, announced, outstanding });
      }
    }
  };
};

/** Ends all access during a lockdown, and notifies operators of it. */
export const createFollowLockdown = (deps: Deps) => {
  const { lockdowns, log } = deps;
  const announce = createAnnounce(deps);

  const readAll = (ids: readonly RequestId[], onFault: (fault: unknown) => void): Promise<readonly Request[]> =>
    readRequests(deps, ids, (_, fault) => onFault(fault));

  /** Adds the open requests, and those that ended because of the lockdown. Stored before they end, so that all are named. */
  const collect = async (lockdown: Lockdown, onFault: (fault: unknown) => void): Promise<Lockdown> => {
    const found = await readAllOpen(deps, (_, fault) => onFault(fault));
    const meant = found.filter(
      ({ status }) => !isClosed(status) || (status.kind === 'ended' && status.reason === 'lockdown'),
    );
    const ended = [...new Set([...lockdown.ended, ...meant.map(({ id }) => id)])];
    if (ended.length === lockdown.ended.length) return lockdown;
    const noted: Lockdown = { ...lockdown, ended, announced: 'nothing' };
    await lockdowns.note(noted);
    return noted;
  };

  /** Wakes all roles and users, so that access ends even if its request cannot be read. */
  const wakeSides = async (): Promise<void> => {
    for (const { wake } of await deps.due.due(END_OF_TIME, () => {})) {
      if (wake.kind === 'role' || wake.kind === 'user') await deps.queue.wake(wake);
    }
  };

  const endAll = async (lockdown: Lockdown, open: readonly Request[], onFault: (fault: unknown) => void) => {
    for (const { id } of open) {
      try {
        await changeRequest(deps, id, (current, now) => ({
          outcome: undefined,
          facts: lockedDown(current, lockdown, now),
        }));
        await deps.queue.wake({ kind: 'request', id });
      } catch (fault) {
        log.error('a request could not be locked down', { request: id, cause: fault });
        onFault(fault);
      }
    }
  };

  return async (): Promise<void> => {
    const lockdown = await lockdowns.read();
    if (!endsEverything(lockdown)) return;
    const faults: unknown[] = [];
    const onFault = (fault: unknown): void => void faults.push(fault);
    const collected = await collect(lockdown, onFault);
    const before = await readAll(collected.ended, onFault);
    await endAll(
      collected,
      before.filter(({ status }) => !isClosed(status)),
      onFault,
    );
    const after = await readAll(collected.ended, () => {});
    if (collected.announced === 'nothing') await wakeSides();
    await announce(collected, after, faults.length);
    if (faults.length > 0) throw new AggregateError(faults, 'not everything could be locked down yet');
  };
};
