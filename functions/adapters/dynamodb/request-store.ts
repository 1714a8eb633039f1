import { BY_REQUESTER_INDEX, KEYS } from '../../contract.ts';
import type { RequestId } from '../../core/ids.ts';
import type { Request } from '../../core/request/request.ts';
import type { RequestStore, RequestSummary } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attempt, attemptIf, StoreFault } from './fault.ts';
import type { StoredItem } from './item.ts';
import { readItem } from './item.ts';
import type { ItemKey } from './keys.ts';
import { requestIdOf, requestKey } from './keys.ts';
import { requestItem, requestKind, requestLineKind } from './request-item.ts';
import { getItem } from './upgrade.ts';

/** What BatchGetItem takes at once, and how often it is asked again for what it left out. */
const BATCH_SIZE = 100;
const BATCH_ATTEMPTS = 6;

/**
 * Two commands at one instant make the same id (core/ids.ts):
 *
 *   command A    put id 7 if nothing stands there: stored
 *   command B    put id 7 if nothing stands there: refused, answers with A's request
 */
const nothingStandsThere = `attribute_not_exists(${KEYS.partition})`;

/**
 * Two approvers at one instant:
 *
 *   Bob      reads version 4         writes 5 if 4 stands: stored
 *   Carol        reads version 4                               writes 5 if 4 stands: refused, she reads and decides again
 */
const thatVersionStands = '#version = :version';

const summaryOf = (item: StoredItem): RequestSummary => {
  const { target, statusKind, askedAt } = readItem(requestLineKind, item);
  return { id: requestIdOf(item as unknown as ItemKey), target, status: statusKind, askedAt };
};

/**
 * Requests in DynamoDB. `freshId` marks each write: when an answer is lost and the SDK sends the write again, its
 * condition fails on the very write that succeeded, and only the mark tells that from somebody else's.
 */
export const createDynamoRequestStore = ({
  freshId,
  pause,
  ...table
}: Table & {
  readonly freshId: () => string;
  readonly pause: (milliseconds: number) => Promise<void>;
}): RequestStore => {
  const { dynamo, tableName } = table;

  /** Answers undefined when it was stored, else what stands in its place (nothing, when that is gone already). */
  const put = async (tried: string, request: Request, condition: object) => {
    const key = requestKey(request.id);
    const writeId = freshId();
    const input = { TableName: tableName, Item: { ...requestItem(request), writeId }, ...condition };
    if (await attemptIf({ tried, key }, () => dynamo.put(input))) return { isStored: true } as const;
    const standing = await getItem(table, tried, key);
    return { isStored: standing?.['writeId'] === writeId, standing };
  };

  const create: RequestStore['create'] = async (request) => {
    const { isStored, standing } = await put('store a new request', request, {
      ConditionExpression: nothingStandsThere,
    });
    if (isStored) return undefined;
    // Forgotten by its TTL between our write and our read: the place is free now.
    return standing === undefined ? create(request) : readItem(requestKind, standing);
  };

  const getBatch = async (ids: readonly RequestId[]): Promise<readonly StoredItem[]> => {
    const about = { tried: `read ${ids.length} requests`, key: `REQ#${ids[0]} and others` };
    const found: StoredItem[] = [];
    let keys: readonly ItemKey[] = ids.map(requestKey);
    for (let attempts = 1; keys.length > 0; attempts += 1) {
      if (attempts > BATCH_ATTEMPTS) {
        throw new StoreFault({ ...about, retryable: true, why: `DynamoDB left out ${keys.length} of them each time` });
      }
      if (attempts > 1) await pause(50 * 2 ** attempts);
      const input = {
        RequestItems: { [tableName]: { Keys: keys.map((key) => ({ ...key })), ConsistentRead: true } },
      };
      const answer = await attempt(about, () => dynamo.batchGet(input));
      found.push(...(answer.Responses?.[tableName] ?? []));
      keys = (answer.UnprocessedKeys?.[tableName]?.Keys ?? []) as unknown as readonly ItemKey[];
    }
    return found;
  };

  return {
    create,

    get: async (id) => {
      const item = await getItem(table, 'read a request', requestKey(id));
      return item === undefined ? undefined : readItem(requestKind, item);
    },

    getMany: async (ids) => {
      const wanted = [...new Set(ids)];
      const batches = Array.from({ length: Math.ceil(wanted.length / BATCH_SIZE) }, (_, index) =>
        getBatch(wanted.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE)),
      );
      const items = (await Promise.all(batches)).flat();
      const requests = new Map(items.map((item) => readItem(requestKind, item)).map((found) => [found.id, found]));
      return wanted.flatMap((id) => requests.get(id) ?? []);
    },

    save: async (request) => {
      const next = { ...request, version: request.version + 1 };
      const { isStored } = await put('save a request', next, {
        ConditionExpression: thatVersionStands,
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': request.version },
      });
      return isStored ? next : undefined;
    },

    recentOf: async (by, { limit, target }) => {
      const found: RequestSummary[] = [];
      let after: Record<string, unknown> | undefined;
      do {
        const input = {
          TableName: tableName,
          IndexName: BY_REQUESTER_INDEX,
          ScanIndexForward: false,
          KeyConditionExpression: `${KEYS.requester} = :by`,
          ExpressionAttributeValues: { ':by': by, ...(target === undefined ? {} : { ':target': target }) },
          // A limit counts what was looked at, not what was found: with a filter it would only mean more calls.
          ...(target === undefined
            ? { Limit: limit - found.length }
            : { FilterExpression: '#target = :target', ExpressionAttributeNames: { '#target': 'target' } }),
          ExclusiveStartKey: after,
        };
        const about = { tried: "list a person's requests", key: by };
        const page = await attempt(about, () => dynamo.query(input));
        found.push(...(page.Items ?? []).map(summaryOf));
        after = page.LastEvaluatedKey;
      } while (after !== undefined && found.length < limit);
      return found.slice(0, limit);
    },
  };
};
