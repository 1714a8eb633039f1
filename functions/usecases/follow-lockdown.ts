import type { Catalog } from '../core/catalog/catalog.ts';
import type { Grant } from '../core/grant.ts';
import type { RequestId } from '../core/ids.ts';
import type { Lockdown } from '../core/lockdown.ts';
import { lockedDown } from '../core/lockdown.ts';
import type { Request } from '../core/request.ts';
import { isClosed } from '../core/request.ts';
import { changeRequest } from './change-request.ts';
import type {
  Clock,
  DirectoryStore,
  DueStore,
  GrantStore,
  LockdownStore,
  Log,
  RequestStore,
  Slack,
  WakeQueue,
} from './ports.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly lockdowns: LockdownStore;
  readonly requests: Pick<RequestStore, 'get' | 'getMany' | 'save'>;
  readonly due: Pick<DueStore, 'open'>;
  readonly grants: Pick<GrantStore, 'ofRole'>;
  readonly slack: Pick<Slack, 'tellOperators'>;
  readonly queue: WakeQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** How much one run takes on; the sweep has it come back while there is more. */
const MAX_OPEN = 5000;
/** More lines than this are counted instead of named. */
const MOST_NAMED = 30;

/**
 * Ends everything open while a lockdown is on, and tells those who run the bot what was ended and what still stands in
 * AWS. One request that cannot be ended keeps no other from it.
 */
export const createFollowLockdown = (deps: Deps) => {
  const { requests, lockdowns, slack, clock, log } = deps;

  const endOpen = async (lockdown: Lockdown, faults: unknown[]): Promise<readonly RequestId[]> => {
    const open = await requests.getMany(await deps.due.open(MAX_OPEN));
    const ended: RequestId[] = [];
    for (const { id } of open.filter(({ status }) => !isClosed(status))) {
      try {
        await changeRequest(requests, id, (current) =>
          isClosed(current.status)
            ? { outcome: undefined }
            : { outcome: undefined, next: lockedDown(current, lockdown, clock.now()) },
        );
        await deps.queue.wake({ kind: 'request', id });
        ended.push(id);
      } catch (fault) {
        log.error('a request could not be locked down', { request: id, cause: fault });
        faults.push(fault);
      }
    }
    // Those that ended by themselves on seeing it, before this run came to them.
    const others = open.filter(({ status }) => status.kind === 'ended' && status.reason === 'lockdown');
    return [...new Set([...lockdown.ended, ...ended, ...others.map(({ id }) => id)])];
  };

  /** A grant that is over stands in AWS until its role was brought in line: then its row says so, or is gone. */
  const standing = async (ended: readonly Request[]): Promise<readonly Grant[]> => {
    const ids = new Set(ended.map(({ id }) => id));
    const roles = new Set(ended.flatMap(({ asked }) => asked.roles.map(({ arn }) => arn)));
    const partitions = await Promise.all([...roles].map((arn) => deps.grants.ofRole(arn)));
    return partitions.flatMap(({ grants }) =>
      grants.filter((grant) => ids.has(grant.requestId) && !grant.identityCleared && grant.state !== 'refused'),
    );
  };

  const tell = async (lockdown: Lockdown, text: string): Promise<void> => {
    const { operatorsChannel } = deps.catalog.settings;
    for (const to of [operatorsChannel, lockdown.by]) {
      if (to === undefined) continue;
      try {
        await slack.tellOperators(to, text);
      } catch (fault) {
        log.warn('the result of a lockdown could not be told', { to, cause: fault });
      }
    }
  };

  return async (): Promise<void> => {
    const lockdown = await lockdowns.read();
    if (lockdown?.isOn !== true) return;
    const faults: unknown[] = [];
    const ids = await endOpen(lockdown, faults);
    const ended = await requests.getMany(ids);
    const { people } = await deps.directory.read();
    const nameOf = (request: Request | undefined): string =>
      request === undefined
        ? 'somebody'
        : `${people[request.asked.by]?.name ?? request.asked.by}: ${request.asked.target}`;

    if (lockdown.told === 'nothing' || ids.length > lockdown.ended.length) {
      const what = `Lockdown: ${lockdown.why}\n${counted(ended.length, 'was', 'were')} ended or taken back.`;
      await tell(
        lockdown,
        [what, ...listedLines(ended.map(nameOf)), 'AWS is being changed; the result follows.'].join('\n'),
      );
      await lockdowns.note({ ...lockdown, ended: ids, told: 'ended' });
    } else {
      const left = await standing(ended);
      const told = left.length === 0 && faults.length === 0 ? 'done' : 'outstanding';
      if (told !== lockdown.told || left.length !== lockdown.outstanding) {
        await tell(lockdown, told === 'done' ? DONE : notYet(left, (id) => nameOf(ended.find((one) => one.id === id))));
        await lockdowns.note({ ...lockdown, ended: ids, told, outstanding: left.length });
      }
    }
    if (faults.length > 0) throw new AggregateError(faults, 'not everything could be locked down yet');
  };
};

const DONE = 'Lockdown: everything that was ended is ended in AWS too.';

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `1 request ${one}` : `${count} requests ${many}`;

const listedLines = (lines: readonly string[]): readonly string[] => [
  ...lines.slice(0, MOST_NAMED),
  ...(lines.length > MOST_NAMED ? [`and ${lines.length - MOST_NAMED} more`] : []),
];

const notYet = (left: readonly Grant[], nameOf: (id: RequestId) => string): string =>
  [
    'Lockdown: not ended in AWS yet, and tried again each minute:',
    ...listedLines(left.map(({ requestId, roleArn }) => `${nameOf(requestId)} (${roleArn})`)),
  ].join('\n');
