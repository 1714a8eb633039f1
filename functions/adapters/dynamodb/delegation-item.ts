import type { Delegation } from '../../core/authority/directory.ts';
import { type ItemKind, readIntact, type StoredItem } from './item.ts';
import { delegationsKey } from './keys.ts';
import { lazyObject, list, object, slackUserId, time } from './schema.ts';

/** The delegations of all approvers, in one item that every answer reads with the directory. */
export const delegationsKind: ItemKind<{ readonly delegations: readonly Delegation[] }> = {
  name: 'list of delegates',
  version: 2,
  schema: lazyObject(() => ({
    delegations: list(object<Delegation>({ by: slackUserId, to: slackUserId, since: time, until: time })),
  })),
  keyOf: () => delegationsKey,
};

/** None if the item was changed by others or cannot be read: approvers can name their delegates again. */
export const readDelegations = (item: StoredItem | undefined): readonly Delegation[] =>
  (item && readIntact(delegationsKind, item)?.delegations) ?? [];
