import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../functions/adapters/dynamodb/table.ts';

const ATTEMPTS = 100;

/** What queries rest on, in a form that two tables can be compared by. */
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
 * Makes the table of the local stack unless it is there. In AWS the hub stack makes it. Throws when a table of that name
 * has other keys or indexes: an earlier release left it, and queries would fail one by one.
 */
export const ensureTable = async (
  client: DynamoDBClient,
  tableName: string,
  pause: (milliseconds: number) => Promise<void>,
): Promise<void> => {
  const definition = tableDefinition(tableName);
  try {
    await client.send(new CreateTableCommand(definition));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (Table.TableStatus === 'ACTIVE') {
      const [found, wanted] = [shapeOf(Table), shapeOf(definition as TableDescription)];
      if (found === wanted) return;
      throw new Error(
        `the table ${tableName} has the keys ${found}, and ${wanted} is needed; remove it and start again`,
      );
    }
    await pause(50);
  }
  throw new Error(`the table ${tableName} was not ready after ${ATTEMPTS * 50} ms`);
};
