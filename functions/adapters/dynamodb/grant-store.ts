import { KEYS } from '../../contract.ts';
import type { Grant, RoleState } from '../../core/grant.ts';
import type { RequestId } from '../../core/ids.ts';
import type { RoleArn } from '../../core/names.ts';
import type { GrantStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attempt, attemptIf } from './fault.ts';
import { grantItem, grantKind, roleStateItem, roleStateKind } from './grant-item.ts';
import type { Migrations, StoredItem } from './item.ts';
import { readItem } from './item.ts';
import { grantKey, ROLE_STATE_SORT, rolePartition, roleStateKey } from './keys.ts';
import { isoTime } from './schema.ts';
import { getItem, upgradeItem } from './upgrade.ts';

/**
 * A worker that is late must not bring back what another has finished:
 *
 *   late worker     reads the grant                                   adds it: refused, it stands
 *   other worker                      confirms it
 */
const nothingStandsThere = `attribute_not_exists(${KEYS.partition})`;

/**
 * A grant that is gone stays gone, and attributes are changed only in the form this release knows:
 *
 *   late worker     reads the grant                                   marks it: refused, it would make an empty grant
 *   other worker                      removes it
 */
const standsInOurForm = '#v = :v';

/** Two workers read IAM one after the other; the first to settle a grant is right, since each has read it back. */
const stillWanted = '#state = :wanted';

/**
 * The end only ever comes forward, in whatever order two people press End:
 *
 *   Alice    ends it at 12:05                              12:10 is later than 12:05: refused
 *   admin                        ended it at 12:05 first   a worker repeats an older end, 12:10
 */
const endsLater = '#endsAt > :endsAt';

/** The same race for a refusal, which must not lose: the other end has come first, so it stands and only the rest is set. */
const endsNoLater = '#endsAt <= :endsAt';

/**
 * A worker that was stopped half-way and goes on later must not put an older look at a role over a newer one:
 *
 *   slow worker     sees the role at 12:00                                             saves 12:00: refused
 *   next worker                              sees it at 12:01, saves 12:01
 */
const seenNoLater = `(${nothingStandsThere} OR (#v <= :v AND #seenAt <= :seenAt))`;

/** Grants and role states in DynamoDB: one partition a role, read whole and strongly consistent. */
export const createDynamoGrantStore = ({
  migrations = grantKind.migrations,
  ...table
}: Table & { readonly migrations?: Migrations }): GrantStore => {
  const { dynamo, tableName } = table;
  const kind = { ...grantKind, migrations };

  /** Changes attributes of one grant where the conditions hold; answers whether they did. */
  const change = async (
    tried: string,
    role: RoleArn,
    request: RequestId,
    update: {
      readonly set: string;
      readonly conditions: readonly string[];
      readonly names: Readonly<Record<string, string>>;
      readonly values: Readonly<Record<string, unknown>>;
    },
  ): Promise<boolean> => {
    const key = grantKey(role, request);
    const input = {
      TableName: tableName,
      Key: key,
      UpdateExpression: `SET ${update.set}`,
      ConditionExpression: [standsInOurForm, ...update.conditions].join(' AND '),
      ExpressionAttributeNames: { '#v': 'v', ...update.names },
      ExpressionAttributeValues: { ':v': kind.version, ...update.values },
    };
    if (await attemptIf({ tried, key }, () => dynamo.update(input))) return true;
    const wasOld = await upgradeItem(table, kind, key, grantItem);
    return wasOld ? change(tried, role, request, update) : false;
  };

  return {
    ofRole: async (role) => {
      const items: StoredItem[] = [];
      let after: Record<string, unknown> | undefined;
      do {
        const input = {
          TableName: tableName,
          KeyConditionExpression: `${KEYS.partition} = :role`,
          ExpressionAttributeValues: { ':role': rolePartition(role) },
          ConsistentRead: true,
          ExclusiveStartKey: after,
        };
        const about = { tried: 'read the grants of a role', key: rolePartition(role) };
        const page = await attempt(about, () => dynamo.query(input));
        items.push(...(page.Items ?? []));
        after = page.LastEvaluatedKey;
      } while (after !== undefined);
      const state = items.find((item) => item[KEYS.sort] === ROLE_STATE_SORT);
      const grants = items.filter((item) => item !== state).map((item) => readItem(kind, item));
      return state === undefined ? { grants } : { grants, state: readItem(roleStateKind, state) };
    },

    add: async (grant: Grant) => {
      const input = {
        TableName: tableName,
        Item: grantItem(grant),
        ConditionExpression: nothingStandsThere,
      };
      const key = grantKey(grant.roleArn, grant.requestId);
      await attemptIf({ tried: 'add a grant', key }, () => dynamo.put(input));
    },

    get: async (role, request) => {
      const item = await getItem(table, 'read a grant', grantKey(role, request));
      return item === undefined ? undefined : readItem(kind, item);
    },

    settle: async ({ roleArn, requestId }, outcome) => {
      const settled = { names: { '#state': 'state' }, values: { ':state': outcome.state, ':wanted': 'wanted' } };
      if (outcome.state === 'confirmed') {
        const about = 'confirm a grant';
        await change(about, roleArn, requestId, { set: '#state = :state', conditions: [stillWanted], ...settled });
        return;
      }
      const about = 'refuse a grant';
      const names = { ...settled.names, '#why': 'why', '#endsAt': 'endsAt' };
      const values = { ...settled.values, ':why': outcome.why, ':endsAt': isoTime(outcome.at) };
      const isSettled = await change(about, roleArn, requestId, {
        set: '#state = :state, #why = :why, #endsAt = :endsAt',
        conditions: [stillWanted, endsLater],
        names,
        values,
      });
      if (isSettled) return;
      await change(about, roleArn, requestId, {
        set: '#state = :state, #why = :why',
        conditions: [stillWanted, endsNoLater],
        names,
        values,
      });
    },

    endBy: async (role, request, endsAt) => {
      await change('end a grant', role, request, {
        set: '#endsAt = :endsAt',
        conditions: [endsLater],
        names: { '#endsAt': 'endsAt' },
        values: { ':endsAt': isoTime(endsAt) },
      });
    },

    markIdentityCleared: async ({ roleArn, requestId }, closedAt) => {
      await change('mark that nothing of a grant lets anybody in', roleArn, requestId, {
        set: '#identityCleared = :yes, #closedAt = :closedAt',
        conditions: [],
        names: { '#identityCleared': 'identityCleared', '#closedAt': 'closedAt' },
        values: { ':yes': true, ':closedAt': isoTime(closedAt) },
      });
    },

    // No condition: a grant is removed when nothing of it is left in IAM, and from there it never comes back.
    remove: async ({ roleArn, requestId }) => {
      const key = grantKey(roleArn, requestId);
      const input = { TableName: tableName, Key: key };
      await attempt({ tried: 'remove a grant', key }, () => dynamo.delete(input));
    },

    saveRoleState: async (state: RoleState) => {
      const input = {
        TableName: tableName,
        Item: roleStateItem(state),
        ConditionExpression: seenNoLater,
        ExpressionAttributeNames: { '#v': 'v', '#seenAt': 'seenAt' },
        ExpressionAttributeValues: { ':v': roleStateKind.version, ':seenAt': isoTime(state.seenAt) },
      };
      const about = { tried: 'save what was seen of a role', key: roleStateKey(state.roleArn) };
      await attemptIf(about, () => dynamo.put(input));
    },
  };
};
