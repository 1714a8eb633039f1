import type { Lockdown } from '../../core/request/lockdown.ts';
import type { ItemKind, StoredItem } from './item.ts';
import { recordToStored } from './item.ts';
import { lockdownKey } from './keys.ts';
import { count, flag, lazily, list, object, oneOf, requestId, slackUserId, text, time } from './schema.ts';

/** Whether anything may be given: one item of its own, so that who may write it need not write anything else. */
export const lockdownKind: ItemKind<Lockdown> = {
  name: 'lockdown',
  version: 1,
  migrations: {},
  schema: lazily(() =>
    object<Lockdown>({
      isOn: flag,
      at: time,
      by: slackUserId,
      why: text,
      ended: list(requestId),
      told: oneOf('nothing', 'ended', 'outstanding', 'done'),
      outstanding: count,
    }),
  ),
};

export const lockdownItem = (lockdown: Lockdown): StoredItem => ({
  ...recordToStored(lockdown),
  ...lockdownKey,
  v: lockdownKind.version,
});
