import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLocalAws } from '../server.ts';
import { aLocalAws, PROD, policy, ROLE, refusal, UTILS, userArn } from '../testing/a-local-aws.ts';
import type { Credentials, LocalAws } from '../types.ts';

const clientAs = (aws: LocalAws, credentials: Credentials): DynamoDBClient =>
  new DynamoDBClient({ endpoint: aws.url, region: aws.region, credentials, maxAttempts: 1 });

const createTable = new CreateTableCommand({
  TableName: 'access',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'due'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'due',
      KeySchema: [{ AttributeName: 'due', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

const item = { pk: { S: 'REQ#1' }, sk: { S: 'REQ' }, due: { S: 'now' }, version: { N: '1' } };
const readItem = new GetItemCommand({ TableName: 'access', Key: { pk: item.pk, sk: item.sk }, ConsistentRead: true });

describe('DynamoDB', () => {
  it('applies conditional writes and reads them back consistently', async () => {
    const { aws } = await aLocalAws();
    const dynamo = clientAs(aws, aws.rootCredentials(UTILS));
    const { TableDescription } = await dynamo.send(createTable);
    const putOnce = { TableName: 'access', Item: item, ConditionExpression: 'attribute_not_exists(pk)' };

    await dynamo.send(new PutItemCommand(putOnce));
    const again = await refusal(dynamo.send(new PutItemCommand(putOnce)));

    expect(TableDescription?.TableArn).toBe(`arn:aws:dynamodb:us-east-1:${UTILS}:table/access`);
    expect(again.code).toBe('ConditionalCheckFailedException');
    expect((await dynamo.send(readItem)).Item).toEqual(item);
  });

  it('returns authentication and authorization errors with status 400', async () => {
    const { aws } = await aLocalAws();
    const root = aws.rootCredentials(PROD);
    const answerFor = async (credentials: Credentials) => {
      try {
        await clientAs(aws, credentials).send(new ListTablesCommand({}));
      } catch (error) {
        const { name, $metadata } = error as Error & { $metadata: { httpStatusCode: number } };
        return [name, $metadata.httpStatusCode];
      }
      return ['none'];
    };
    const unsigned = await fetch(aws.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' },
      body: '{}',
    });

    const answers = [
      await answerFor({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }),
      await answerFor({ ...root, secretAccessKey: 'x' }),
      await answerFor({ ...root, sessionToken: 'x' }),
      await answerFor(aws.issueSession({ roleArn: ROLE, sessionName: 'hub' })),
      await answerFor(aws.issueSession({ roleArn: ROLE, sessionName: 'hub', durationSeconds: 0 })),
    ];

    expect(answers).toEqual([
      ['UnrecognizedClientException', 400],
      ['InvalidSignatureException', 400],
      ['UnrecognizedClientException', 400],
      ['AccessDeniedException', 400],
      ['ExpiredTokenException', 400],
    ]);
    expect([unsigned.status, await unsigned.json()]).toMatchObject([
      400,
      { __type: 'com.amazon.coral.service#MissingAuthenticationTokenException' },
    ]);
  });

  it('evaluates the policies of the caller for a table and for each of its indexes', async () => {
    const { aws } = await aLocalAws();
    const table = `arn:aws:dynamodb:us-east-1:${PROD}:table/access`;
    await clientAs(aws, aws.rootCredentials(PROD)).send(createTable);
    aws.editRole(ROLE, {
      inlinePolicies: { table: policy({ Effect: 'Allow', Action: 'dynamodb:Query', Resource: table }) },
    });
    const dynamo = clientAs(aws, aws.issueSession({ roleArn: ROLE, sessionName: 'hub' }));
    const query = (IndexName?: string) =>
      dynamo.send(
        new QueryCommand({
          TableName: 'access',
          ...(IndexName ? { IndexName } : {}),
          KeyConditionExpression: `${IndexName ?? 'pk'} = :v`,
          ExpressionAttributeValues: { ':v': { S: 'x' } },
        }),
      );

    const ofTable = await query();
    const ofIndex = await refusal(query('due'));
    const put = await refusal(dynamo.send(new PutItemCommand({ TableName: 'access', Item: item })));

    expect(ofTable.Items).toEqual([]);
    expect([ofIndex.code, put.code]).toEqual(['AccessDeniedException', 'AccessDeniedException']);
    expect(ofIndex.message).toContain(`dynamodb:Query on resource: ${table}/index/due`);
  });

  it('keeps the tables of each account separate', async () => {
    const { aws } = await aLocalAws();
    await clientAs(aws, aws.rootCredentials(UTILS)).send(createTable);

    const ofUtils = await clientAs(aws, aws.rootCredentials(UTILS)).send(new ListTablesCommand({}));
    const ofProd = await clientAs(aws, aws.rootCredentials(PROD)).send(new ListTablesCommand({}));

    expect([ofUtils.TableNames, ofProd.TableNames]).toEqual([['access'], []]);
  });

  it('keeps its items over a restart if it has a directory', async () => {
    const statePath = mkdtempSync(join(tmpdir(), 'local-aws-'));
    onTestFinished(() => rmSync(statePath, { recursive: true, force: true }));
    const first = await aLocalAws({ statePath });
    const dynamo = clientAs(first.aws, first.aws.rootCredentials(UTILS));
    await dynamo.send(createTable);
    await dynamo.send(new PutItemCommand({ TableName: 'access', Item: item }));
    const credentials = first.aws.rootCredentials(UTILS);
    await first.aws.close();

    const second = await createLocalAws({ port: 0, statePath });
    onTestFinished(() => second.close());

    expect((await clientAs(second, credentials).send(readItem)).Item).toEqual(item);
  });

  it('rejects parameters that dynalite would silently ignore', async () => {
    const { aws } = await aLocalAws();
    const dynamo = clientAs(aws, aws.rootCredentials(UTILS));
    await dynamo.send(createTable);

    const returning = await refusal(
      dynamo.send(
        new PutItemCommand({ TableName: 'access', Item: item, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      ),
    );
    const transaction = await refusal(
      dynamo.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 'access', Item: item } }] })),
    );

    expect(returning.message).toBe('The local AWS does not implement ReturnValuesOnConditionCheckFailure.');
    expect(transaction.message).toBe('The local AWS does not implement the DynamoDB operation TransactWriteItems.');
  });

  it('returns the error of DynamoDB for an invalid key', async () => {
    const { aws } = await aLocalAws();

    const wrong = await refusal(
      clientAs(aws, { ...aws.credentialsOf(userArn('alice')), secretAccessKey: 'x' }).send(new ListTablesCommand({})),
    );

    expect(wrong.code).toBe('InvalidSignatureException');
  });
});
