import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, DeleteQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { defined } from '../defined.ts';
import { arnIn, generatedName, type Properties, type ResourceKind, type Task, text } from '../resource.ts';

/** Properties of a table that are calls of their own, or that CreateTable spells differently. */
const NOT_IN_CREATE_TABLE = new Set([
  'PointInTimeRecoverySpecification',
  'TimeToLiveSpecification',
  'SSESpecification',
  'TableName',
]);

const sse = ({ properties }: Task): object => {
  const { SSEEnabled: Enabled, SSEType, KMSMasterKeyId } = (properties['SSESpecification'] ?? {}) as Properties;
  return Enabled === undefined ? {} : { SSESpecification: { Enabled, SSEType, KMSMasterKeyId } };
};

const shapeOf = ({ KeySchema, GlobalSecondaryIndexes }: Properties): string => {
  const keys = (schema: unknown) =>
    (schema as readonly Properties[]).map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`);
  const indexes = ((GlobalSecondaryIndexes ?? []) as readonly Properties[]).map(
    ({ IndexName, KeySchema: schema, Projection }) => {
      const { ProjectionType, NonKeyAttributes = [] } = Projection as Properties;
      return [IndexName, keys(schema), ProjectionType, [...(NonKeyAttributes as string[])].sort()];
    },
  );
  return JSON.stringify([keys(KeySchema), indexes.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))]);
};

const configureTable = async ({ clients: { dynamodb }, properties }: Task, TableName: string): Promise<void> => {
  const ttl = properties['TimeToLiveSpecification'] as { AttributeName: string; Enabled: boolean } | undefined;
  if (ttl !== undefined) {
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: ttl }));
  }
  const recovery = properties['PointInTimeRecoverySpecification'] as
    | { PointInTimeRecoveryEnabled: boolean }
    | undefined;
  if (recovery !== undefined) {
    await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification: recovery }));
  }
};

const tableAs = (task: Task, name: string) => ({
  ref: name,
  attributes: { Arn: arnIn(task, 'dynamodb', `table/${name}`) },
});

/** A table with its keys, indexes, time to live, recovery and encryption. */
export const table: ResourceKind = {
  create: async (task) => {
    const TableName = String(task.properties['TableName'] ?? generatedName(task));
    const rest = Object.entries(task.properties).filter(([name]) => !NOT_IN_CREATE_TABLE.has(name));
    const input = { TableName, ...Object.fromEntries(rest), ...sse(task) };
    await task.clients.dynamodb.send(new CreateTableCommand(input as unknown as CreateTableCommandInput));
    await configureTable(task, TableName);
    return tableAs(task, TableName);
  },
  update: async (task, { physical }) => {
    const { Table } = await task.clients.dynamodb.send(new DescribeTableCommand({ TableName: physical.ref }));
    // CloudFormation would replace the table, and every open grant with it.
    if (shapeOf(Table as unknown as Properties) !== shapeOf(task.properties)) {
      throw new Error(`the keys or indexes of ${task.logicalId} differ from the existing table ${physical.ref}`);
    }
    const { DeletionProtectionEnabled } = task.properties;
    if (typeof DeletionProtectionEnabled === 'boolean') {
      const change = { TableName: physical.ref, DeletionProtectionEnabled };
      await task.clients.dynamodb.send(new UpdateTableCommand(change));
    }
    await configureTable(task, physical.ref);
    return tableAs(task, physical.ref);
  },
  remove: async ({ clients }, { ref }) => {
    await clients.dynamodb.send(new DeleteTableCommand({ TableName: ref }));
  },
};

/** CloudFormation passes booleans, numbers and objects of a queue as texts. */
const attributeText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

const attributesOf = ({ properties }: Task): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => name !== 'QueueName')
      .map(([name, one]) => [name, attributeText(one)]),
  );

/** A FIFO queue, with its redrive policy and its key. */
export const queue: ResourceKind = {
  create: async (task) => {
    const QueueName = String(task.properties['QueueName'] ?? `${generatedName(task).slice(0, 75)}.fifo`);
    const command = new CreateQueueCommand({ QueueName, Attributes: attributesOf(task) });
    const { QueueUrl = '' } = await task.clients.sqs.send(command);
    return { ref: QueueUrl, attributes: { Arn: arnIn(task, 'sqs', QueueName), QueueName, QueueUrl } };
  },
  update: async (task, { physical }) => {
    const { FifoQueue: _, ...Attributes } = attributesOf(task);
    await task.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: physical.ref, Attributes }));
    return physical;
  },
  remove: async ({ clients }, { ref }) => {
    await clients.sqs.send(new DeleteQueueCommand({ QueueUrl: ref }));
  },
};

const putQueuePolicy = async (task: Task) => {
  const Policy = JSON.stringify(task.properties['PolicyDocument']);
  for (const QueueUrl of task.properties['Queues'] as readonly string[]) {
    await task.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  }
  return { ref: task.logicalId, attributes: {} };
};

/** The access policy of queues. It disappears with them. */
export const queuePolicy: ResourceKind = { create: putQueuePolicy, update: putQueuePolicy, remove: async () => {} };

/** A secret. CloudFormation generates a first value if the template asks for one. */
export const secret: ResourceKind = {
  create: async (task) => {
    const { KmsKeyId, Description, GenerateSecretString, SecretString } = task.properties;
    const generated = GenerateSecretString === undefined ? undefined : 'generated-by-cloudformation';
    const { ARN = '' } = await task.clients.secretsManager.send(
      new CreateSecretCommand({
        Name: text(task, 'Name'),
        ...defined({
          KmsKeyId: KmsKeyId as string | undefined,
          Description: Description as string | undefined,
          SecretString: (SecretString as string | undefined) ?? generated,
        }),
      }),
    );
    return { ref: ARN, attributes: { Id: ARN } };
  },
  remove: async ({ clients }, { ref }) => {
    await clients.secretsManager.send(new DeleteSecretCommand({ SecretId: ref, ForceDeleteWithoutRecovery: true }));
  },
};
