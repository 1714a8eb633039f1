import { requireAllowedBy } from '../auth/refusal.ts';
import type { Call, Service } from '../call.ts';
import { notImplementedHere } from '../errors.ts';
import { jsonBody, jsonError, peekJson, targetOperation } from '../http/json-protocol.ts';
import { partitionOfRegion } from '../world/partition.ts';
import type { DynamoEngine } from './engine.ts';
import { leadingKeys } from './leading-keys.ts';
import { noteTable, requireDeletable, requireTableKey, tableSettingsAnswer, withSettings } from './table-settings.ts';

type Body = Readonly<Record<string, unknown>>;

const bareName = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

/** The tables that a request names. Batch operations name several. */
const tablesOf = (body: Body): readonly string[] => {
  const { TableName, RequestItems, ResourceArn } = body;
  if (typeof TableName === 'string') return [bareName(TableName)];
  if (typeof ResourceArn === 'string') return [bareName(ResourceArn)];
  return typeof RequestItems === 'object' && RequestItems !== null ? Object.keys(RequestItems).map(bareName) : [];
};

/** Returns the partition key of a table. The engine is queried once per table. */
const createPartitionKeys = (engine: DynamoEngine) => {
  const known = new Map<string, string>();
  return async (call: Call, table: string): Promise<string> => {
    const accountId = call.caller.account.id;
    const id = `${accountId}/${table}`;
    const remembered = known.get(id);
    if (remembered !== undefined) return remembered;
    const headers = { ...call.request.headers, 'x-amz-target': 'DynamoDB_20120810.DescribeTable' };
    const request = { ...call.request, headers, body: Buffer.from(JSON.stringify({ TableName: table })) };
    const { Table } = JSON.parse((await engine.answer(accountId, request)).body.toString()) as {
      Table?: { KeySchema: { AttributeName: string; KeyType: string }[] };
    };
    const name = Table?.KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
    if (name !== '') known.set(id, name);
    return name;
  };
};

const requireTables = async (
  call: Call,
  body: Body,
  partitionKeyOf: ReturnType<typeof createPartitionKeys>,
): Promise<void> => {
  const action = `dynamodb:${call.operation}`;
  const base = `arn:${partitionOfRegion(call.facts.region)}:dynamodb:${call.facts.region}:${call.caller.account.id}:table/`;
  const index = typeof body['IndexName'] === 'string' ? `/index/${body['IndexName']}` : '';
  const tables = tablesOf(body);
  const resources = tables.length === 0 ? ['*'] : tables.map((table) => `${base}${table}${index}`);
  const keys = tables[0] === undefined ? [] : leadingKeys(body, await partitionKeyOf(call, tables[0]));
  const context = keys.length === 0 ? {} : { 'dynamodb:LeadingKeys': keys };
  for (const resource of resources) {
    requireAllowedBy(call.explain({ action, resource, context }), call.caller, action, resource);
  }
};

/**
 * Authentication and authorization errors, which DynamoDB returns with status 400 and types in com.amazon.coral.service. Source: AWS, DynamoDB
 * Developer Guide, "Error handling with DynamoDB", HTTP status code 400.
 */
const IDENTITY_CODES = new Set([
  'AccessDenied',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'MissingAuthenticationToken',
  'SignatureDoesNotMatch',
]);

const errorCode = (body: string | Buffer): { code: string; message: string } => {
  const { __type = 'UnknownError', message = '' } = JSON.parse(body.toString() || '{}') as Record<string, string>;
  return { code: __type.slice(__type.indexOf('#') + 1), message };
};

/** DynamoDB: the caller's policies decide, and dynalite runs the operation. */
export const createDynamoService = (engine: DynamoEngine): Service => {
  const partitionKeyOf = createPartitionKeys(engine);
  return {
    describe: (request) => ({
      operation: targetOperation(request),
      resource: tablesOf(peekJson(request)).join(','),
    }),
    run: async (call) => {
      const body = jsonBody(call.request);
      if (
        body['ReturnValuesOnConditionCheckFailure'] !== undefined &&
        body['ReturnValuesOnConditionCheckFailure'] !== 'NONE'
      ) {
        // dynalite silently ignores this parameter, so code that relies on it would behave differently in AWS.
        throw notImplementedHere('ReturnValuesOnConditionCheckFailure');
      }
      await requireTables(call, body, partitionKeyOf);
      const [table = ''] = tablesOf(body);
      requireTableKey(call, table);
      requireDeletable(call, table);
      const ofSettings = tableSettingsAnswer(call, table, body);
      if (ofSettings) return ofSettings;
      const answer = await engine.answer(call.caller.account.id, call.request);
      if (answer.status < 400) {
        if (call.operation === 'CreateTable') noteTable(call, table, body);
        return call.operation === 'DescribeTable' ? withSettings(call, table, answer) : answer;
      }
      const { code, message } = errorCode(answer.body);
      if (code === 'UnknownOperationException') throw notImplementedHere(`the DynamoDB operation ${call.operation}`);
      return { ...answer, error: { code, message } };
    },
    answerError: (error, requestId) =>
      IDENTITY_CODES.has(error.code)
        ? jsonError({ code: error.code, message: error.message, status: 400 }, requestId, 'com.amazon.coral.service')
        : jsonError(error, requestId, 'com.amazonaws.dynamodb.v20120810'),
  };
};
