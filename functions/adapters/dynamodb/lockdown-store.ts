import type { SlackUserId } from '../../core/names.ts';
import type { Lockdown } from '../../core/request/lockdown.ts';
import type { LockdownStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { StoreFault } from './fault.ts';
import { faultOf, type ItemKind, readItem, type StoredItem, sealedItem } from './item.ts';
import { keyText, lockdownKey } from './keys.ts';
import { getItem, MOST_ROUNDS, replaceItem } from './read-write.ts';
import { count, flag, lazyObject, list, oneOf, requestId, slackUserId, text, time } from './schema.ts';

type StoredLockdown = Omit<Lockdown, 'isTampered'>;

/** The lockdown is a separate item, so that write access to it includes nothing else. */
export const lockdownKind: ItemKind<StoredLockdown> = {
  name: 'lockdown',
  version: 2,
  fromVersion1: ({ told, ...item }) => ({ ...item, announced: told }),
  schema: lazyObject<StoredLockdown>(() => ({
    isOn: flag,
    at: time,
    by: slackUserId,
    why: text,
    ended: list(requestId),
    announced: oneOf('nothing', 'ended', 'outstanding', 'done'),
    outstanding: count,
  })),
  keyOf: () => lockdownKey,
};

/** A lockdown that cannot be read counts as on. */
const UNREADABLE: Lockdown = {
  isOn: true,
  at: new Date(0),
  by: 'USLACKBOT' as SlackUserId,
  why: 'the stored lockdown cannot be read',
  ended: [],
  announced: 'nothing',
  outstanding: 0,
  isTampered: true,
};

/** The lockdown of an item, marked as tampered if it was changed or cannot be read. */
export const readLockdown = (item: StoredItem): Lockdown => {
  try {
    const lockdown = readItem(lockdownKind, item);
    return faultOf(lockdownKind, item, lockdown) === undefined ? lockdown : { ...lockdown, isTampered: true };
  } catch (fault) {
    if (fault instanceof StoreFault) return UNREADABLE;
    throw fault;
  }
};

export const lockdownItem = ({ isTampered: _, ...lockdown }: Lockdown): StoredItem =>
  sealedItem(lockdownKind, lockdownKey, lockdown);

/** Recognizes a write that was sent twice because its answer was lost. */
const isSameTurn = (one: Lockdown, other: Lockdown): boolean =>
  one.isOn === other.isOn && one.by === other.by && one.why === other.why && one.at.getTime() === other.at.getTime();

/** The lockdown in DynamoDB. Each change is one conditional write. */
export const createDynamoLockdownStore = (table: Table): LockdownStore => {
  const readItemNow = () => getItem(table, 'read the lockdown', lockdownKey);
  const tried = 'write the lockdown';

  return {
    read: async () => {
      const item = await readItemNow();
      return item === undefined ? undefined : readLockdown(item);
    },

    /**
     * If two admins turn it on at the same time, one succeeds, and the other is shown the lockdown of the first:
     *
     *   Carol    reads that it is off                         writes if that is still so: stored
     *   Dave                            reads that it is off                                      refused, reads Carol's
     *
     * A lockdown that was changed outside of the bot is overwritten, so that an admin can set it again.
     */
    turn: async (lockdown) => {
      for (let round = 1; round <= MOST_ROUNDS; round += 1) {
        const item = await readItemNow();
        const current = item === undefined ? undefined : readLockdown(item);
        if (current === undefined && !lockdown.isOn) return { ...lockdown, isOn: false };
        if (current !== undefined && current.isTampered !== true && current.isOn === lockdown.isOn)
          return isSameTurn(current, lockdown) ? undefined : current;
        if (await replaceItem(table, tried, lockdownItem(lockdown), item)) return undefined;
      }
      throw new StoreFault({ tried, key: keyText(lockdownKey), retryable: true, why: 'other writers came first' });
    },

    note: async (lockdown) => {
      const item = await readItemNow();
      const current = item === undefined ? undefined : readLockdown(item);
      const isInForce =
        current !== undefined &&
        current.isTampered !== true &&
        current.isOn === lockdown.isOn &&
        current.at.getTime() === lockdown.at.getTime();
      if (isInForce) await replaceItem(table, tried, lockdownItem(lockdown), item);
    },
  };
};
