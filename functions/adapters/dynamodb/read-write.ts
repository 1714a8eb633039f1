import { KEYS } from '../../contract.ts';
import type { Table } from './calls.ts';
import { type Attempt, attempt, attemptIf } from './fault.ts';
import { isUnsealed, type StoredItem } from './item.ts';
import type { ItemKey } from './keys.ts';

/** An item, read with strong consistency; undefined if there is none. */
export const getItem = async (
  { dynamo, tableName }: Table,
  tried: string,
  key: ItemKey,
): Promise<StoredItem | undefined> => {
  const get = { TableName: tableName, Key: key, ConsistentRead: true };
  return (await attempt({ tried, key }, () => dynamo.get(get))).Item;
};

interface Page {
  readonly Items?: readonly StoredItem[] | undefined;
  readonly LastEvaluatedKey?: Readonly<Record<string, unknown>> | undefined;
}

/** The items of a query or scan, page by page. `after` is the ExclusiveStartKey of a page. */
export async function* itemsOf(
  about: Attempt,
  read: (after: Record<string, unknown> | undefined) => Promise<Page>,
): AsyncGenerator<StoredItem> {
  let after: Record<string, unknown> | undefined;
  do {
    const page = await attempt(about, () => read(after));
    yield* page.Items ?? [];
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
}

type Condition = Omit<Parameters<Table['dynamo']['put']>[0], 'TableName' | 'Item'>;

/** Writes an item if a condition is true, and returns whether it was. */
export const putItem = (
  { dynamo, tableName }: Table,
  tried: string,
  item: StoredItem,
  condition: Condition = {},
): Promise<boolean> => {
  const key = { pk: String(item[KEYS.partition]), sk: String(item[KEYS.sort]) };
  return attemptIf({ tried, key }, () => dynamo.put({ TableName: tableName, Item: item, ...condition }));
};

/** A condition: the item does not exist. */
export const IS_ABSENT = `attribute_not_exists(${KEYS.partition})`;

/** A condition: the item still has the version that was read. Every write increases it. */
export const IS_READ_VERSION = '#version = :version';

/**
 * A condition: the item has not changed since it was read. A sealed item is compared by its seal, which covers everything in
 * it. An item of release 0.1.0 is compared by its texts, numbers and flags, which that release changed one by one:
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

/** Replaces the item that was read, or creates one. Returns false if another writer changed it since. */
export const replaceItem = (
  table: Table,
  tried: string,
  item: StoredItem,
  before: StoredItem | undefined,
): Promise<boolean> =>
  putItem(table, tried, item, before === undefined ? { ConditionExpression: IS_ABSENT } : isUnchangedSince(before));

/** How often a write is repeated after another writer came first. In each round at least one writer succeeds. */
export const MOST_ROUNDS = 20;
