import { KEYS } from '../../contract.ts';
import { defined } from '../../core/defined.ts';
import type { RoleArn } from '../../core/names.ts';
import type { RequestId } from '../../core/request/ids.ts';
import type { Grant, RoleState } from '../../core/trust/grant.ts';
import type { GrantStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { grantKind, roleStateKind } from './grant-item.ts';
import { readIntact, type StoredItem } from './item.ts';
import { grantRequestIdOf, ROLE_STATE_SORT, rolePartition } from './keys.ts';
import { itemsOf } from './read-write.ts';

const requestOf = (item: StoredItem): readonly RequestId[] => {
  try {
    return [grantRequestIdOf(item)];
  } catch {
    // Its key contains no request id, so it cannot be granted or closed. The audit reports it.
    return [];
  }
};

/** Every item in the partition of a role, with strong consistency. */
const itemsOfRole = ({ dynamo, tableName }: Table, role: RoleArn) =>
  itemsOf({ tried: 'read the grants of a role', key: rolePartition(role) }, (ExclusiveStartKey) =>
    dynamo.query({
      TableName: tableName,
      KeyConditionExpression: `${KEYS.partition} = :role`,
      ExpressionAttributeValues: { ':role': rolePartition(role) },
      ConsistentRead: true,
      ExclusiveStartKey,
    }),
  );

/** The part of the grant store that answers Slack: it writes nothing. */
export const createDynamoGrantReader = (table: Table): Pick<GrantStore, 'ofRole'> => ({
  ofRole: async (role) => {
    const [grants, damaged]: [Grant[], RequestId[]] = [[], []];
    let state: RoleState | undefined;
    for await (const item of itemsOfRole(table, role)) {
      if (item[KEYS.sort] === ROLE_STATE_SORT) state = readIntact(roleStateKind, item);
      else {
        const grant = readIntact(grantKind, item);
        if (grant === undefined) damaged.push(...requestOf(item));
        else grants.push(grant);
      }
    }
    return { grants, damaged, ...defined({ state }) };
  },
});
