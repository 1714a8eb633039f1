import { KEYS, PARTITIONS } from '../../contract.ts';
import type { Archive, ArchivedItem } from '../../usecases/operating/inspect-ports.ts';
import type { Table } from './calls.ts';
import { delegationsKind } from './delegation-item.ts';
import { StoreFault } from './fault.ts';
import { grantKind, roleStateKind } from './grant-item.ts';
import { faultOf, type ItemKind, readItem, type StoredItem } from './item.ts';
import { keyText, ROLE_STATE_SORT } from './keys.ts';
import { lockdownKind } from './lockdown-store.ts';
import { itemsOf } from './read-write.ts';
import { refusalKind } from './refusal-log.ts';
import { readRequest } from './request-item.ts';
import { userAccessKind } from './user-access-store.ts';

const readKind = <T>(kind: ItemKind<T>, item: StoredItem, found: (value: T) => ArchivedItem): ArchivedItem => {
  const value = readItem(kind, item);
  const fault = faultOf(kind, item, value);
  return fault === undefined ? found(value) : { kind: 'damaged', key: keyText(item), what: fault };
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
  if (partition === PARTITIONS.delegations)
    return readKind(delegationsKind, item, ({ delegations }) => ({ kind: 'delegations', delegations }));
  return { kind: 'unreadable', key: keyText(item), why: 'the bot does not write such items' };
};

/** One item for the audit; undefined for the directory, which is not audited. */
export const readArchived = (item: StoredItem): ArchivedItem | undefined => {
  try {
    return readAny(item);
  } catch (fault) {
    if (!(fault instanceof StoreFault)) throw fault;
    return { kind: 'unreadable', key: fault.key, why: fault.message };
  }
};

/** Reads every item of the table with a strongly consistent scan, for audits. */
export const createDynamoArchive = ({ dynamo, tableName }: Table): Archive => ({
  async *items() {
    const items = itemsOf({ tried: 'read everything that is stored', key: tableName }, (ExclusiveStartKey) =>
      dynamo.scan({ TableName: tableName, ConsistentRead: true, ExclusiveStartKey }),
    );
    for await (const item of items) {
      const archived = readArchived(item);
      if (archived !== undefined) yield archived;
    }
  },
});
