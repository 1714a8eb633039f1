import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { viaServices } from '../partition.ts';

/** One key for all stored data of the hub. The services that write on its behalf can use it. */
export const createCustomerKey = (scope: Construct, prefix: string, keepData: boolean): Key => {
  const { region, account, partition, urlSuffix } = Stack.of(scope);
  const key = new Key(scope, 'CustomerKey', {
    alias: `alias/${prefix}`,
    description: `Encrypts the data of ${prefix}: table, queues, secrets, logs, alarms`,
    enableKeyRotation: true,
    removalPolicy: keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.${urlSuffix}`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` },
      },
    }),
  );
  // Alarms publish to a topic that is encrypted with the key.
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  return key;
};

/** Lets a role use a key through some services, with the actions that these require of their callers. */
export const grantUseOfKey = (
  role: Role,
  keyArn: string | undefined,
  services: readonly ('dynamodb' | 'sqs' | 's3' | 'secretsmanager' | 'ssm')[],
  operations: readonly string[],
): void => {
  if (keyArn === undefined) return;
  const { region } = Stack.of(role);
  const via = viaServices(services, region);
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: operations.map((operation) => `kms:${operation}`),
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': via.length === 1 ? via[0] : [...via] } },
    }),
  );
};
