import type { DirectoryStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { directoryKind, emptyDirectoryItem, readDirectory, storedPerson } from './directory-item.ts';
import { createDynamoDirectoryReader } from './directory-reader.ts';
import { attemptIf } from './fault.ts';
import { toStored } from './item.ts';
import { directoryKey } from './keys.ts';
import { getItem, IS_ABSENT, putItem } from './read-write.ts';

/** An update expression is limited to 4 KB, and one entry takes about 20 characters. */
const ENTRIES_AT_ONCE = 100;

/**
 * A path inside a map can be set only if the map exists, and an empty map must not replace newer data:
 *
 *   writer A    sets people.U1: refused, no item   puts the empty item: stored    sets people.U1
 *   writer B        sets people.U2: refused            puts the empty item: refused   sets people.U2
 */
const HAS_OUR_VERSION = '#v = :v';

/** One attribute of the item, and its new value. */
interface Entry {
  readonly map?: 'people' | 'groups';
  /** The value is added to a set, which is created if necessary. */
  readonly isAdded?: true;
  readonly name: string;
  readonly value: unknown;
}

const updateOf = (entries: readonly Entry[]) => {
  const clauses = (verb: 'SET' | 'ADD', sign: string, isIn: (entry: Entry) => boolean): readonly string[] => {
    const paths = entries.flatMap((entry, index) =>
      isIn(entry) ? `${entry.map === undefined ? '' : `#${entry.map}.`}#n${index}${sign}:n${index}` : [],
    );
    return paths.length === 0 ? [] : [`${verb} ${paths.join(', ')}`];
  };
  const set = clauses('SET', ' = ', ({ isAdded }) => isAdded !== true);
  const add = clauses('ADD', ' ', ({ isAdded }) => isAdded === true);
  const maps = new Set(entries.flatMap(({ map }) => map ?? []));
  return {
    UpdateExpression: [...set, ...add].join(' '),
    ExpressionAttributeNames: Object.fromEntries([
      ...[...maps].map((map) => [`#${map}`, map]),
      ...entries.map(({ name }, index) => [`#n${index}`, name]),
    ]),
    ExpressionAttributeValues: Object.fromEntries(
      entries.map(({ value, isAdded }, index) => [`:n${index}`, isAdded === true ? value : toStored(value)]),
    ),
  };
};

/** The directory in DynamoDB. It is one item of up to 400 KB, which is enough for several thousand users and members. */
export const createDynamoDirectoryStore = (table: Table): DirectoryStore => {
  const { dynamo, tableName } = table;
  const about = { tried: 'update the directory', key: directoryKey };

  const write = async (entries: readonly Entry[]): Promise<void> => {
    const update = updateOf(entries);
    const input = {
      ...update,
      TableName: tableName,
      Key: directoryKey,
      ConditionExpression: HAS_OUR_VERSION,
      ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#v': 'v' },
      ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':v': directoryKind.version },
    };
    if (await attemptIf(about, () => dynamo.update(input))) return;
    const item = await getItem(table, about.tried, directoryKey);
    // Throws for an item that a newer release wrote.
    if (item !== undefined) readDirectory(item);
    else await putItem(table, about.tried, emptyDirectoryItem(), { ConditionExpression: IS_ABSENT });
    await write(entries);
  };

  return {
    ...createDynamoDirectoryReader(table),

    merge: async ({ workspace, surveyedCatalog, people = {}, groups = {}, schedules, homeTabs = [] }) => {
      const entries: Entry[] = [
        ...(workspace === undefined ? [] : [{ name: 'home', value: workspace }]),
        ...(surveyedCatalog === undefined ? [] : [{ name: 'surveyedCatalog', value: surveyedCatalog }]),
        ...Object.entries(people).map(([name, person]) => ({
          map: 'people' as const,
          name,
          value: storedPerson(person),
        })),
        ...Object.entries(groups).map(([name, value]) => ({ map: 'groups' as const, name, value })),
        ...(schedules === undefined ? [] : [{ name: 'schedules', value: schedules }]),
        ...(homeTabs.length === 0 ? [] : [{ isAdded: true as const, name: 'homes', value: new Set(homeTabs) }]),
      ];
      for (let start = 0; start < entries.length; start += ENTRIES_AT_ONCE) {
        await write(entries.slice(start, start + ENTRIES_AT_ONCE));
      }
    },
  };
};
