import { KEYS } from '../../contract.ts';
import type { Table } from './calls.ts';
import { attempt, attemptIf } from './fault.ts';
import { isUnsealed, type StoredItem } from './item.ts';
import type { ItemKey } from './keys.ts';

/** An item as it is at this moment, strongly consistent; undefined when there is none. */
export const getItem = async (
  { dynamo, tableName }: Table,
  tried: string,
  key: ItemKey,
): Promise<StoredItem | undefined> => {
  const get = { TableName: tableName, Key: key, ConsistentRead: true };
  return (await attempt({ tried, key }, () => dynamo.get(get))).Item;
};

/** A condition that holds while there is no such item. */
export const IS_ABSENT = `attribute_not_exists(${KEYS.partition})`;

/**
 * A condition that holds while an item is what it was when it was read. The seal covers everything in an item, so a
 * sealed item is compared by its seal, and one that release 0.1.0 wrote by all texts, numbers and flags in it, which are
 * what that release changed one by one:
 *
 *   worker A    reads the item, seal 1                                     writes if seal 1: refused, reads again
 *   worker B                            reads seal 1, writes seal 2 if 1
 */
const isUnchangedSince = (item: StoredItem) => {
  const compared = isUnsealed(item) || item['seal'] === undefined ? item : { seal: item['seal'] };
  const entries = Object.entries(compared).filter(([, value]) => typeof value !== 'object');
  return {
    ConditionExpression: entries.map((_, index) => `#a${index} = :a${index}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], index) => [`#a${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], index) => [`:a${index}`, value])),
  };
};

/** Writes a whole item in place of what was read, or of nothing; answers whether that was still there. */
export const replaceItem = (
  { dynamo, tableName }: Table,
  tried: string,
  item: StoredItem,
  before: StoredItem | undefined,
): Promise<boolean> => {
  const key = { pk: String(item[KEYS.partition]), sk: String(item[KEYS.sort]) };
  const condition = before === undefined ? { ConditionExpression: IS_ABSENT } : isUnchangedSince(before);
  return attemptIf({ tried, key }, () => dynamo.put({ TableName: tableName, Item: item, ...condition }));
};

/** How often a write is decided again after another one came first. Each round at least one writer succeeds. */
export const MOST_ROUNDS = 20;
