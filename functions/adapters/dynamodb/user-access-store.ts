import type { UserAccessStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attemptIf } from './fault.ts';
import { userAccessKey } from './keys.ts';
import { getItem, IS_ABSENT } from './read-write.ts';
import { readUserAccess, userAccessItem } from './user-access-item.ts';

/**
 * Two requests of one user are worked on at once:
 *
 *   worker A    reads version 4         writes 5 if 4 is stored: stored
 *   worker B        reads version 4                                     writes 5 if 4 is stored: refused, reads again
 */
const IS_READ_VERSION = '#version = :version';

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

  save: async (access) => {
    const { version } = access;
    const item = userAccessItem({ ...access, version: version + 1 });
    const key = userAccessKey(access.userArn);
    const tried = "save a user's access";
    const input = {
      TableName: table.tableName,
      Item: item,
      ConditionExpression: version === 0 ? IS_FIRST : IS_READ_VERSION,
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version, ...(version === 0 ? { ':number': 'N' } : {}) },
    };
    if (await attemptIf({ tried, key }, () => table.dynamo.put(input))) return true;
    // The SDK repeats a write whose answer was lost, and its condition fails. The seal shows that it is stored.
    return (await getItem(table, tried, key))?.['seal'] === item['seal'];
  },
});
