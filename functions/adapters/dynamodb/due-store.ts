import { DUE_INDEX, KEYS } from '../../contract.ts';
import { defined } from '../../core/defined.ts';
import type { DueItem, DueStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { DUE_PARTITION, keyText, wakeOf } from './keys.ts';
import { itemsOf } from './read-write.ts';
import { isoTime } from './schema.ts';

/** More than a working hub ever has due at once. Items that stay due count too. */
const MOST_DUE = 20_000;

/** Finds due items in a sparse index, so that the cost depends only on the number of due items. */
export const createDynamoDueStore = ({ dynamo, tableName }: Table): DueStore => {
  /** The longest overdue items come first. */
  const entries = (tried: string, until?: Date) =>
    itemsOf({ tried, key: DUE_PARTITION }, (ExclusiveStartKey) =>
      dynamo.query({
        TableName: tableName,
        IndexName: DUE_INDEX,
        KeyConditionExpression: `${KEYS.duePartition} = :due${until === undefined ? '' : ` AND ${KEYS.dueAt} <= :until`}`,
        ExpressionAttributeValues: { ':due': DUE_PARTITION, ...defined({ ':until': until && isoTime(until) }) },
        ExclusiveStartKey,
      }),
    );

  return {
    due: async (now, onUnknown) => {
      const found: DueItem[] = [];
      for await (const entry of entries('find what is due', now)) {
        const wake = wakeOf(entry);
        const dueAt = new Date(String(entry[KEYS.dueAt]));
        // An invalid time is due now. The worker that reads the item detects the change.
        if (wake === undefined) onUnknown(keyText(entry));
        else found.push({ wake, dueAt: Number.isNaN(dueAt.getTime()) ? now : dueAt });
        if (found.length === MOST_DUE) break;
      }
      return found;
    },

    open: async (limit) => {
      const found = [];
      for await (const entry of entries('find what is open')) {
        const wake = wakeOf(entry);
        if (wake?.kind === 'request') found.push(wake.id);
        if (found.length === limit) break;
      }
      return found;
    },
  };
};
