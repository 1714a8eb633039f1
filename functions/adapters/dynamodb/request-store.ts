import { BY_REQUESTER_INDEX, KEYS } from '../../contract.ts';
import { defined } from '../../core/defined.ts';
import type { AccessName, SlackUserId } from '../../core/names.ts';
import type { RequestId } from '../../core/request/ids.ts';
import type { Request } from '../../core/request/request.ts';
import type { RequestStore, RequestSummary } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attempt, StoreFault } from './fault.ts';
import { readItem, type StoredItem } from './item.ts';
import { type ItemKey, requestIdOf, requestKey } from './keys.ts';
import { getItem, IS_ABSENT, IS_READ_VERSION, itemsOf, putItem } from './read-write.ts';
import { readRequest, requestItem, requestLineKind } from './request-item.ts';

/** The limit of BatchGetItem, and how often unprocessed keys are requested. */
const BATCH_SIZE = 100;
const BATCH_ATTEMPTS = 6;

/** A line of a list; undefined for one that cannot be read, so that it does not hide the others. */
const summaryOf = (item: StoredItem): RequestSummary | undefined => {
  try {
    const { target, statusKind, askedAt } = readItem(requestLineKind, item);
    return { id: requestIdOf(item), target, status: statusKind, requestedAt: askedAt };
  } catch (fault) {
    if (fault instanceof StoreFault || fault instanceof RangeError) return undefined;
    throw fault;
  }
};

/** Reads up to 100 requests, and repeats the keys that DynamoDB left unprocessed. */
const getBatch = async (
  { dynamo, tableName }: Table,
  pause: (milliseconds: number) => Promise<void>,
  ids: readonly RequestId[],
): Promise<readonly StoredItem[]> => {
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

/** A user's requests from the index, newest first, page by page until there are enough. */
const recentOf = async (
  { dynamo, tableName }: Table,
  by: SlackUserId,
  { limit, target }: { readonly limit: number; readonly target?: AccessName },
): Promise<readonly RequestSummary[]> => {
  const found: RequestSummary[] = [];
  // A limit counts items before the filter, so with a filter it would only cause more calls.
  const selection =
    target === undefined
      ? { Limit: limit }
      : { FilterExpression: '#target = :target', ExpressionAttributeNames: { '#target': 'target' } };
  const items = itemsOf({ tried: 'list the requests of a user', key: by }, (ExclusiveStartKey) =>
    dynamo.query({
      TableName: tableName,
      IndexName: BY_REQUESTER_INDEX,
      ScanIndexForward: false,
      KeyConditionExpression: `${KEYS.requester} = :by`,
      ExpressionAttributeValues: { ':by': by, ...defined({ ':target': target }) },
      ...selection,
      ExclusiveStartKey,
    }),
  );
  for await (const item of items) {
    const summary = summaryOf(item);
    if (summary !== undefined) found.push(summary);
    if (found.length === limit) break;
  }
  return found;
};

/**
 * Requests in DynamoDB. `freshId` identifies each write: if the SDK repeats a write whose answer was lost, its condition fails,
 * and only the id shows that the stored item is from the same write.
 */
export const createDynamoRequestStore = ({
  freshId,
  pause,
  ...table
}: Table & {
  readonly freshId: () => string;
  readonly pause: (milliseconds: number) => Promise<void>;
}): RequestStore => {
  /** Whether the request was stored, and otherwise the stored item, if it still exists. */
  const put = async (tried: string, request: Request, condition: Parameters<typeof putItem>[3]) => {
    const writeId = freshId();
    if (await putItem(table, tried, requestItem(request, writeId), condition)) return { isStored: true } as const;
    const current = await getItem(table, tried, requestKey(request.id));
    return { isStored: current?.['writeId'] === writeId, current };
  };

  /**
   * Two commands at one instant make the same id (core/request/ids.ts):
   *
   *   command A    puts id 7 if there is none: stored
   *   command B    puts id 7 if there is none: refused, answers with A's request
   */
  const create: RequestStore['create'] = async (request) => {
    const { isStored, current } = await put('store a new request', request, { ConditionExpression: IS_ABSENT });
    if (isStored) return undefined;
    // The TTL deleted it after our write failed, so the key is free now.
    if (current === undefined) return create(request);
    try {
      return readRequest(current);
    } catch (fault) {
      if (fault instanceof StoreFault) return 'unreadable';
      throw fault;
    }
  };

  return {
    create,

    get: async (id) => {
      const item = await getItem(table, 'read a request', requestKey(id));
      return item === undefined ? undefined : readRequest(item);
    },

    getMany: async (ids, onUnreadable) => {
      const wanted = [...new Set(ids)];
      const batches = Array.from({ length: Math.ceil(wanted.length / BATCH_SIZE) }, (_, index) =>
        getBatch(table, pause, wanted.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE)),
      );
      const requests = new Map<RequestId, Request>();
      for (const item of (await Promise.all(batches)).flat()) {
        const id = requestIdOf(item);
        try {
          requests.set(id, readRequest(item));
        } catch (fault) {
          if (!(fault instanceof StoreFault)) throw fault;
          onUnreadable(id, fault);
        }
      }
      return wanted.flatMap((id) => requests.get(id) ?? []);
    },

    /**
     * Two approvers at one instant:
     *
     *   Bob      reads version 4         writes 5 if 4 is stored: stored
     *   Carol        reads version 4                                  writes 5 if 4 is stored: refused, she decides again
     */
    save: async (request) => {
      const next = { ...request, version: request.version + 1 };
      const { isStored } = await put('save a request', next, {
        ConditionExpression: IS_READ_VERSION,
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': request.version },
      });
      return isStored ? next : undefined;
    },

    recentOf: (by, options) => recentOf(table, by, options),
  };
};
