import { afterAll, beforeAll, describe } from 'vitest';
import { createDynamoDirectoryStore } from '../../../functions/adapters/dynamodb/directory-store.ts';
import { createDynamoDueStore } from '../../../functions/adapters/dynamodb/due-store.ts';
import { createDynamoGrantStore } from '../../../functions/adapters/dynamodb/grant-store.ts';
import { createDynamoLockdownStore } from '../../../functions/adapters/dynamodb/lockdown-store.ts';
import { createDynamoRequestStore } from '../../../functions/adapters/dynamodb/request-store.ts';
import { itIsADirectoryStore } from '../../support/directory-store.contract.ts';
import { itIsADueStore } from '../../support/due-store.contract.ts';
import type { TestDynamo } from '../../support/dynalite.ts';
import { startDynamo } from '../../support/dynalite.ts';
import { someIds } from '../../support/fixed-ids.ts';
import { itIsAGrantStore } from '../../support/grant-store.contract.ts';
import { itIsALockdownStore } from '../../support/lockdown-store.contract.ts';
import { itIsARequestStore } from '../../support/request-store.contract.ts';

let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const requestStore = async () =>
  createDynamoRequestStore({ ...(await dynamo.table()), freshId: someIds(), pause: async () => {} });

describe('the store in DynamoDB', () => {
  itIsARequestStore(requestStore);
  itIsADueStore(async () => {
    const table = await dynamo.table();
    return {
      due: createDynamoDueStore(table),
      requests: createDynamoRequestStore({ ...table, freshId: someIds(), pause: async () => {} }),
      grants: createDynamoGrantStore(table),
    };
  });
  itIsAGrantStore(async () => createDynamoGrantStore(await dynamo.table()));
  itIsADirectoryStore(async () => createDynamoDirectoryStore(await dynamo.table()));
  itIsALockdownStore(async () => {
    const table = await dynamo.table();
    return { lockdowns: createDynamoLockdownStore(table), directory: createDynamoDirectoryStore(table) };
  });
});
