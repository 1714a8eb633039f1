import { DUE_INDEX, KEYS } from '../../contract.ts';
import type { DueItem, DueStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attempt } from './fault.ts';
import type { StoredItem } from './item.ts';
import { DUE_PARTITION, type ItemKey, keyText, wakeOf } from './keys.ts';
import { isoTime } from './schema.ts';

/** More than a healthy hub ever has due at once. What is stuck takes places in it, so that it has to be many. */
const MOST_DUE = 20_000;

/** What is due, from its sparse index: the cost follows what is due, not what exists. */
export const createDynamoDueStore = ({ dynamo, tableName }: Table): DueStore => {
  /** Page by page, the longest overdue first. */
  async function* entries(tried: string, until?: Date): AsyncGenerator<StoredItem> {
    let after: Record<string, unknown> | undefined;
    do {
      const bound = until === undefined ? '' : ` AND ${KEYS.dueAt} <= :until`;
      const input = {
        TableName: tableName,
        IndexName: DUE_INDEX,
        KeyConditionExpression: `${KEYS.duePartition} = :due${bound}`,
        ExpressionAttributeValues: {
          ':due': DUE_PARTITION,
          ...(until === undefined ? {} : { ':until': isoTime(until) }),
        },
        ExclusiveStartKey: after,
      };
      const page = await attempt({ tried, key: DUE_PARTITION }, () => dynamo.query(input));
      yield* page.Items ?? [];
      after = page.LastEvaluatedKey;
    } while (after !== undefined);
  }

  return {
    due: async (now, onUnknown) => {
      const found: DueItem[] = [];
      for await (const entry of entries('find what is due', now)) {
        const key = entry as unknown as ItemKey;
        const wake = wakeOf(key);
        const dueAt = new Date(String(entry[KEYS.dueAt]));
        // A time that was changed into none is due now: whoever reads the item finds that it was changed.
        if (wake === undefined) onUnknown(keyText(key));
        else found.push({ wake, dueAt: Number.isNaN(dueAt.getTime()) ? now : dueAt });
        if (found.length === MOST_DUE) break;
      }
      return found;
    },

    open: async (limit) => {
      const found = [];
      for await (const entry of entries('find what is open')) {
        const wake = wakeOf(entry as unknown as ItemKey);
        if (wake?.kind === 'request') found.push(wake.id);
        if (found.length === limit) break;
      }
      return found;
    },
  };
};
