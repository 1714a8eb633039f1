import { KEYS } from '../../contract.ts';
import type { Archive, ArchivedItem } from '../../usecases/operating/inspect-ports.ts';
import type { RefusalRecord } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attempt, StoreFault } from './fault.ts';
import { grantKind, roleStateKind } from './grant-item.ts';
import type { ItemKind, StoredItem } from './item.ts';
import { readItem } from './item.ts';
import { directoryKey, lockdownKey, ROLE_STATE_SORT } from './keys.ts';
import { requestKind } from './request-item.ts';
import { lazily, object, slackUserId, text, time } from './schema.ts';

/** A refusal that belongs to no request, at `REFUSED#<day>` / `<time>#<id>`. */
const refusalKind: ItemKind<RefusalRecord> = {
  name: 'refusal',
  version: 1,
  migrations: {},
  schema: lazily(() => object<RefusalRecord>({ at: time, by: slackUserId, text, refusal: text, catalogHash: text })),
};

const read = (item: StoredItem): ArchivedItem | undefined => {
  const [partition, sort] = [String(item[KEYS.partition]), String(item[KEYS.sort])];
  if ([directoryKey[KEYS.partition], lockdownKey[KEYS.partition]].includes(partition)) return undefined;
  try {
    if (partition.startsWith('REQ#')) return { kind: 'request', request: readItem(requestKind, item) };
    if (partition.startsWith('REFUSED#')) return { kind: 'refusal', refusal: readItem(refusalKind, item) };
    if (partition.startsWith('ROLE#'))
      return sort === ROLE_STATE_SORT
        ? { kind: 'role_state', state: readItem(roleStateKind, item) }
        : { kind: 'grant', grant: readItem(grantKind, item) };
    return { kind: 'unreadable', key: `${partition} / ${sort}`, why: 'nothing of this product writes such an item' };
  } catch (fault) {
    if (!(fault instanceof StoreFault)) throw fault;
    return { kind: 'unreadable', key: fault.key, why: fault.message };
  }
};

/** Everything in the table by a strongly consistent scan, page by page: for audits, whose cost may follow what exists. */
export const createDynamoArchive = ({ dynamo, tableName }: Table): Archive => ({
  async *items() {
    let after: Record<string, unknown> | undefined;
    do {
      const input = { TableName: tableName, ConsistentRead: true, ExclusiveStartKey: after };
      const page = await attempt({ tried: 'read everything that is stored', key: tableName }, () => dynamo.scan(input));
      for (const item of page.Items ?? []) {
        const found = read(item);
        if (found !== undefined) yield found;
      }
      after = page.LastEvaluatedKey;
    } while (after !== undefined);
  },
});
