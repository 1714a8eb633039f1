import { KEYS } from '../../contract.ts';
import type { Grant, RoleState } from '../../core/grant.ts';
import type { ItemKind, StoredItem } from './item.ts';
import { recordToStored } from './item.ts';
import { DUE_PARTITION, grantKey, roleStateKey } from './keys.ts';
import { principal } from './principal-schema.ts';
import { count, flag, lazily, object, oneOf, optional, requestId, roleArn, slackUserId, text, time } from './schema.ts';

/** A grant, at `ROLE#<arn>` / `GRANT#<request id>`. It has no TTL: only the reconciler may forget one. */
export const grantKind: ItemKind<Grant> = {
  name: 'grant',
  version: 1,
  migrations: {},
  schema: lazily(() =>
    object<Grant>({
      roleArn,
      requestId,
      by: slackUserId,
      principal: principal(),
      startsAt: time,
      endsAt: time,
      state: oneOf('wanted', 'confirmed', 'refused'),
      why: optional(text),
      identityCleared: flag,
      closedAt: optional(time),
    }),
  ),
};

/** What was last seen of a role, at `ROLE#<arn>` / `STATE`. */
export const roleStateKind: ItemKind<RoleState> = {
  name: 'role state',
  version: 1,
  migrations: {},
  schema: lazily(() =>
    object<RoleState>({
      roleArn,
      seenAt: time,
      deepSeenAt: time,
      foreignTrustChars: count,
      trustQuotaChars: count,
      foreignInlineChars: count,
      maxSessionSeconds: count,
      dueAt: optional(time),
    }),
  ),
};

export const grantItem = (grant: Grant): StoredItem => ({
  ...recordToStored(grant),
  ...grantKey(grant.roleArn, grant.requestId),
  v: grantKind.version,
});

export const roleStateItem = (state: RoleState): StoredItem => ({
  ...recordToStored(state),
  ...roleStateKey(state.roleArn),
  v: roleStateKind.version,
  ...(state.dueAt === undefined ? {} : { [KEYS.duePartition]: DUE_PARTITION }),
});
