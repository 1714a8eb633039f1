import type { Table } from './calls.ts';
import { attempt, attemptIf } from './fault.ts';
import type { ItemKind, StoredItem } from './item.ts';
import { isOld, readItem } from './item.ts';
import type { ItemKey } from './keys.ts';

/** An item as it stands at this moment; undefined when there is none. */
export const getItem = async (
  { dynamo, tableName }: Table,
  tried: string,
  key: ItemKey,
): Promise<StoredItem | undefined> => {
  const get = { TableName: tableName, Key: key, ConsistentRead: true };
  return (await attempt({ tried, key }, () => dynamo.get(get))).Item;
};

/** A condition that holds while an item is what it was when it was read. */
const unchangedSince = (item: StoredItem) => {
  const entries = Object.entries(item);
  return {
    ConditionExpression: entries.map((_, index) => `#a${index} = :a${index}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], index) => [`#a${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], index) => [`:a${index}`, value])),
  };
};

/**
 * Rewrites an item that an older release wrote in the form of this one, so that single attributes of it can be changed.
 * Answers whether there was such an item: the write that brought us here is then worth another try.
 *
 *   this release       older release, still running
 *   reads v0
 *                      changes v0
 *   writes v1: refused, the item is not what was read
 *   the caller's write fails once more, reads v0 again, writes v1
 */
export const upgradeItem = async <T>(
  table: Table,
  kind: ItemKind<T>,
  key: ItemKey,
  toItem: (value: T) => StoredItem,
): Promise<boolean> => {
  const tried = `bring a ${kind.name} up to date`;
  const item = await getItem(table, tried, key);
  if (item === undefined) return false;
  const value = readItem(kind, item);
  if (!isOld(kind, item)) return false;
  const put = { TableName: table.tableName, Item: toItem(value), ...unchangedSince(item) };
  await attemptIf({ tried, key }, () => table.dynamo.put(put));
  return true;
};
