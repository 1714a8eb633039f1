import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';

const ATTEMPTS = 200;
const PAUSE_MS = 20;

/** The keys and indexes of a table, in a form that can be compared. */
const shapeOf = ({
  KeySchema,
  GlobalSecondaryIndexes = [],
}: Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes'>) => {
  const keys = (schema: TableDescription['KeySchema']) => schema?.map(({ AttributeName }) => AttributeName).join('+');
  const indexes = GlobalSecondaryIndexes.map(
    ({ IndexName, KeySchema: indexKeys, Projection }) =>
      `${IndexName}(${keys(indexKeys)}: ${Projection?.NonKeyAttributes?.toSorted().join(' ') ?? Projection?.ProjectionType})`,
  );
  return [keys(KeySchema), ...indexes.toSorted()].join(', ');
};

/**
 * The table exists with other keys or indexes, because an earlier release created it. Queries would fail one by one.
 */
export class OtherTable extends Error {
  override readonly name = 'OtherTable';
}

/**
 * Creates a table if it does not exist, and returns when it is ready. Throws OtherTable. In AWS, the hub stack creates
 * it.
 */
export const ensureTable = async (
  client: DynamoDBClient,
  definition: CreateTableCommandInput,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<void> => {
  const { TableName } = definition;
  try {
    await client.send(new CreateTableCommand(definition));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { Table = {} } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table.TableStatus === 'ACTIVE') {
      const [found, wanted] = [shapeOf(Table), shapeOf(definition as TableDescription)];
      if (found === wanted) return;
      throw new OtherTable(
        `the table ${TableName} has the keys ${found}, but ${wanted} is needed: an earlier release created it`,
      );
    }
    await pause(PAUSE_MS);
  }
  throw new Error(`the table ${TableName} was not ready after ${ATTEMPTS * PAUSE_MS} ms`);
};
