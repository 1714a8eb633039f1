import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { KEYS } from '../../contract.ts';
import type { RefusalLog } from '../../usecases/ports.ts';
import { attemptIf } from './fault.ts';
import { recordToStored } from './item.ts';
import { refusalKey } from './keys.ts';
import { isoTime } from './schema.ts';
import type { Table } from './upgrade.ts';

const SECONDS_A_DAY = 86_400;

/** What is recorded is never written over: a write that the SDK sends again finds itself there already. */
const notRecordedYet = `attribute_not_exists(${KEYS.partition})`;

/** Refusals that belong to no request, kept for the days that the catalog says. */
export const createDynamoRefusalLog = ({
  client,
  tableName,
  retentionDays,
  freshId,
}: Table & { readonly retentionDays: number; readonly freshId: () => string }): RefusalLog => ({
  record: async (refusal) => {
    const key = refusalKey(isoTime(refusal.at), freshId());
    const command = new PutCommand({
      TableName: tableName,
      Item: {
        ...recordToStored(refusal),
        ...key,
        v: 1,
        [KEYS.ttl]: Math.ceil(refusal.at.getTime() / 1000) + retentionDays * SECONDS_A_DAY,
      },
      ConditionExpression: notRecordedYet,
    });
    await attemptIf({ tried: 'record a refusal', key }, () => client.send(command));
  },
});
