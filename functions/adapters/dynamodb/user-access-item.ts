import * as z from 'zod/mini';
import { KEYS } from '../../contract.ts';
import type { UserArn } from '../../core/names.ts';
import type { UserAccess, UserEntry, UserRole } from '../../core/trust/user-access.ts';
import { type ItemKind, readIntact, recordToStored, type StoredItem, sealed } from './item.ts';
import { DUE_PARTITION, userAccessKey } from './keys.ts';
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

/** The user's side of everything one IAM user holds, at `USER#<arn>` / `ACCESS`. It has no TTL. */
export const userAccessKind: ItemKind<UserAccess> = {
  name: "user's access",
  // Release 0.1.0 had no such item: the first version is sealed.
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
  sealed({
    ...recordToStored(access),
    ...userAccessKey(access.userArn),
    v: userAccessKind.version,
    ...(access.dueAt === undefined ? {} : { [KEYS.duePartition]: DUE_PARTITION }),
  });

/** What can still be read of an item that was changed from outside: the entries, each by itself. */
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
