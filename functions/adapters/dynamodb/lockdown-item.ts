import type { SlackUserId } from '../../core/names.ts';
import type { Lockdown } from '../../core/request/lockdown.ts';
import { StoreFault } from './fault.ts';
import { faultOf, type ItemKind, readItem, type StoredItem, sealedItem } from './item.ts';
import { lockdownKey } from './keys.ts';
import { count, flag, lazily, list, object, oneOf, requestId, slackUserId, text, time } from './schema.ts';

type StoredLockdown = Omit<Lockdown, 'isTampered'>;

/** The lockdown is a separate item, so that write access to it includes nothing else. */
export const lockdownKind: ItemKind<StoredLockdown> = {
  name: 'lockdown',
  version: 2,
  // Release 0.1.0 named it otherwise.
  migrations: { 1: ({ told, ...item }) => ({ ...item, announced: told }) },
  schema: lazily(() =>
    object<StoredLockdown>({
      isOn: flag,
      at: time,
      by: slackUserId,
      why: text,
      ended: list(requestId),
      announced: oneOf('nothing', 'ended', 'outstanding', 'done'),
      outstanding: count,
    }),
  ),
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
