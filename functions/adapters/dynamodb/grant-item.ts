import type { Grant, RoleState } from '../../core/trust/grant.ts';
import { type ItemKind, type StoredItem, sealedItem } from './item.ts';
import { grantKey, roleStateKey } from './keys.ts';
import { principal } from './request-schema.ts';
import { count, lazyObject, oneOf, optional, requestId, roleArn, slackUserId, text, time } from './schema.ts';

/** A grant, at `ROLE#<arn>` / `GRANT#<request id>`. It has no TTL: only the reconciler may delete one. */
export const grantKind: ItemKind<Grant> = {
  name: 'grant',
  version: 2,
  // Version 1 also had `identityCleared`. The user's side is now in a separate item.
  fromVersion1: ({ identityCleared: _, ...item }) => item,
  schema: lazyObject<Grant>(() => ({
    roleArn,
    requestId,
    by: slackUserId,
    principal: principal(),
    startsAt: time,
    endsAt: time,
    state: oneOf('wanted', 'confirmed', 'refused'),
    why: optional(text),
    closedAt: optional(time),
  })),
  keyOf: (grant) => grantKey(grant.roleArn, grant.requestId),
};

/** The last state of a role in IAM, at `ROLE#<arn>` / `STATE`. */
export const roleStateKind: ItemKind<RoleState> = {
  name: 'role state',
  version: 2,
  fromVersion1: (item) => item,
  schema: lazyObject<RoleState>(() => ({
    roleArn,
    seenAt: time,
    deepSeenAt: time,
    foreignTrustChars: count,
    trustQuotaChars: count,
    foreignInlineChars: count,
    maxSessionSeconds: count,
    managerRoleName: optional(text),
    dueAt: optional(time),
  })),
  keyOf: (state) => roleStateKey(state.roleArn),
};

/** The item depends only on the grant, so its seal can be computed without reading it. */
export const grantItem = (grant: Grant): StoredItem =>
  sealedItem(grantKind, grantKey(grant.roleArn, grant.requestId), grant);

export const roleStateItem = (state: RoleState): StoredItem =>
  sealedItem(roleStateKind, roleStateKey(state.roleArn), state);
