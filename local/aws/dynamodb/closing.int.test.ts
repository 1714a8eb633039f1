import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createLocalAws } from '../server.ts';

describe('closing the local AWS', () => {
  it('completes the writes in progress, even if their callers have disconnected', async () => {
    const aws = await createLocalAws({ port: 0 });
    aws.seed({ accounts: [{ id: '111111111111' }] });
    const client = new DynamoDBClient({
      endpoint: aws.url,
      region: aws.region,
      credentials: aws.rootCredentials('111111111111'),
      maxAttempts: 1,
    });
    await client.send(
      new CreateTableCommand({
        TableName: 'things',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    );
    const begun = new Promise<void>((resolve) => {
      const writes = Array.from({ length: 30 }, (_, index) =>
        client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: String(index) } } })),
      );
      // The first answer shows that the other writes are in progress.
      void Promise.race(writes).then(() => resolve());
      for (const write of writes) write.catch(() => {});
    });
    await begun;

    await aws.close();

    await expect(client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'x' } } }))).rejects.toThrow();
  });
});
