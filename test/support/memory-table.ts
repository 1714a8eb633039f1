import type { DynamoCalls, Table } from '../../functions/adapters/dynamodb/calls.ts';
import type { StoredItem } from '../../functions/adapters/dynamodb/item.ts';
import { BY_REQUESTER_INDEX, DUE_INDEX, KEYS } from '../../functions/contract.ts';

/** The members of a request that contain an expression. */
interface Expression {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined;
}

const TOKEN = /attribute_not_exists|attribute_exists|attribute_type|[#:]?\w+|<=|=|\(|\)|,/g;

/** Evaluates an expression for an item: the operators that the stores use, with `AND` before `OR`. */
const holds = (text: string | undefined, item: StoredItem | undefined, expression: Expression): boolean => {
  if (text === undefined) return true;
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token);
  const next = (): string => tokens.shift() ?? '';
  const resolved = (token: string): unknown =>
    token.startsWith(':')
      ? expression.ExpressionAttributeValues?.[token]
      : item?.[expression.ExpressionAttributeNames?.[token] ?? token];
  const argumentsOf = (): readonly string[] => {
    const found: string[] = [];
    for (let token = next(); token !== ')'; token = next()) if (token !== '(' && token !== ',') found.push(token);
    return found;
  };
  const term = (): boolean => {
    const token = next();
    if (token === 'NOT') return !term();
    if (token === '(') {
      const answer = either();
      next();
      return answer;
    }
    if (token.startsWith('attribute_')) {
      const [name = '', type = ''] = argumentsOf();
      const value = resolved(name);
      if (token === 'attribute_type') return resolved(type) === 'N' && typeof value === 'number';
      return (value === undefined) === (token === 'attribute_not_exists');
    }
    const [operator, left, right] = [next(), resolved(token), resolved(next())];
    if (operator === '=') return left !== undefined && JSON.stringify(left) === JSON.stringify(right);
    if (operator !== '<=') throw new Error(`"${operator}" in "${text}" is not known`);
    return typeof left === typeof right && (left as string) <= (right as string);
  };
  const both = (): boolean => {
    let answer = term();
    while (tokens[0] === 'AND') {
      next();
      answer = term() && answer;
    }
    return answer;
  };
  const either = (): boolean => {
    let answer = both();
    while (tokens[0] === 'OR') {
      next();
      answer = both() || answer;
    }
    return answer;
  };
  return either();
};

/** The sort key of each index; the primary key has its own. */
const SORT_KEYS: Readonly<Record<string, string>> = { [DUE_INDEX]: KEYS.dueAt, [BY_REQUESTER_INDEX]: KEYS.requestedAt };

const keyOf = (key: StoredItem): string => `${key[KEYS.partition]} / ${key[KEYS.sort]}`;

export interface MemoryTable extends Table {
  /** The items by `pk / sk`. A test may change them, as a user with access to the table could. */
  readonly items: Map<string, StoredItem>;
  /** Hides later writes from an index, because indexes are eventually consistent. */
  delayIndex(name: string): void;
}

/** A table in memory that answers the calls of the stores as DynamoDB does. */
export const createMemoryTable = (): MemoryTable => {
  const items = new Map<string, StoredItem>();
  const delayed = new Map<string, readonly StoredItem[]>();
  const copyOf = (item: StoredItem | undefined) => structuredClone(item) as Record<string, unknown> | undefined;
  const refuseUnless = (key: StoredItem, expression: Expression) => {
    if (holds(expression.ConditionExpression, items.get(keyOf(key)), expression)) return;
    throw Object.assign(new Error('The conditional request failed'), { name: 'ConditionalCheckFailedException' });
  };
  const all = () => [...items.values()].map((item) => copyOf(item) ?? {});

  const dynamo: DynamoCalls = {
    get: async ({ Key = {} }) => {
      const Item = copyOf(items.get(keyOf(Key)));
      return Item === undefined ? {} : { Item };
    },
    batchGet: async ({ RequestItems = {} }) => {
      const found: Record<string, Record<string, unknown>[]> = {};
      for (const [name, { Keys }] of Object.entries(RequestItems))
        found[name] = (Keys ?? []).map((key) => copyOf(items.get(keyOf(key)))).filter((item) => item !== undefined);
      return { Responses: found };
    },
    query: async (input) => {
      const sort = SORT_KEYS[input.IndexName ?? ''] ?? KEYS.sort;
      const found = (delayed.get(input.IndexName ?? '')?.map((item) => copyOf(item) ?? {}) ?? all())
        .filter((item) => item[sort] !== undefined && holds(input.KeyConditionExpression, item, input))
        .sort((a, b) => (String(a[sort]) < String(b[sort]) ? -1 : 1));
      if (input.ScanIndexForward === false) found.reverse();
      const filtered = found.filter((item) => holds(input.FilterExpression, item, input));
      return { Items: filtered.slice(0, input.Limit) };
    },
    scan: async () => ({ Items: all() }),
    put: async ({ Item = {}, ...expression }) => {
      refuseUnless(Item, expression);
      items.set(keyOf(Item), structuredClone(Item));
      return {};
    },
    /** Supports only the removal of attributes. The memory store of the directory is separate. */
    update: async ({ Key = {}, UpdateExpression = '', ...expression }) => {
      refuseUnless(Key, expression);
      const item = copyOf(items.get(keyOf(Key))) ?? {};
      const [, names = ''] = /^REMOVE (.*)$/.exec(UpdateExpression) ?? [];
      for (const name of names.split(', ')) delete item[expression.ExpressionAttributeNames?.[name] ?? name];
      items.set(keyOf(Key), item);
      return {};
    },
    delete: async ({ Key = {} }) => {
      items.delete(keyOf(Key));
      return {};
    },
  };
  return { dynamo, tableName: 'in-memory', items, delayIndex: (name) => void delayed.set(name, all()) };
};
