import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { DUE_INDEX, KEYS } from '../../contract.ts';
import type { DueStore, Wake } from '../../usecases/ports.ts';
import { attempt } from './fault.ts';
import { DUE_PARTITION, type ItemKey, wakeOf } from './keys.ts';
import { isoTime } from './schema.ts';
import type { Table } from './upgrade.ts';

/** What is due, from its sparse index: the cost follows what is due, not what exists. */
export const createDynamoDueStore = ({ client, tableName }: Table): DueStore => ({
  due: async (now, limit) => {
    const found: Wake[] = [];
    let after: Record<string, unknown> | undefined;
    do {
      const command = new QueryCommand({
        TableName: tableName,
        IndexName: DUE_INDEX,
        KeyConditionExpression: `${KEYS.duePartition} = :due AND ${KEYS.dueAt} <= :now`,
        ExpressionAttributeValues: { ':due': DUE_PARTITION, ':now': isoTime(now) },
        Limit: limit - found.length,
        ExclusiveStartKey: after,
      });
      const page = await attempt({ tried: 'find what is due', key: DUE_PARTITION }, () => client.send(command));
      found.push(...(page.Items ?? []).map((item) => wakeOf(item as ItemKey)));
      after = page.LastEvaluatedKey;
    } while (after !== undefined && found.length < limit);
    return found;
  },
});
