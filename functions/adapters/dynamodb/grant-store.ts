import { KEYS } from '../../contract.ts';
import type { RoleArn } from '../../core/names.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { earlier } from '../../core/time.ts';
import type { Grant, RoleState } from '../../core/trust/grant.ts';
import type { GrantStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attempt, attemptIf, StoreFault } from './fault.ts';
import { grantItem, grantKind, roleStateItem, roleStateKind } from './grant-item.ts';
import { isNewer, readIntact, type StoredItem } from './item.ts';
import {
  grantKey,
  grantRequestIdOf,
  type ItemKey,
  keyText,
  ROLE_STATE_SORT,
  rolePartition,
  roleStateKey,
} from './keys.ts';
import { getItem, IS_ABSENT, MOST_ROUNDS, replaceItem } from './read-write.ts';
import { isoTime } from './schema.ts';

/**
 * A worker that was stopped half-way and goes on later must not put an older look at a role over a newer one:
 *
 *   slow worker     sees the role at 12:00                                             saves 12:00: refused
 *   next worker                              sees it at 12:01, saves 12:01
 */
const isSeenNoLater = `${IS_ABSENT} OR (#v <= :v AND #seenAt <= :seenAt)`;

/**
 * Two workers read IAM one after the other; the first to settle a grant is right, since each has read it back. A refusal
 * ends the grant too, unless another end came first.
 */
const settled = (grant: Grant, outcome: Parameters<GrantStore['settle']>[1]): Grant | undefined => {
  if (grant.state !== 'wanted') return undefined;
  if (outcome.state === 'confirmed') return { ...grant, state: 'confirmed' };
  return { ...grant, state: 'refused', why: outcome.why, endsAt: earlier(outcome.at, grant.endsAt) };
};

/**
 * The end only ever comes forward, in whatever order two people press End:
 *
 *   Alice    ends it at 12:05                              12:10 is later than 12:05: nothing to write
 *   admin                        ended it at 12:05 first   a worker repeats an older end, 12:10
 */
const endedBy = (grant: Grant, endsAt: Date): Grant | undefined =>
  endsAt < grant.endsAt ? { ...grant, endsAt } : undefined;

const requestOf = (item: StoredItem): readonly RequestId[] => {
  try {
    return [grantRequestIdOf(item as unknown as ItemKey)];
  } catch {
    // Its key names no request, so nothing can be granted or closed for it; the audit reports it.
    return [];
  }
};

/** Every item of a role's partition, strongly consistent. */
const readPartition = async ({ dynamo, tableName }: Table, role: RoleArn): Promise<readonly StoredItem[]> => {
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
  return items;
};

/**
 * Writes a grant as a whole, provided that it is still what it was when it was decided on; else it is read and decided
 * again. `known` saves the first read: the item, and so its seal, follows from the grant. A grant that is gone stays
 * gone, and a damaged one is left for the reconciler to close.
 *
 *   late worker     reads the grant                                   confirms it: refused, reads nothing, stops
 *   other worker                      removes it
 */
const change = async (
  table: Table,
  tried: string,
  key: ItemKey,
  decide: (grant: Grant) => Grant | undefined,
  known?: Grant,
): Promise<void> => {
  let item = known === undefined ? await getItem(table, tried, key) : grantItem(known);
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const grant = item === undefined ? undefined : readIntact(grantKind, item);
    const next = grant === undefined ? undefined : decide(grant);
    const isFirstGuess = known !== undefined && round === 1;
    // What the caller read may be old: that there is nothing to write is only believed of the item itself.
    if (next === undefined && !isFirstGuess) return;
    if (next !== undefined && (await replaceItem(table, tried, grantItem(next), item))) return;
    item = await getItem(table, tried, key);
  }
  throw new StoreFault({ tried, key: keyText(key), retryable: true, why: 'other writers came first each time' });
};

/** Puts a look at a role in place of an older one, or of one that is damaged. */
const saveRoleState = async (table: Table, state: RoleState): Promise<void> => {
  const key = roleStateKey(state.roleArn);
  const tried = 'save what was seen of a role';
  const input = {
    TableName: table.tableName,
    Item: roleStateItem(state),
    ConditionExpression: isSeenNoLater,
    ExpressionAttributeNames: { '#v': 'v', '#seenAt': 'seenAt' },
    ExpressionAttributeValues: { ':v': roleStateKind.version, ':seenAt': isoTime(state.seenAt) },
  };
  if (await attemptIf({ tried, key }, () => table.dynamo.put(input))) return;
  const item = await getItem(table, tried, key);
  // A later look is left alone; a damaged one counts as absent, whatever time it names.
  if (item === undefined || isNewer(roleStateKind, item) || readIntact(roleStateKind, item) !== undefined) return;
  await replaceItem(table, tried, roleStateItem(state), item);
};

/** Grants and role states in DynamoDB: one partition a role, read whole and strongly consistent. */
export const createDynamoGrantStore = (table: Table): GrantStore => {
  const { dynamo, tableName } = table;

  return {
    ofRole: async (role) => {
      const [grants, damaged]: [Grant[], RequestId[]] = [[], []];
      let state: RoleState | undefined;
      for (const item of await readPartition(table, role)) {
        if (item[KEYS.sort] === ROLE_STATE_SORT) state = readIntact(roleStateKind, item);
        else {
          const grant = readIntact(grantKind, item);
          if (grant === undefined) damaged.push(...requestOf(item));
          else grants.push(grant);
        }
      }
      return { grants, damaged, ...(state === undefined ? {} : { state }) };
    },

    // A worker that is late must not bring back what another one has changed or finished.
    add: async (grant) => {
      await replaceItem(table, 'add a grant', grantItem(grant), undefined);
    },

    get: async (role, request) => {
      const item = await getItem(table, 'read a grant', grantKey(role, request));
      return item === undefined ? undefined : (readIntact(grantKind, item) ?? 'damaged');
    },

    settle: async (grant, outcome) => {
      const tried = outcome.state === 'confirmed' ? 'confirm a grant' : 'refuse a grant';
      const key = grantKey(grant.roleArn, grant.requestId);
      await change(table, tried, key, (stored) => settled(stored, outcome), grant);
    },

    endBy: async (role, request, endsAt) => {
      await change(table, 'end a grant', grantKey(role, request), (grant) => endedBy(grant, endsAt));
    },

    markClosed: async (grant, closedAt) => {
      const key = grantKey(grant.roleArn, grant.requestId);
      await change(table, 'mark a grant as closed', key, (stored) => ({ ...stored, closedAt }), grant);
    },

    // No condition: a grant is removed when nothing of it is left in IAM, and from there it never comes back.
    remove: async (role, request) => {
      const key = grantKey(role, request);
      await attempt({ tried: 'remove a grant', key }, () => dynamo.delete({ TableName: tableName, Key: key }));
    },

    saveRoleState: (state) => saveRoleState(table, state),
  };
};
