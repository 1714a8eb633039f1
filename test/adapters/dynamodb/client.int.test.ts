import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createEnvironmentCredentials } from '../../../functions/adapters/aws/environment-credentials.ts';
import { createSignedCall } from '../../../functions/adapters/aws/signed-call.ts';
import type { DynamoCalls } from '../../../functions/adapters/dynamodb/calls.ts';
import { createDynamoClient } from '../../../functions/adapters/dynamodb/client.ts';
import { createDynamoRequestStore } from '../../../functions/adapters/dynamodb/request-store.ts';
import { callsSigned } from '../../../functions/adapters/dynamodb/signed-calls.ts';
import { startDynamo, type TestDynamo } from '../../support/dynalite.ts';
import { someIds } from '../../support/fixed-ids.ts';
import { aStoredRequest } from '../../support/stored-examples.ts';
import { startServer } from '../aws/a-server.ts';

let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ENDPOINT_URL', dynamo.endpoint);
});
afterEach(() => vi.unstubAllEnvs());

const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const { id } = aStoredRequest();

type Credentials = ReturnType<typeof createEnvironmentCredentials>;
const bySdk = (credentials: Credentials): DynamoCalls => createDynamoClient({ credentials });
const bySignedCalls = (credentials: Credentials, timeoutMs = 60_000): DynamoCalls => {
  const send = createSignedCall(process.env, credentials, () => new Date());
  return callsSigned({ send, region: 'eu-central-1', timeoutMs });
};

/** JSON does not order the keys of an object. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, member]) => [key, sorted(member)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** A port that no server listens on. */
const closedPort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

describe.each([
  ["by the SDK's client", bySdk],
  ['by signed calls of our own', bySignedCalls],
] as const)('DynamoDB, %s', (_, callsWith) => {
  const storeIn = (tableName: string, environment: Record<string, string> = keys) => {
    const calls = callsWith(createEnvironmentCredentials(environment));
    return createDynamoRequestStore({ dynamo: calls, tableName, freshId: someIds(), pause: async () => {} });
  };

  it('uses AWS_ENDPOINT_URL', async () => {
    const { tableName } = await dynamo.table();

    await storeIn(tableName).create(aStoredRequest());

    expect(await storeIn(tableName).get(id)).toStrictEqual(aStoredRequest());
  });

  it('names the operation if the table does not exist', async () => {
    await expect(storeIn('no-such-table').get(id)).rejects.toMatchObject({
      name: 'StoreFault',
      message: `could not read a request (REQ#${id} / REQUEST): the table or one of its indexes does not exist`,
      tried: 'read a request',
      key: `REQ#${id} / REQUEST`,
      retryable: false,
    });
  });

  it('is retryable if the endpoint does not answer', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${await closedPort()}`);

    await expect(storeIn('any').get(id)).rejects.toMatchObject({
      name: 'StoreFault',
      retryable: true,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('names the missing variables if the environment has no credentials, and uses no other source', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'of the process, not of the environment in the argument');

    await expect(storeIn('any', { AWS_ACCESS_KEY_ID: 'test' }).get(id)).rejects.toMatchObject({
      retryable: false,
      message: expect.stringContaining('AWS_SECRET_ACCESS_KEY not set'),
    });
  });
});

/** A server that gives these answers in order, and then repeats the last one. */
const aServer = async (...answers: readonly ((response: ServerResponse) => unknown)[]) => {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(String(request.headers['x-amz-target']));
    request.resume().on('end', () => (answers[calls.length - 1] ?? answers.at(-1))?.(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return calls;
};

const refuse = (status: number, type: string, message: string) => (response: ServerResponse) =>
  response.writeHead(status).end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }));
const findNothing = (response: ServerResponse) => response.end('{}');

describe('signed calls of DynamoDB', () => {
  it('send the same requests as the SDK', async () => {
    const requests: string[] = [];
    const url = await startServer(async (request, response) => {
      requests.push(`${request.headers['x-amz-target']} ${JSON.stringify(sorted(JSON.parse(await text(request))))}`);
      response.end('{}');
    });
    vi.stubEnv('AWS_ENDPOINT_URL', url);
    const [sdk, signed] = [bySdk, bySignedCalls].map((callsWith) => callsWith(createEnvironmentCredentials(keys)));
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        tie('map'),
        tie('list'),
      ),
      list: fc.array(tie('value'), { maxLength: 3 }),
      // The SDK reads `constructor` of an object to learn its type.
      map: fc.dictionary(
        fc.string({ minLength: 1 }).filter((key) => !(key in Object.prototype)),
        tie('value'),
        { maxKeys: 3 },
      ),
    }));

    await fc.assert(
      fc.asyncProperty(values.map as fc.Arbitrary<Record<string, unknown>>, async (Item) => {
        requests.length = 0;
        const [TableName, Key] = ['any', { pk: 'p', sk: 's' }];
        for (const calls of [sdk, signed] as const) {
          await calls?.put({ TableName, Item });
          await calls?.query({ TableName, ExpressionAttributeValues: { ':item': Item }, ExclusiveStartKey: undefined });
          await calls?.batchGet({ RequestItems: { [TableName]: { Keys: [Key], ConsistentRead: true } } });
        }
        const [ofSdk, ofSigned] = [requests.slice(0, 3), requests.slice(3)];
        expect(ofSigned).toEqual(ofSdk);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a DynamoDB call that a user waits for', () => {
  const get = (timeoutMs?: number) => {
    const calls = bySignedCalls(createEnvironmentCredentials(keys), timeoutMs);
    return createDynamoRequestStore({ dynamo: calls, tableName: 'any', freshId: someIds(), pause: async () => {} }).get(
      id,
    );
  };

  it('fails after one retry if there is no answer', async () => {
    const calls = await aServer(() => {});

    await expect(get(500)).rejects.toMatchObject({ name: 'StoreFault', retryable: true });
    expect(calls).toHaveLength(2);
  });

  it.each([
    ['throttled', refuse(400, 'ThrottlingException', 'Rate exceeded')],
    ['answered with a fault of the server', refuse(500, 'InternalServerError', 'Try again')],
    ['cut off', (response: ServerResponse) => response.destroy()],
  ])('is made once more if it was %s', async (_, failure) => {
    const calls = await aServer(failure, findNothing);

    expect(await get()).toBeUndefined();
    expect(calls).toEqual(['DynamoDB_20120810.GetItem', 'DynamoDB_20120810.GetItem']);
  });

  it('is not repeated if it was refused', async () => {
    const calls = await aServer(refuse(400, 'AccessDeniedException', 'not authorized to perform dynamodb:GetItem'));

    await expect(get()).rejects.toMatchObject({
      retryable: false,
      message: expect.stringContaining('DynamoDB_20120810.GetItem: 400 AccessDeniedException: not authorized'),
    });
    expect(calls).toHaveLength(1);
  });
});
