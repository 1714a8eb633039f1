import { KEYS } from '../../contract.ts';
import type { ClickAction, RefusalId, RefusalRecord } from '../../usecases/ports.ts';
import { type ItemKind, type StoredItem, sealedItem } from './item.ts';
import { refusalKey } from './keys.ts';
import { messageRef } from './request-schema.ts';
import { lazily, object, oneOf, optional, requestId, slackUserId, text, time } from './schema.ts';

/** A refusal, at `REFUSED#<day>` / `<time>#<id>`. */
export const refusalKind: ItemKind<RefusalRecord> = {
  name: 'refusal',
  version: 2,
  migrations: { 1: (item) => item },
  schema: lazily(() =>
    object<RefusalRecord>({
      at: time,
      by: slackUserId,
      text,
      refusal: text,
      catalogHash: text,
      click: optional(
        object<NonNullable<RefusalRecord['click']>>({
          request: requestId,
          action: oneOf<ClickAction>('approve', 'deny', 'cancel', 'end', 'review'),
          card: optional(messageRef()),
        }),
      ),
    }),
  ),
};

/** A refusal with its TTL. It has a due time until the user is notified. */
export const refusalItem = (
  id: RefusalId,
  refusal: RefusalRecord,
  { dueAt, ttlEpochSeconds }: { readonly dueAt?: Date; readonly ttlEpochSeconds: unknown },
): StoredItem =>
  sealedItem(refusalKind, refusalKey(id), { ...refusal, [KEYS.dueAt]: dueAt, [KEYS.ttl]: ttlEpochSeconds });
