import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import createDynalite from 'dynalite';
import type { HttpAnswer, HttpRequest } from '../http/request.ts';

/** The tables of each account. Accounts have separate stores, as in AWS. */
export interface DynamoEngine {
  answer(accountId: string, request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

const IMMEDIATELY = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };

const openStore = (accountId: string, region: string, directory: string | undefined): Server => {
  // dynalite reads the account and region of its ARNs from the environment when it is created.
  const before = { account: process.env['AWS_ACCOUNT_ID'], region: process.env['AWS_REGION'] };
  const restore = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  process.env['AWS_ACCOUNT_ID'] = accountId;
  process.env['AWS_REGION'] = region;
  try {
    if (directory === undefined) return createDynalite(IMMEDIATELY);
    const path = join(directory, 'dynamodb', accountId);
    mkdirSync(path, { recursive: true });
    return createDynalite({ ...IMMEDIATELY, path });
  } finally {
    restore('AWS_ACCOUNT_ID', before.account);
    restore('AWS_REGION', before.region);
  }
};

const ask = (server: Server, request: HttpRequest): Promise<HttpAnswer> =>
  new Promise((resolve) => {
    const message = Object.assign(Readable.from([request.body], { objectMode: false }), {
      method: request.method,
      url: '/',
      headers: request.headers,
    });
    const headers: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: string | number) => {
        headers[name.toLowerCase()] = String(value);
      },
      end: (body = '') => resolve({ status: response.statusCode, headers, body }),
    };
    server.emit('request', message, response);
  });

const CHANGES_TABLES = /\.(Create|Update|Delete)Table$/;
const LOOKS = 10_000;

/**
 * dynalite answers before it has applied such a change, and the delay cannot be set to zero. Waits until the change is
 * applied.
 */
const settleTable = async (server: Server, request: HttpRequest): Promise<void> => {
  const { TableName } = JSON.parse(request.body.toString()) as { TableName: string };
  const headers = { ...request.headers, 'x-amz-target': 'DynamoDB_20120810.DescribeTable' };
  const describeTable = { ...request, headers, body: Buffer.from(JSON.stringify({ TableName })) };
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const { Table } = JSON.parse((await ask(server, describeTable)).body.toString()) as {
      Table?: { TableStatus: string };
    };
    if (Table === undefined || Table.TableStatus === 'ACTIVE') return;
  }
};

const askAndSettle = async (server: Server, request: HttpRequest): Promise<HttpAnswer> => {
  const answer = await ask(server, request);
  const isChange = answer.status === 200 && CHANGES_TABLES.test(request.headers['x-amz-target'] ?? '');
  if (isChange) await settleTable(server, request);
  return answer;
};

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    // dynalite closes its database only when its server closes, so the server listens briefly.
    server.listen(0, '127.0.0.1', () => server.close(() => resolve()));
  });

/** Answers DynamoDB calls with dynalite in the same process, without a listening server. */
export const createDynamoEngine = (region: string, directory: string | undefined): DynamoEngine => {
  const stores = new Map<string, Server>();
  const underWay = new Set<Promise<HttpAnswer>>();
  return {
    answer: async (accountId, request) => {
      let store = stores.get(accountId);
      if (!store) {
        store = openStore(accountId, region, directory);
        stores.set(accountId, store);
      }
      const answering = askAndSettle(store, request);
      underWay.add(answering);
      try {
        return await answering;
      } finally {
        underWay.delete(answering);
      }
    },
    close: async () => {
      // A write continues after its caller disconnects. Closing the database during the write would crash the process.
      while (underWay.size > 0) await Promise.allSettled(underWay);
      await Promise.all([...stores.values()].map(closeServer));
      stores.clear();
    },
  };
};
