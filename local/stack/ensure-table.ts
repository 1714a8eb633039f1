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

/** A table of that name has other keys or indexes than are needed: an earlier release left it, and queries would fail one by one. */
export class OtherTable extends Error {
  override readonly name = 'OtherTable';
}

/** Makes a table unless it is there, and answers when it can be used. Throws OtherTable. In AWS the hub stack makes it. */
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
        `the table ${TableName} has the keys ${found}, and ${wanted} is needed: an earlier release left it`,
      );
    }
    await pause(PAUSE_MS);
  }
  throw new Error(`the table ${TableName} was not ready after ${ATTEMPTS * PAUSE_MS} ms`);
};
