import type { Directory, GroupRecord, PersonRecord } from '../../core/authority/directory.ts';
import { type ItemKind, recordToStored, type StoredItem } from './item.ts';
import { directoryKey } from './keys.ts';
import {
  lazily,
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

/** The lockdown is an item of its own, read with this one. */
type StoredDirectory = Omit<Directory, 'lockdown'>;

/** What was last read of the Slack workspace: one item, so that an answer needs one read. */
export const directoryKind: ItemKind<StoredDirectory> = {
  name: 'directory',
  version: 1,
  migrations: {},
  schema: lazily(() =>
    object<StoredDirectory>({
      home: optional(object<NonNullable<Directory['home']>>({ teamId: text, enterpriseId: optional(text) })),
      people: mapOf(
        slackUserId,
        object<PersonRecord>({
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
    }),
  ),
};

export const directoryItem = (directory: StoredDirectory): StoredItem => ({
  ...recordToStored(directory),
  ...(directory.homes === undefined ? {} : { homes: new Set(directory.homes) }),
  ...directoryKey,
  v: directoryKind.version,
});
