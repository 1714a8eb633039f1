import { DUE_INDEX, KEYS } from '../../contract.ts';
import type { DueStore, Wake } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attempt } from './fault.ts';
import { DUE_PARTITION, type ItemKey, wakeOf } from './keys.ts';
import { isoTime } from './schema.ts';

/** What is due, from its sparse index: the cost follows what is due, not what exists. */
export const createDynamoDueStore = ({ dynamo, tableName }: Table): DueStore => {
  const find = async (tried: string, limit: number, until?: Date): Promise<readonly Wake[]> => {
    const found: Wake[] = [];
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
        Limit: limit - found.length,
        ExclusiveStartKey: after,
      };
      const page = await attempt({ tried, key: DUE_PARTITION }, () => dynamo.query(input));
      found.push(...(page.Items ?? []).map((item) => wakeOf(item as ItemKey)));
      after = page.LastEvaluatedKey;
    } while (after !== undefined && found.length < limit);
    return found;
  };
  return {
    due: (now, limit) => find('find what is due', limit, now),
    open: async (limit) =>
      (await find('find what is open', limit)).flatMap((wake) => (wake.kind === 'request' ? [wake.id] : [])),
  };
};
