import { expect, it, onTestFinished } from 'vitest';
import { createDynamoEngine } from './engine.ts';

const anEngine = () => {
  const engine = createDynamoEngine('us-east-1', undefined);
  onTestFinished(() => engine.close());
  return async (operation: string, input: object) => {
    const answer = await engine.answer('111111111111', {
      method: 'POST',
      path: '/',
      query: '',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        authorization: 'AWS4-HMAC-SHA256 Credential=x/y/z, SignedHeaders=host, Signature=s',
        'x-amz-date': '20300101T120000Z',
      },
      body: Buffer.from(JSON.stringify(input)),
      sourceIp: '127.0.0.1',
    });
    const { __type = 'ok' } = JSON.parse(answer.body.toString()) as { __type?: string };
    return __type.slice(__type.indexOf('#') + 1);
  };
};

const table = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
};

// Tests of the stores sometimes failed with "the table does not exist", because dynalite answers CreateTable before the
// table exists.
it('answers only after a table has been created or deleted', async () => {
  const ask = anEngine();

  const answers = [
    await ask('CreateTable', table),
    await ask('PutItem', { TableName: 'things', Item: { pk: { S: '1' } } }),
    await ask('DeleteTable', { TableName: 'things' }),
    await ask('CreateTable', table),
    await ask('GetItem', { TableName: 'things', Key: { pk: { S: '1' } } }),
  ];

  expect(answers).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
});
