type Body = Readonly<Record<string, unknown>>;
type Attributes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const textOf = (attributes: Attributes | undefined, name: string): readonly string[] => {
  const [value] = Object.values(attributes?.[name] ?? {});
  return typeof value === 'string' ? [value] : [];
};

/** The partition key value that a query requests: `pk = :x` or `#k = :x` in its key condition. */
const queriedKey = (body: Body, name: string): readonly string[] => {
  const names = (body['ExpressionAttributeNames'] ?? {}) as Readonly<Record<string, string>>;
  const values = body['ExpressionAttributeValues'] as Attributes | undefined;
  const conditions = String(body['KeyConditionExpression'] ?? '').matchAll(/(#?\w+)\s*=\s*(:\w+)/g);
  for (const [, left = '', right = ''] of conditions) if ((names[left] ?? left) === name) return textOf(values, right);
  return [];
};

/**
 * The values of a table's partition key that a request touches: the context key `dynamodb:LeadingKeys`. Source: AWS, "Using IAM
 * policy conditions for fine-grained access control".
 */
export const leadingKeys = (body: Body, partitionKey: string): readonly string[] => {
  const single = [body['Key'], body['Item']].flatMap((one) => textOf(one as Attributes | undefined, partitionKey));
  const batches = Object.values(
    (body['RequestItems'] ?? {}) as Readonly<Record<string, { Keys?: readonly Attributes[] }>>,
  );
  const batched = batches.flatMap(({ Keys = [] }) => Keys.flatMap((key) => textOf(key, partitionKey)));
  return [...new Set([...single, ...batched, ...queriedKey(body, partitionKey)])];
};
