import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The keys of an AWS identity. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How long a call may take: nobody waits for it, and trying again is cheaper than failing. */
const PATIENCE = { maxAttempts: 5, connectionTimeout: 1000, requestTimeout: 5000 } as const;

/** A client of DynamoDB; region and address come from the environment by the SDK's own rules (AWS_REGION, AWS_ENDPOINT_URL). */
export const createDynamoClient = ({
  credentials,
  connection = {},
}: {
  /** Where the keys come from; without it the SDK looks everywhere it knows, which costs a Lambda start-up time. */
  readonly credentials?: () => Promise<Credentials>;
  /** What is named here goes before the environment: an operator has profiles, and a local stack has an address. */
  readonly connection?: { readonly endpoint?: string; readonly region?: string; readonly profile?: string };
}): DynamoDBDocumentClient => {
  const { maxAttempts, connectionTimeout, requestTimeout } = PATIENCE;
  const client = new DynamoDBClient({
    maxAttempts,
    retryMode: 'standard',
    requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
    ...(credentials === undefined ? {} : { credentials }),
    ...connection,
  });
  return DynamoDBDocumentClient.from(client);
};
