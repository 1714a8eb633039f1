import { KEYS } from '../../contract.ts';
import { addSeconds } from '../../core/time.ts';
import type { RefusalId, RefusalLog, RefusalRecord } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { type StoredItem, sealedItem } from './item.ts';
import { refusalIdOf, refusalKey } from './keys.ts';
import { putItem } from './read-write.ts';
import { isoTime } from './schema.ts';

/** The version of the items that this release writes. */
export const REFUSAL_VERSION = 2;

export interface RefusalLogOptions extends Table {
  readonly retentionDays: number;
  readonly freshId: () => string;
}

/** A refusal with its TTL. It has a due time until the user is notified. */
export const refusalItem = (
  id: RefusalId,
  refusal: RefusalRecord,
  { dueAt, ttlEpochSeconds }: { readonly dueAt?: Date; readonly ttlEpochSeconds: unknown },
): StoredItem =>
  sealedItem({ version: REFUSAL_VERSION }, refusalKey(id), {
    ...refusal,
    [KEYS.dueAt]: dueAt,
    [KEYS.ttl]: ttlEpochSeconds,
  });

const SECONDS_A_DAY = 86_400;
/** How long the worker has to notify the user before the sweep wakes it again. */
const GRACE_SECONDS = 30;

/** The part of the refusal log that answers Slack: it reads nothing. */
export const createDynamoRefusalRecorder = ({
  retentionDays,
  freshId,
  ...table
}: RefusalLogOptions): Pick<RefusalLog, 'record'> => ({
  record: async (refusal) => {
    // Needs no condition: the key is new, and a repeated write stores the same item.
    const id = refusalIdOf(isoTime(refusal.at), freshId());
    const ttlEpochSeconds = Math.ceil(refusal.at.getTime() / 1000) + retentionDays * SECONDS_A_DAY;
    const due = refusal.click === undefined ? {} : { dueAt: addSeconds(refusal.at, GRACE_SECONDS) };
    await putItem(table, 'record a refusal', refusalItem(id, refusal, { ttlEpochSeconds, ...due }));
    return refusal.click === undefined ? undefined : id;
  },
});
