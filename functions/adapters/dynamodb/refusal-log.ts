import { KEYS } from '../../contract.ts';
import type { AskedInVain } from '../../core/request/asked.ts';
import type { Explanation } from '../../core/text/explain.ts';
import type { ClickAction, RefusalId, RefusalLog, RefusalRecord, RefusedClick } from '../../usecases/ports.ts';
import { attemptIf } from './fault.ts';
import { type ItemKind, readIntact } from './item.ts';
import { refusalKey } from './keys.ts';
import { getItem, replaceItem } from './read-write.ts';
import {
  createDynamoRefusalRecorder,
  REFUSAL_VERSION,
  type RefusalLogOptions,
  refusalItem,
} from './refusal-recorder.ts';
import { messageRef, who } from './request-schema.ts';
import { lazyObject, list, object, oneOf, optional, plain, requestId, slackUserId, text, time } from './schema.ts';

/** A refusal, at `REFUSED#<day>` / `<time>#<id>`. */
export const refusalKind: ItemKind<RefusalRecord> = {
  name: 'refusal',
  version: REFUSAL_VERSION,
  fromVersion1: (item) => item,
  schema: lazyObject<RefusalRecord>(() => ({
    at: time,
    by: slackUserId,
    text,
    refusal: text,
    catalogHash: text,
    asked: optional(plain<AskedInVain>()),
    click: optional(
      object<RefusedClick>({
        request: requestId,
        action: oneOf<ClickAction>('approve', 'deny', 'cancel', 'end', 'review'),
        explanation: object<Explanation>({
          why: text,
          next: text,
          tryThis: optional(text),
          contacts: optional(list(who())),
          names: optional(object<NonNullable<Explanation['names']>>({ label: text, who: list(who()) })),
        }),
        card: optional(messageRef()),
      }),
    ),
  })),
};

/** Refusals, kept for the number of days in the catalog. */
export const createDynamoRefusalLog = (options: RefusalLogOptions): RefusalLog => {
  const { retentionDays: _, freshId: __, ...table } = options;
  const { dynamo, tableName } = table;

  /** No user can be notified of a changed record. It is kept for the audit, but is no longer due. */
  const giveUp = async (id: RefusalId) => {
    const input = {
      TableName: tableName,
      Key: refusalKey(id),
      UpdateExpression: 'REMOVE #partition, #dueAt',
      ConditionExpression: 'attribute_exists(#partition)',
      ExpressionAttributeNames: { '#partition': KEYS.duePartition, '#dueAt': KEYS.dueAt },
    };
    await attemptIf({ tried: 'give up a refusal', key: refusalKey(id) }, () => dynamo.update(input));
  };

  return {
    ...createDynamoRefusalRecorder(options),

    unnotified: async (id) => {
      const item = await getItem(table, 'read a refusal', refusalKey(id));
      if (item?.[KEYS.duePartition] === undefined) return undefined;
      const refusal = readIntact(refusalKind, item);
      if (refusal === undefined) await giveUp(id);
      return refusal;
    },

    markNotified: async (id) => {
      const tried = 'mark a refusal as notified';
      const item = await getItem(table, tried, refusalKey(id));
      if (item?.[KEYS.duePartition] === undefined) return;
      const refusal = readIntact(refusalKind, item);
      if (refusal === undefined) return giveUp(id);
      await replaceItem(table, tried, refusalItem(id, refusal, { ttlEpochSeconds: item[KEYS.ttl] }), item);
    },
  };
};
