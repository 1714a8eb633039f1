import { createDynamoArchive } from '../../functions/adapters/dynamodb/archive.ts';
import { readDelegations } from '../../functions/adapters/dynamodb/delegation-item.ts';
import { createDynamoDelegationStore } from '../../functions/adapters/dynamodb/delegation-store.ts';
import { createDynamoDueStore } from '../../functions/adapters/dynamodb/due-store.ts';
import { createDynamoGrantStore } from '../../functions/adapters/dynamodb/grant-store.ts';
import { readItem, type StoredItem } from '../../functions/adapters/dynamodb/item.ts';
import { delegationsKey, keyText } from '../../functions/adapters/dynamodb/keys.ts';
import { createDynamoLockdownStore } from '../../functions/adapters/dynamodb/lockdown-store.ts';
import { createDynamoRefusalLog, refusalKind } from '../../functions/adapters/dynamodb/refusal-log.ts';
import { createDynamoRequestStore } from '../../functions/adapters/dynamodb/request-store.ts';
import { createDynamoUserAccessStore } from '../../functions/adapters/dynamodb/user-access-store.ts';
import { BY_REQUESTER_INDEX, DUE_INDEX, PARTITIONS } from '../../functions/contract.ts';
import { type Delegation, type Directory, EMPTY_DIRECTORY } from '../../functions/core/authority/directory.ts';
import { defined } from '../../functions/core/defined.ts';
import type { Archive } from '../../functions/usecases/operating/inspect-ports.ts';
import type {
  DelegationStore,
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

/** The DynamoDB stores over items in memory. */
export interface MemoryStore {
  readonly requests: RequestStore;
  readonly due: DueStore;
  readonly grants: GrantStore;
  readonly userAccess: UserAccessStore;
  readonly directory: DirectoryStore;
  readonly lockdowns: LockdownStore;
  readonly delegations: DelegationStore;
  readonly refusals: RefusalLog;
  readonly archive: Archive;
  /** The refusals recorded so far. */
  refused(): readonly RefusalRecord[];
  /** The items of the table by `pk / sk`. A test may change them, as a user with access to the table could. */
  items(): Map<string, StoredItem>;
  /** Hides later writes from an index. */
  delayIndex(name: 'due' | 'by requester'): void;
  /** Backs up the table. Returns a function that restores it. */
  backUp(): () => void;
}

/** The directory is changed in place and has no seal, so it needs no items. */
const createDirectory = (
  stored: Map<'directory', Directory>,
  lockdowns: LockdownStore,
  delegations: () => readonly Delegation[],
): DirectoryStore => {
  const at = 'directory';
  const current = (): Directory => stored.get(at) ?? EMPTY_DIRECTORY;
  return {
    read: async () => {
      const lockdown = await lockdowns.read();
      const delegates = delegations();
      const more = { lockdown, delegations: delegates.length === 0 ? undefined : delegates };
      return structuredClone({ ...current(), ...defined(more) });
    },
    merge: async ({ workspace, surveyedCatalog, people, groups, schedules, homeTabs }) => {
      const directory = current();
      const next = {
        ...directory,
        ...defined({ workspace, surveyedCatalog, schedules }),
        people: { ...directory.people, ...people },
        groups: { ...directory.groups, ...groups },
        ...(homeTabs === undefined ? {} : { homeTabs: [...new Set([...(directory.homeTabs ?? []), ...homeTabs])] }),
      };
      stored.set(at, structuredClone(next));
    },
  };
};

/** An empty store. */
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
    directory: createDirectory(directories, lockdowns, () => readDelegations(table.items.get(keyText(delegationsKey)))),
    lockdowns,
    delegations: createDynamoDelegationStore(table),
    refusals: createDynamoRefusalLog({ ...table, retentionDays: 400, freshId: someIds() }),
    archive: createDynamoArchive(table),
    refused: () =>
      [...table.items]
        .filter(([key]) => key.startsWith(PARTITIONS.refusal))
        .map(([, item]) => readItem(refusalKind, item)),
    items: () => table.items,
    delayIndex: (name) => table.delayIndex(name === 'due' ? DUE_INDEX : BY_REQUESTER_INDEX),
    backUp: () => {
      const restores = [kept(table.items), kept(directories)];
      return () => {
        for (const restore of restores) restore();
      };
    },
  };
};
