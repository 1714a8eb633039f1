import { KEYS } from '../../contract.ts';
import type { AskedInVain } from '../../core/request/asked.ts';
import type { Explanation } from '../../core/text/explain.ts';
import { addSeconds } from '../../core/time.ts';
import type { ClickAction, RefusalId, RefusalLog, RefusalRecord, RefusedClick } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attemptIf } from './fault.ts';
import { type ItemKind, readIntact, type StoredItem, sealedItem } from './item.ts';
import { refusalIdOf, refusalKey } from './keys.ts';
import { getItem, putItem, replaceItem } from './read-write.ts';
import { messageRef, who } from './request-schema.ts';
import {
  isoTime,
  lazyObject,
  list,
  object,
  oneOf,
  optional,
  plain,
  requestId,
  slackUserId,
  text,
  time,
} from './schema.ts';

/** A refusal, at `REFUSED#<day>` / `<time>#<id>`. */
export const refusalKind: ItemKind<RefusalRecord> = {
  name: 'refusal',
  version: 2,
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

/** A refusal with its TTL. It has a due time until the user is notified. */
export const refusalItem = (
  id: RefusalId,
  refusal: RefusalRecord,
  { dueAt, ttlEpochSeconds }: { readonly dueAt?: Date; readonly ttlEpochSeconds: unknown },
): StoredItem =>
  sealedItem(refusalKind, refusalKey(id), { ...refusal, [KEYS.dueAt]: dueAt, [KEYS.ttl]: ttlEpochSeconds });

const SECONDS_A_DAY = 86_400;
/** How long the worker has to notify the user before the sweep wakes it again. */
const GRACE_SECONDS = 30;

/** Refusals, kept for the number of days in the catalog. */
export const createDynamoRefusalLog = ({
  retentionDays,
  freshId,
  ...table
}: Table & { readonly retentionDays: number; readonly freshId: () => string }): RefusalLog => {
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
    record: async (refusal) => {
      // Needs no condition: the key is new, and a repeated write stores the same item.
      const id = refusalIdOf(isoTime(refusal.at), freshId());
      const ttlEpochSeconds = Math.ceil(refusal.at.getTime() / 1000) + retentionDays * SECONDS_A_DAY;
      const due = refusal.click === undefined ? {} : { dueAt: addSeconds(refusal.at, GRACE_SECONDS) };
      await putItem(table, 'record a refusal', refusalItem(id, refusal, { ttlEpochSeconds, ...due }));
      return refusal.click === undefined ? undefined : id;
    },

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
