import { DUE_PARTITION } from '../../functions/adapters/dynamodb/keys.ts';
import { KEYS } from '../../functions/contract.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import type { RequestId } from '../../functions/core/request/ids.ts';
import type { World } from './a-world.ts';

/** Changes a stored item in place, as a user with access to the table could. */
const change = (world: World, partition: string, sort: string, fields: object): void => {
  const items = world.store.items();
  const key = `${partition} / ${sort}`;
  const item = items.get(key);
  if (item === undefined) throw new Error(`no item ${key}`);
  items.set(key, { ...item, ...fields });
};

/** Changes the item of a request to the version of a newer release, which this release cannot read. Returns a function that restores it. */
export const makeUnreadable = (world: World, id: RequestId): (() => void) => {
  const { v } = world.store.items().get(`REQ#${id} / REQUEST`) ?? {};
  change(world, `REQ#${id}`, 'REQUEST', { v: 99 });
  return () => change(world, `REQ#${id}`, 'REQUEST', { v });
};

/** Changes the item of a request without its seal. */
export const changeRequestItem = (world: World, id: RequestId, fields: object): void =>
  change(world, `REQ#${id}`, 'REQUEST', fields);

/** Changes the item of a grant without its seal. */
export const changeGrantRow = (world: World, role: RoleArn, id: RequestId, fields: object): void =>
  change(world, `ROLE#${role}`, `GRANT#${id}`, fields);

/** Adds an item with an unknown key to the index of due items. */
export const addUnknownDue = (world: World, name: string): void => {
  world.store.items().set(`${name} / ITEM`, {
    [KEYS.partition]: name,
    [KEYS.sort]: 'ITEM',
    [KEYS.duePartition]: DUE_PARTITION,
    [KEYS.dueAt]: '2020-01-01T00:00:00.000Z',
  });
};
