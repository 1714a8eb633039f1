import { earlier } from '../../core/time.ts';
import type { Grant, RoleState } from '../../core/trust/grant.ts';
import type { GrantStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attempt, StoreFault } from './fault.ts';
import { grantItem, grantKind, roleStateItem, roleStateKind } from './grant-item.ts';
import { createDynamoGrantReader } from './grant-reader.ts';
import { isNewer, readIntact } from './item.ts';
import { grantKey, type ItemKey, keyText, roleStateKey } from './keys.ts';
import { getItem, IS_ABSENT, MOST_ROUNDS, putItem, replaceItem } from './read-write.ts';
import { isoTime } from './schema.ts';

/**
 * A worker that was suspended must not replace a newer state of a role by an older one:
 *
 *   slow worker     sees the role at 12:00                                             saves 12:00: refused
 *   next worker                              sees it at 12:01, saves 12:01
 */
const isSeenNoLater = `${IS_ABSENT} OR (#v <= :v AND #seenAt <= :seenAt)`;

/**
 * Of two workers that read IAM, the first to settle a grant is right, because both have read it back. A refusal also ends
 * the grant, unless it ended earlier.
 */
const settled = (grant: Grant, outcome: Parameters<GrantStore['settle']>[1]): Grant | undefined => {
  if (grant.state !== 'wanted') return undefined;
  if (outcome.state === 'confirmed') return { ...grant, state: 'confirmed' };
  return { ...grant, state: 'refused', why: outcome.why, endsAt: earlier(outcome.at, grant.endsAt) };
};

/**
 * The end of a grant can only become earlier, in any order of two users who press End:
 *
 *   Alice    ends it at 12:05                              12:10 is later than 12:05: nothing to write
 *   admin                        ended it at 12:05 first   a worker repeats an older end, 12:10
 */
const endedBy = (grant: Grant, endsAt: Date): Grant | undefined =>
  endsAt < grant.endsAt ? { ...grant, endsAt } : undefined;

/**
 * Changes a grant with one conditional write. If another writer came first, the grant is read and decided again. `known`
 * saves the first read, because the item and its seal depend only on the grant. A deleted grant stays deleted, and the
 * reconciler closes a damaged one.
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
    // The grant of the caller may be old, so only the stored item can show that there is nothing to write.
    if (next === undefined && !isFirstGuess) return;
    if (next !== undefined && (await replaceItem(table, tried, grantItem(next), item))) return;
    item = await getItem(table, tried, key);
  }
  throw new StoreFault({ tried, key: keyText(key), retryable: true, why: 'other writers came first each time' });
};

/** Saves the state of a role in place of an older or damaged one. */
const saveRoleState = async (table: Table, state: RoleState): Promise<void> => {
  const tried = 'save the state of a role';
  const condition = {
    ConditionExpression: isSeenNoLater,
    ExpressionAttributeNames: { '#v': 'v', '#seenAt': 'seenAt' },
    ExpressionAttributeValues: { ':v': roleStateKind.version, ':seenAt': isoTime(state.seenAt) },
  };
  if (await putItem(table, tried, roleStateItem(state), condition)) return;
  const item = await getItem(table, tried, roleStateKey(state.roleArn));
  // A newer state is kept. A damaged one is replaced, even if its time is later.
  if (item === undefined || isNewer(roleStateKind, item) || readIntact(roleStateKind, item) !== undefined) return;
  await replaceItem(table, tried, roleStateItem(state), item);
};

/** Grants and role states in DynamoDB. Each role has one partition, which is read as a whole with strong consistency. */
export const createDynamoGrantStore = (table: Table): GrantStore => {
  const { dynamo, tableName } = table;

  return {
    ...createDynamoGrantReader(table),

    // A late worker must not restore a grant that another worker has changed or removed.
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

    // Needs no condition: a grant is removed only after it is gone from IAM, and then it never returns.
    remove: async (role, request) => {
      const key = grantKey(role, request);
      await attempt({ tried: 'remove a grant', key }, () => dynamo.delete({ TableName: tableName, Key: key }));
    },

    saveRoleState: (state) => saveRoleState(table, state),
  };
};
