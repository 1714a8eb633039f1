import { createDynamoArchive } from '../../functions/adapters/dynamodb/archive.ts';
import { createDynamoDueStore } from '../../functions/adapters/dynamodb/due-store.ts';
import { createDynamoGrantStore } from '../../functions/adapters/dynamodb/grant-store.ts';
import { readItem, type StoredItem } from '../../functions/adapters/dynamodb/item.ts';
import { createDynamoLockdownStore } from '../../functions/adapters/dynamodb/lockdown-store.ts';
import { refusalKind } from '../../functions/adapters/dynamodb/refusal-item.ts';
import { createDynamoRefusalLog } from '../../functions/adapters/dynamodb/refusal-log.ts';
import { createDynamoRequestStore } from '../../functions/adapters/dynamodb/request-store.ts';
import { createDynamoUserAccessStore } from '../../functions/adapters/dynamodb/user-access-store.ts';
import { PARTITIONS } from '../../functions/contract.ts';
import { type Directory, EMPTY_DIRECTORY } from '../../functions/core/authority/directory.ts';
import type { Archive } from '../../functions/usecases/operating/inspect-ports.ts';
import type {
  DirectoryStore,
  DueStore,
  GrantStore,
  LockdownStore,
  RefusalLog,
  RefusalRecord,
  RequestStore,
  UserAccessStore,
} from '../../functions/usecases/ports.ts';
import { someIds } from './fixed-ids.ts';
import { createMemoryTable } from './memory-table.ts';

/** Every port of the store, over items in memory: the stores of DynamoDB themselves, without a database. */
export interface MemoryStore {
  readonly requests: RequestStore;
  readonly due: DueStore;
  readonly grants: GrantStore;
  readonly userAccess: UserAccessStore;
  readonly directory: DirectoryStore;
  readonly lockdowns: LockdownStore;
  readonly refusals: RefusalLog;
  readonly archive: Archive;
  /** What was refused and recorded so far. */
  refused(): readonly RefusalRecord[];
  /** The table itself, by `pk / sk`: a test may change what is in it, as somebody could from outside. */
  items(): Map<string, StoredItem>;
  /** Remembers what the table holds; what it answers brings the table back to that, as restoring it does. */
  backUp(): () => void;
}

/** The directory has no seal and is changed in place, so that it needs no items. */
const createDirectory = (stored: Map<'directory', Directory>, lockdowns: LockdownStore): DirectoryStore => {
  const at = 'directory';
  const current = (): Directory => stored.get(at) ?? EMPTY_DIRECTORY;
  return {
    read: async () => {
      const lockdown = await lockdowns.read();
      return structuredClone(lockdown === undefined ? current() : { ...current(), lockdown });
    },
    merge: async ({ home, surveyedCatalog, people, groups, schedules, homes }) => {
      const directory = current();
      const next = {
        ...directory,
        ...(home === undefined ? {} : { home }),
        ...(surveyedCatalog === undefined ? {} : { surveyedCatalog }),
        people: { ...directory.people, ...people },
        groups: { ...directory.groups, ...groups },
        ...(schedules === undefined ? {} : { schedules }),
        ...(homes === undefined ? {} : { homes: [...new Set([...(directory.homes ?? []), ...homes])] }),
      };
      stored.set(at, structuredClone(next));
    },
  };
};

/** An empty store that is gone with the test that made it. */
export const createMemoryStore = (): MemoryStore => {
  const table = createMemoryTable();
  const directories = new Map<'directory', Directory>();
  const lockdowns = createDynamoLockdownStore(table);
  const kept = <Key, Value>(items: Map<Key, Value>) => {
    const before = structuredClone([...items]);
    return () => {
      items.clear();
      for (const [key, value] of before) items.set(key, value);
    };
  };

  return {
    requests: createDynamoRequestStore({ ...table, freshId: someIds(), pause: async () => {} }),
    due: createDynamoDueStore(table),
    grants: createDynamoGrantStore(table),
    userAccess: createDynamoUserAccessStore(table),
    directory: createDirectory(directories, lockdowns),
    lockdowns,
    refusals: createDynamoRefusalLog({ ...table, retentionDays: 400, freshId: someIds() }),
    archive: createDynamoArchive(table),
    refused: () =>
      [...table.items]
        .filter(([key]) => key.startsWith(PARTITIONS.refusal))
        .map(([, item]) => readItem(refusalKind, item)),
    items: () => table.items,
    backUp: () => {
      const restores = [kept(table.items), kept(directories)];
      return () => {
        for (const restore of restores) restore();
      };
    },
  };
};
