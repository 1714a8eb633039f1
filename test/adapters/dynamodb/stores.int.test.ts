import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSignedCall } from '../../../functions/adapters/aws/signed-call.ts';
import type { Table } from '../../../functions/adapters/dynamodb/calls.ts';
import { createDynamoDelegationStore } from '../../../functions/adapters/dynamodb/delegation-store.ts';
import { createDynamoDirectoryStore } from '../../../functions/adapters/dynamodb/directory-store.ts';
import { createDynamoDueStore } from '../../../functions/adapters/dynamodb/due-store.ts';
import { createDynamoGrantStore } from '../../../functions/adapters/dynamodb/grant-store.ts';
import { createDynamoLockdownStore } from '../../../functions/adapters/dynamodb/lockdown-store.ts';
import { createDynamoRefusalLog } from '../../../functions/adapters/dynamodb/refusal-log.ts';
import { createDynamoRequestStore } from '../../../functions/adapters/dynamodb/request-store.ts';
import { callsSigned } from '../../../functions/adapters/dynamodb/signed-calls.ts';
import { createDynamoUserAccessStore } from '../../../functions/adapters/dynamodb/user-access-store.ts';
import { itIsADelegationStore } from '../../support/delegation-store.contract.ts';
import { itIsADirectoryStore } from '../../support/directory-store.contract.ts';
import { itIsADueStore } from '../../support/due-store.contract.ts';
import { startDynamo, type TestDynamo } from '../../support/dynalite.ts';
import { someIds } from '../../support/fixed-ids.ts';
import { itIsAGrantStore } from '../../support/grant-store.contract.ts';
import { itIsALockdownStore } from '../../support/lockdown-store.contract.ts';
import { itIsARefusalLog } from '../../support/refusal-log.contract.ts';
import { itIsARequestStore } from '../../support/request-store.contract.ts';
import { aStoredRequest, noon } from '../../support/stored-examples.ts';
import { itIsAUserAccessStore } from '../../support/user-access-store.contract.ts';

let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const bySdk = async (): Promise<Table> => dynamo.table();
const bySignedCalls = async (): Promise<Table> => {
  const { tableName } = await dynamo.table();
  const keys = { accessKeyId: 'test', secretAccessKey: 'test' };
  const environment = { AWS_ENDPOINT_URL: dynamo.endpoint };
  const send = createSignedCall(
    environment,
    async () => keys,
    () => new Date('2030-01-01T12:00:00Z'),
  );
  return { dynamo: callsSigned({ send, region: 'us-east-1', timeoutMs: 60_000 }), tableName };
};

const requestStoreOf = (table: Table) =>
  createDynamoRequestStore({ ...table, freshId: someIds(), pause: async () => {} });

describe.each([
  ["by the SDK's client", bySdk],
  ['by signed calls of our own', bySignedCalls],
] as const)('the store in DynamoDB, %s', (_, makeTable) => {
  itIsARequestStore(async () => requestStoreOf(await makeTable()));
  itIsADueStore(async () => {
    const table = await makeTable();
    return {
      due: createDynamoDueStore(table),
      requests: requestStoreOf(table),
      grants: createDynamoGrantStore(table),
    };
  });
  itIsADelegationStore(async () => {
    const table = await makeTable();
    return { delegations: createDynamoDelegationStore(table), directory: createDynamoDirectoryStore(table) };
  });
  itIsAGrantStore(async () => createDynamoGrantStore(await makeTable()));
  itIsAUserAccessStore(async () => createDynamoUserAccessStore(await makeTable()));
  itIsARefusalLog(async () => {
    const table = await makeTable();
    return {
      refusals: createDynamoRefusalLog({ ...table, retentionDays: 400, freshId: someIds() }),
      due: createDynamoDueStore(table),
    };
  });
  itIsADirectoryStore(async () => createDynamoDirectoryStore(await makeTable()));
  itIsALockdownStore(async () => {
    const table = await makeTable();
    return { lockdowns: createDynamoLockdownStore(table), directory: createDynamoDirectoryStore(table) };
  });
});

describe('a write by a signed call', () => {
  it('is recognized if its answer was lost and it was sent twice, in any language and length', async () => {
    const { tableName } = await dynamo.table();
    const keys = { accessKeyId: 'test', secretAccessKey: 'test' };
    const call = createSignedCall(
      { AWS_ENDPOINT_URL: dynamo.endpoint },
      async () => keys,
      () => noon,
    );
    const puts: unknown[] = [];
    const send: typeof call = async (one) => {
      const answer = await call(one);
      if (!one.target.endsWith('PutItem')) return answer;
      puts.push(answer);
      if (puts.length % 2 === 0) return answer;
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    };
    const store = requestStoreOf({ dynamo: callsSigned({ send, region: 'us-east-1', timeoutMs: 60_000 }), tableName });
    const request = aStoredRequest({ reason: 'Größe, 漢字, 😀 '.repeat(10_000) });

    const created = await store.create(request);
    const saved = await store.save({ ...request, handledEvents: 1 });

    expect([created, saved?.version]).toEqual([undefined, 1]);
    expect(await store.get(request.id)).toStrictEqual(saved);
  });
});
