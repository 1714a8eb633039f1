import * as z from 'zod/mini';
import type { UserArn } from '../../core/names.ts';
import type { UserAccess, UserEntry, UserRole } from '../../core/trust/user-access.ts';
import type { UserAccessStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { type ItemKind, readIntact, type StoredItem, sealedItem } from './item.ts';
import { userAccessKey } from './keys.ts';
import { getItem, IS_ABSENT, IS_READ_VERSION, putItem } from './read-write.ts';
import {
  count,
  lazyObject,
  list,
  object,
  oneOf,
  optional,
  requestId,
  roleArn,
  sessionName,
  slackUserId,
  text,
  time,
  userArn,
} from './schema.ts';

const entry = lazyObject<UserEntry>(() => ({
  requestId,
  by: slackUserId,
  sessionName,
  startsAt: optional(time),
  endsAt: optional(time),
  roles: list(
    object<UserRole>({
      arn: roleArn,
      state: oneOf('reserved', 'wanted', 'confirmed', 'refused'),
      why: optional(text),
    }),
  ),
  closedAt: optional(time),
}));

/** The user's side of all access of one IAM user, at `USER#<arn>` / `ACCESS`. It has no TTL. */
export const userAccessKind: ItemKind<UserAccess> = {
  name: "user's access",
  // Release 0.1.0 had no such items, so every version is sealed.
  version: 2,
  schema: lazyObject<UserAccess>(() => ({
    userArn,
    version: count,
    entries: list(entry()),
    otherChars: optional(count),
    seenAt: optional(time),
    managerRoleName: optional(text),
    dueAt: optional(time),
  })),
  keyOf: (access) => userAccessKey(access.userArn),
};

export const userAccessItem = (access: UserAccess): StoredItem =>
  sealedItem(userAccessKind, userAccessKey(access.userArn), access);

/** The valid entries of an item that was changed outside of the bot. */
const remainsOf = (user: UserArn, item: StoredItem): UserAccess => {
  const entries = Array.isArray(item['entries']) ? item['entries'] : [];
  return {
    userArn: user,
    version: typeof item['version'] === 'number' ? item['version'] : 0,
    entries: entries.flatMap((one) => z.safeParse(entry(), one, { jitless: true }).data ?? []),
  };
};

export const readUserAccess = (
  user: UserArn,
  item: StoredItem,
): { readonly access: UserAccess; readonly isDamaged: boolean } => {
  const access = readIntact(userAccessKind, item);
  return access === undefined ? { access: remainsOf(user, item), isDamaged: true } : { access, isDamaged: false };
};

/** A first write, or a write over an item whose version is not a number, which is read as version 0. */
const IS_FIRST = `${IS_ABSENT} OR NOT attribute_type(#version, :number) OR ${IS_READ_VERSION}`;

/** The user's side in DynamoDB, one item per IAM user. */
export const createDynamoUserAccessStore = (table: Table): UserAccessStore => ({
  read: async (user) => {
    const item = await getItem(table, "read a user's access", userAccessKey(user));
    return item === undefined
      ? { access: { userArn: user, version: 0, entries: [] }, isDamaged: false }
      : readUserAccess(user, item);
  },

  /**
   * Two requests of one user are worked on at once:
   *
   *   worker A    reads version 4         writes 5 if 4 is stored: stored
   *   worker B        reads version 4                                     writes 5 if 4 is stored: refused, reads again
   */
  save: async (access) => {
    const { version } = access;
    const item = userAccessItem({ ...access, version: version + 1 });
    const tried = "save a user's access";
    const condition = {
      ConditionExpression: version === 0 ? IS_FIRST : IS_READ_VERSION,
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version, ...(version === 0 ? { ':number': 'N' } : {}) },
    };
    if (await putItem(table, tried, item, condition)) return true;
    // The SDK repeats a write whose answer was lost, and its condition fails. The seal shows that it is stored.
    return (await getItem(table, tried, userAccessKey(access.userArn)))?.['seal'] === item['seal'];
  },
});
