import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../functions/adapters/dynamodb/calls.ts';
import { tableDefinition } from '../../functions/adapters/dynamodb/table.ts';
import { ensureTable } from '../../local/stack/ensure-table.ts';

type Dynalite = (options: Readonly<Record<string, number>>) => Server;
const dynalite = createRequire(import.meta.url)('dynalite') as Dynalite;

/** An empty table with the SDK client for it. Tests can also use the client directly. */
export interface TestTable extends Table {
  readonly client: DynamoDBDocument;
}

/** A DynamoDB in this process, in memory. */
export interface TestDynamo {
  /** The address for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  /** Creates a new table. */
  table(): Promise<TestTable>;
  stop(): Promise<void>;
}

/** Starts a DynamoDB on a free port of 127.0.0.1. */
export const startDynamo = async (): Promise<TestDynamo> => {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients: DynamoDBClient[] = [];

  return {
    endpoint,
    table: async () => {
      const client = new DynamoDBClient({
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      });
      clients.push(client);
      const tableName = `assume-${randomUUID()}`;
      // The table is usable shortly after the answer of CreateTable. Each check is a round trip, so the loop needs no pause.
      await ensureTable(client, tableDefinition(tableName), async () => {});
      const documents = DynamoDBDocument.from(client);
      return { client: documents, dynamo: documents, tableName };
    },
    stop: async () => {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Counts the later calls of a client by operation: `{ GetItem: 1 }`. */
export const countCalls = ({ client }: TestTable): Readonly<Record<string, number>> => {
  const calls: Record<string, number> = {};
  client.middlewareStack.add(
    (next, { commandName = 'unknown' }) =>
      async (args) => {
        const operation = commandName.replace(/Command$/, '');
        calls[operation] = (calls[operation] ?? 0) + 1;
        return next(args);
      },
    { step: 'initialize', name: `count-${randomUUID()}` },
  );
  return calls;
};

/** Lets the next call of one operation take effect and then loses its answer, so that the SDK sends it again. */
export const loseNextAnswer = ({ client }: TestTable, operation: string): void => {
  let isLost = false;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        if (isLost || commandName !== `${operation}Command`) return answer;
        isLost = true;
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
      },
    { step: 'deserialize', priority: 'low', name: `lose-${randomUUID()}` },
  );
};

/** Runs a function just before the next call of one operation is sent, to simulate a race. */
export const beforeNext = ({ client }: TestTable, operation: string, interfere: () => Promise<unknown>): void => {
  let isDone = false;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (!isDone && commandName === `${operation}Command`) {
          isDone = true;
          await interfere();
        }
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'high', name: `before-${randomUUID()}` },
  );
};

/** Records the later calls of a client: the operation and its input. */
export const recordCalls = ({ client }: TestTable) => {
  const calls: { readonly operation: string; readonly input: Readonly<Record<string, unknown>> }[] = [];
  client.middlewareStack.add(
    (next, { commandName = 'unknown' }) =>
      (args) => {
        calls.push({ operation: commandName.replace(/Command$/, ''), input: { ...args.input } });
        return next(args);
      },
    { step: 'initialize', name: `record-${randomUUID()}` },
  );
  return calls;
};

/** Makes queries return short pages, as DynamoDB does above 1 MB. */
export const shortenPages = ({ client }: TestTable, items: number): void => {
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        next(commandName === 'QueryCommand' ? { ...args, input: { ...args.input, Limit: items } } : args),
    { step: 'initialize', priority: 'low', name: `shorten-${randomUUID()}` },
  );
};

/** Makes every batch read return all keys as unprocessed, as DynamoDB does when it throttles. */
export const leaveOutBatches = ({ client, tableName }: TestTable): void => {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'BatchGetCommand' && commandName !== 'BatchGetItemCommand') return next(args);
        const { RequestItems } = args.input as { RequestItems: Readonly<Record<string, object>> };
        return {
          response: {},
          output: { Responses: { [tableName]: [] }, UnprocessedKeys: RequestItems, $metadata: {} },
        };
      },
    { step: 'initialize', priority: 'high', name: `leave-out-${randomUUID()}` },
  );
};
