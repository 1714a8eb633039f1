import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { SendSigned } from '../aws/signed-call.ts';
import type { DynamoCalls } from './calls.ts';
import { isPassing } from './fault.ts';

/** Slack gives up after 3 s, so a call fails within 2 s, including its one retry. */
const TIMEOUT_MS = 900;
const ATTEMPTS = 2;

type Change = (value: never) => unknown;

/** A record with some of its members converted. Undefined members are left out, as in JSON. */
const changed = (record: object, changes: Readonly<Record<string, Change>>): object =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Object.hasOwn(changes, name) ? changes[name]?.(value as never) : value]],
    ),
  );

const inEach =
  (change: Change): Change =>
  (record: object) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value as never)]));

const listOf =
  (change: Change): Change =>
  (items: readonly never[]) =>
    items.map((item) => change(item));

const toAttributes: Change = (item: Record<string, unknown>) => marshall(item);
const toPlain: Change = (attributes: Parameters<typeof unmarshall>[0]) => unmarshall(attributes);

const ofInput: Readonly<Record<string, Change>> = {
  Item: toAttributes,
  Key: toAttributes,
  ExpressionAttributeValues: toAttributes,
  ExclusiveStartKey: toAttributes,
  RequestItems: inEach((table: object) => changed(table, { Keys: listOf(toAttributes) })),
};
const ofOutput: Readonly<Record<string, Change>> = {
  Item: toPlain,
  Items: listOf(toPlain),
  Attributes: toPlain,
  LastEvaluatedKey: toPlain,
  Responses: inEach(listOf(toPlain)),
  UnprocessedKeys: inEach((table: object) => changed(table, { Keys: listOf(toPlain) })),
};

/**
 * Calls DynamoDB without the SDK client, which is as large as the rest of the bundle of slack-events (docs/decisions/0006).
 * Throws SignedCallFault.
 */
export const callsSigned = ({
  send,
  region,
  timeoutMs = TIMEOUT_MS,
}: {
  readonly send: SendSigned;
  readonly region: string;
  readonly timeoutMs?: number;
}): DynamoCalls => {
  const call =
    (operation: string) =>
    async <Output>(input: object): Promise<Output> => {
      const target = `DynamoDB_20120810.${operation}`;
      const request = { service: 'dynamodb', target, region, input: changed(input, ofInput), timeoutMs } as const;
      for (let attempt = 1; ; attempt += 1) {
        try {
          return changed((await send(request)) as object, ofOutput) as Output;
        } catch (fault) {
          if (attempt === ATTEMPTS || !isPassing(fault)) throw fault;
        }
      }
    };
  return {
    get: call('GetItem'),
    batchGet: call('BatchGetItem'),
    query: call('Query'),
    scan: call('Scan'),
    put: call('PutItem'),
    update: call('UpdateItem'),
    delete: call('DeleteItem'),
  };
};
