import { KEYS } from '../../contract.ts';
import { EMPTY_DIRECTORY } from '../../core/authority/directory.ts';
import type { DirectoryStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { readDelegations } from './delegation-item.ts';
import { readDirectory } from './directory-item.ts';
import { attempt } from './fault.ts';
import type { StoredItem } from './item.ts';
import { delegationsKey, directoryKey, type ItemKey, lockdownKey } from './keys.ts';
import { readLockdown } from './lockdown-store.ts';
import { getItem } from './read-write.ts';

/** Reads the directory, the lockdown and the delegations in one call, because the first answer of a Lambda waits for it. */
const readAll = async (table: Table): Promise<readonly StoredItem[]> => {
  const { dynamo, tableName } = table;
  const tried = 'read the directory';
  const input = {
    RequestItems: {
      [tableName]: {
        Keys: [directoryKey, lockdownKey, delegationsKey].map((key) => ({ ...key })),
        ConsistentRead: true,
      },
    },
  };
  const answer = await attempt({ tried, key: directoryKey }, () => dynamo.batchGet(input));
  // DynamoDB leaves keys unprocessed when it is throttled.
  const leftOut = (answer.UnprocessedKeys?.[tableName]?.Keys ?? []) as unknown as readonly ItemKey[];
  const alone = await Promise.all(leftOut.map((key) => getItem(table, tried, key)));
  return [...(answer.Responses?.[tableName] ?? []), ...alone.filter((item) => item !== undefined)];
};

/** The part of the directory store that answers Slack: it writes nothing. */
export const createDynamoDirectoryReader = (table: Table): Pick<DirectoryStore, 'read'> => ({
  read: async () => {
    const items = await readAll(table);
    const found = (key: ItemKey) => items.find((item) => item[KEYS.partition] === key[KEYS.partition]);
    const [item, lockdown] = [found(directoryKey), found(lockdownKey)];
    const delegations = readDelegations(found(delegationsKey));
    const known = item === undefined ? EMPTY_DIRECTORY : readDirectory(item);
    const directory = delegations.length === 0 ? known : { ...known, delegations };
    return lockdown === undefined ? directory : { ...directory, lockdown: readLockdown(lockdown) };
  },
});
