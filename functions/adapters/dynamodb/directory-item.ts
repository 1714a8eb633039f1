import type { Directory, GroupRecord, PersonRecord } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';
import { type ItemKind, readItem, recordToStored, type StoredItem } from './item.ts';
import { directoryKey } from './keys.ts';
import {
  lazyObject,
  list,
  mapOf,
  object,
  oneOf,
  optional,
  setOf,
  slackGroupId,
  slackUserId,
  text,
  time,
} from './schema.ts';

type StoredPerson = Omit<PersonRecord, 'accountStatus'> & { readonly standing: PersonRecord['accountStatus'] };

/** The directory under the names of release 0.1.0. The lockdown and the delegations are items of their own that are read with this one. */
type StoredDirectory = Omit<Directory, 'lockdown' | 'delegations' | 'people' | 'workspace' | 'homeTabs'> & {
  readonly home?: NonNullable<Directory['workspace']>;
  readonly homes?: NonNullable<Directory['homeTabs']>;
  readonly people: Readonly<Record<string, StoredPerson>>;
};

/** The last data from Slack, in one item, so that an answer needs one read. */
export const directoryKind: ItemKind<StoredDirectory> = {
  name: 'directory',
  version: 1,
  schema: lazyObject<StoredDirectory>(() => ({
    home: optional(object<NonNullable<Directory['workspace']>>({ teamId: text, enterpriseId: optional(text) })),
    people: mapOf(
      slackUserId,
      object<StoredPerson>({
        standing: oneOf('member', 'guest', 'deactivated', 'bot', 'external'),
        name: text,
        timeZone: optional(text),
        email: optional(text),
        readAt: time,
      }),
    ),
    groups: mapOf(slackGroupId, object<GroupRecord>({ members: list(slackUserId), readAt: time })),
    schedules: optional(mapOf(text, object<GroupRecord>({ members: list(slackUserId), readAt: time }))),
    homes: optional(setOf(slackUserId)),
    surveyedCatalog: optional(text),
  })),
};

/** Reads the directory. Throws StoreFault for an item that cannot be parsed. */
export const readDirectory = (item: StoredItem): Directory => {
  const { home: workspace, homes: homeTabs, people, ...rest } = readItem(directoryKind, item);
  const read = Object.entries(people).map(([id, { standing: accountStatus, ...person }]) => [
    id,
    { ...person, accountStatus },
  ]);
  return { ...rest, ...defined({ workspace, homeTabs }), people: Object.fromEntries(read) };
};

export const storedPerson = ({ accountStatus, ...person }: PersonRecord): StoredPerson => ({
  ...person,
  standing: accountStatus,
});

/** The item before the first data from Slack. */
export const emptyDirectoryItem = (): StoredItem => ({
  ...recordToStored({ people: {}, groups: {} }),
  ...directoryKey,
  v: directoryKind.version,
});
