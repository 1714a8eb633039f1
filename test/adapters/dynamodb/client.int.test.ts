import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDynamoClient } from '../../../functions/adapters/dynamodb/client.ts';
import { createDynamoRequestStore } from '../../../functions/adapters/dynamodb/request-store.ts';
import { createEnvironmentCredentials } from '../../../functions/adapters/system/environment-credentials.ts';
import type { TestDynamo } from '../../support/dynalite.ts';
import { startDynamo } from '../../support/dynalite.ts';
import { someIds } from '../../support/fixed-ids.ts';
import { aStoredRequest } from '../../support/stored-examples.ts';

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

const storeIn = (tableName: string, environment: Record<string, string> = keys) => {
  const credentials = createEnvironmentCredentials(environment);
  const client = createDynamoClient({ patience: 'answering', credentials });
  return createDynamoRequestStore({ client, tableName, freshId: someIds(), pause: async () => {} });
};

/** A port on which nothing listens any more. */
const closedPort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

describe('the client of DynamoDB', () => {
  it('goes where AWS_ENDPOINT_URL says', async () => {
    const { tableName } = await dynamo.table();

    await storeIn(tableName).create(aStoredRequest());

    expect(await storeIn(tableName).get(id)).toStrictEqual(aStoredRequest());
  });

  it('says what was tried when the table is not there', async () => {
    await expect(storeIn('no-such-table').get(id)).rejects.toMatchObject({
      name: 'StoreFault',
      message: `could not read a request (REQ#${id} / REQUEST): the table or one of its indexes does not exist`,
      tried: 'read a request',
      key: `REQ#${id} / REQUEST`,
      retryable: false,
      cause: { name: 'ResourceNotFoundException' },
    });
  });

  it('says that waiting may help when nothing answers at the address', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${await closedPort()}`);

    await expect(storeIn('any').get(id)).rejects.toMatchObject({
      name: 'StoreFault',
      retryable: true,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('names the variables when the keys are not in the environment, and looks nowhere else', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'of the process, not of what was handed in');

    await expect(storeIn('any', { AWS_ACCESS_KEY_ID: 'test' }).get(id)).rejects.toMatchObject({
      retryable: false,
      message: expect.stringContaining('AWS_SECRET_ACCESS_KEY not set'),
    });
  });

  it('gives up after its one retry when DynamoDB takes the call and says nothing', async () => {
    let calls = 0;
    const mute = createServer(() => {
      calls += 1;
    });
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(mute.address() as AddressInfo).port}`);

    const failure = await storeIn('any')
      .get(id)
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ name: 'StoreFault', retryable: true });
    expect(calls).toBe(2);
    mute.closeAllConnections();
    await new Promise((resolve) => mute.close(resolve));
  });
});
