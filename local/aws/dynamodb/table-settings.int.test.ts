import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { aLocalAws, PROD, policy, ROLE, refusal } from '../testing/a-local-aws.ts';

const TableName = 'access';
const KEY = `arn:aws:kms:us-east-1:${PROD}:key/1`;

const aTable = async (more: object = {}) => {
  const { aws } = await aLocalAws();
  const ownKey = policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${PROD}:root` },
    Action: 'kms:*',
    Resource: '*',
  });
  aws.seed({ accounts: [{ id: PROD, kmsKeys: [{ arn: KEY, policy: ownKey }] }] });
  const client = (credentials: ReturnType<typeof aws.rootCredentials>) =>
    new DynamoDBClient({ endpoint: aws.url, region: aws.region, credentials, maxAttempts: 1 });
  const root = client(aws.rootCredentials(PROD));
  await root.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      ...more,
    }),
  );
  return { aws, root, role: client(aws.issueSession({ roleArn: ROLE, sessionName: 'bot' })) };
};

describe('the settings of a table', () => {
  it('return what was set, and are unknown before', async () => {
    const { root } = await aTable();
    const unknown = await refusal(root.send(new DescribeTimeToLiveCommand({ TableName })));
    const TimeToLiveSpecification = { AttributeName: 'ttl', Enabled: true };
    await root.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    const twice = await refusal(root.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification })));
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await root.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));

    const ttl = await root.send(new DescribeTimeToLiveCommand({ TableName }));
    const backups = await root.send(new DescribeContinuousBackupsCommand({ TableName }));

    expect(unknown.message).toContain('does not implement');
    expect(twice.message).toContain('already enabled');
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe(
      'ENABLED',
    );
  });

  it('with deletion protection prevent deletion until it is turned off', async () => {
    const { root } = await aTable({ DeletionProtectionEnabled: true });
    const isProtected = async () =>
      (await root.send(new DescribeTableCommand({ TableName }))).Table?.DeletionProtectionEnabled;
    const before = await isProtected();

    const refused = await refusal(root.send(new DeleteTableCommand({ TableName })));
    await root.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));

    expect(refused.message).toContain('protected against deletion');
    expect([before, await isProtected()]).toEqual([true, false]);
    await root.send(new DeleteTableCommand({ TableName }));
  });

  it('with a customer managed key require permission for the key to read an item', async () => {
    const { aws, role } = await aTable({ SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY } });
    const allow = (...Action: string[]) =>
      aws.editRole(ROLE, { inlinePolicies: { own: policy({ Effect: 'Allow', Action, Resource: '*' }) } });
    const read = () => role.send(new GetItemCommand({ TableName, Key: { pk: { S: '1' } } }));
    allow('dynamodb:GetItem');
    const denied = await refusal(read());
    allow('dynamodb:GetItem', 'kms:Decrypt');

    expect(denied.message).toContain('kms:Decrypt');
    expect((await read()).Item).toBeUndefined();
  });
});
