import * as z from 'zod/mini';
import type { UserArn } from '../../core/names.ts';
import type { UserAccess, UserEntry, UserRole } from '../../core/trust/user-access.ts';
import { type ItemKind, readIntact, type StoredItem, sealedItem } from './item.ts';
import { userAccessKey } from './keys.ts';
import {
  count,
  lazily,
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

const entry = lazily(() =>
  object<UserEntry>({
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
  }),
);

/** The user's side of all access of one IAM user, at `USER#<arn>` / `ACCESS`. It has no TTL. */
export const userAccessKind: ItemKind<UserAccess> = {
  name: "user's access",
  // Release 0.1.0 had no such items, so every version is sealed.
  version: 2,
  migrations: {},
  schema: lazily(() =>
    object<UserAccess>({
      userArn,
      version: count,
      entries: list(entry()),
      otherChars: optional(count),
      seenAt: optional(time),
      managerRoleName: optional(text),
      dueAt: optional(time),
    }),
  ),
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
