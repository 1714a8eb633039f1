import { KEYS } from '../../contract.ts';
import type { Delegation } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';
import { latest } from '../../core/time.ts';
import type { DelegationStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { delegationsKind, readDelegations } from './delegation-item.ts';
import { StoreFault } from './fault.ts';
import { type StoredItem, sealedItem } from './item.ts';
import { delegationsKey, keyText } from './keys.ts';
import { getItem, MOST_ROUNDS, replaceItem } from './read-write.ts';

/** DynamoDB deletes the item some time after the last delegation has ended. */
export const delegationsItem = (delegations: readonly Delegation[]): StoredItem => {
  const last = latest(delegations.map(({ until }) => until));
  const ttl = last && Math.ceil(last.getTime() / 1000);
  return sealedItem(delegationsKind, delegationsKey, { delegations, ...defined({ [KEYS.ttl]: ttl }) });
};

/** The delegations in DynamoDB. Each change is one conditional write, which leaves out those that have ended. */
export const createDynamoDelegationStore = (table: Table): DelegationStore => ({
  change: async (by, next, now) => {
    const tried = 'write the delegates';
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const item = await getItem(table, tried, delegationsKey);
      const inForce = readDelegations(item).filter(({ until }) => until > now);
      const before = inForce.find((one) => one.by === by);
      if (before === undefined && next === undefined) return undefined;
      const others = inForce.filter((one) => one.by !== by);
      const all = delegationsItem(next === undefined ? others : [...others, next]);
      if (await replaceItem(table, tried, all, item)) return before;
    }
    throw new StoreFault({ tried, key: keyText(delegationsKey), retryable: true, why: 'other writers came first' });
  },
});
