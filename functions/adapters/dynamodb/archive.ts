import { KEYS, PARTITIONS } from '../../contract.ts';
import type { Archive, ArchivedItem } from '../../usecases/operating/inspect-ports.ts';
import type { Table } from './calls.ts';
import { attempt, StoreFault } from './fault.ts';
import { grantKind, roleStateKind } from './grant-item.ts';
import { faultOf, type ItemKind, readItem, type StoredItem } from './item.ts';
import { ROLE_STATE_SORT } from './keys.ts';
import { lockdownKind } from './lockdown-item.ts';
import { refusalKind } from './refusal-item.ts';
import { readRequest } from './request-item.ts';
import { userAccessKind } from './user-access-item.ts';

const nameOf = (item: StoredItem): string => `${item[KEYS.partition]} / ${item[KEYS.sort]}`;

const readKind = <T>(kind: ItemKind<T>, item: StoredItem, found: (value: T) => ArchivedItem): ArchivedItem => {
  const value = readItem(kind, item);
  const fault = faultOf(kind, item, value);
  return fault === undefined ? found(value) : { kind: 'damaged', key: nameOf(item), what: fault };
};

const readAny = (item: StoredItem): ArchivedItem | undefined => {
  const [partition, sort] = [String(item[KEYS.partition]), item[KEYS.sort]];
  const isIn = (prefix: string) => partition.startsWith(prefix);
  if (partition === PARTITIONS.directory) return undefined;
  if (isIn(PARTITIONS.request)) return { kind: 'request', request: readRequest(item) };
  if (isIn(PARTITIONS.refusal)) return readKind(refusalKind, item, (refusal) => ({ kind: 'refusal', refusal }));
  if (isIn(PARTITIONS.user)) return readKind(userAccessKind, item, (access) => ({ kind: 'user_access', access }));
  if (isIn(PARTITIONS.role) && sort === ROLE_STATE_SORT)
    return readKind(roleStateKind, item, (state) => ({ kind: 'role_state', state }));
  if (isIn(PARTITIONS.role)) return readKind(grantKind, item, (grant) => ({ kind: 'grant', grant }));
  if (partition === PARTITIONS.lockdown)
    return readKind(lockdownKind, item, (lockdown) => ({ kind: 'lockdown', lockdown }));
  return { kind: 'unreadable', key: nameOf(item), why: 'nothing of this product writes such an item' };
};

/** One item as the audit sees it; undefined for the directory, which it has nothing to say about. */
export const readArchived = (item: StoredItem): ArchivedItem | undefined => {
  try {
    return readAny(item);
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
        const found = readArchived(item);
        if (found !== undefined) yield found;
      }
      after = page.LastEvaluatedKey;
    } while (after !== undefined);
  },
});
