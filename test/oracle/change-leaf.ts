import type { StoredItem } from '../../functions/adapters/dynamodb/item.ts';

/** A function for each date and number in an item that sets another value. */
const leavesOf = (value: object): readonly (() => void)[] =>
  Object.entries(value).flatMap(([name, one]: [string, unknown]) => {
    const set = (changed: unknown) => [() => Object.assign(value, { [name]: changed })];
    if (typeof one === 'object' && one !== null) return leavesOf(one);
    if (typeof one === 'number' && name !== 'v' && name !== 'version') return set(one + 1);
    if (typeof one !== 'string' || !/^\d{4}-.*Z$/.test(one)) return [];
    return set(new Date(Date.parse(one) + 3_600_000).toISOString());
  });

/** Changes the nth date or number of an item. */
export const changeLeaf = (item: StoredItem, nth: number): StoredItem => {
  const leaves = leavesOf(item);
  leaves[nth % leaves.length]?.();
  return item;
};
