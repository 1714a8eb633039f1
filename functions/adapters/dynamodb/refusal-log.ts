import { KEYS } from '../../contract.ts';
import type { RefusalLog } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attempt } from './fault.ts';
import { recordToStored } from './item.ts';
import { refusalKey } from './keys.ts';
import { isoTime } from './schema.ts';

const SECONDS_A_DAY = 86_400;

/** Refusals that belong to no request, kept for the days that the catalog says. */
export const createDynamoRefusalLog = ({
  dynamo,
  tableName,
  retentionDays,
  freshId,
}: Table & { readonly retentionDays: number; readonly freshId: () => string }): RefusalLog => ({
  record: async (refusal) => {
    // No condition: the key is fresh, and sending it twice writes the same again.
    const key = refusalKey(isoTime(refusal.at), freshId());
    const input = {
      TableName: tableName,
      Item: {
        ...recordToStored(refusal),
        ...key,
        v: 1,
        [KEYS.ttl]: Math.ceil(refusal.at.getTime() / 1000) + retentionDays * SECONDS_A_DAY,
      },
    };
    await attempt({ tried: 'record a refusal', key }, () => dynamo.put(input));
  },
});
