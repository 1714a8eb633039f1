import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { defined } from '../../core/defined.ts';
import { partitionNamed } from '../../core/partitions.ts';
import { type Connection as AwsConnection, type Credentials, clientSettings } from '../aws/connection.ts';

/** How IAM and STS are reached. The region is that of STS, because IAM has one control plane per partition. */
export interface Connection extends AwsConnection {
  /** Default 5, including the first one. */
  readonly maxAttempts?: number;
  /** The timeout of one attempt after the connection is open. Default 5,000. */
  readonly requestTimeoutMs?: number;
}

/** The region that calls to IAM are signed for. Throws a RangeError for an unknown partition. */
export const iamRegionOf = (partition: string): string => partitionNamed(partition).iamRegion;

const CONNECT_TIMEOUT_MS = 2_000;

/** The request limits of IAM are not published, so clients adapt their rate. */
const settings = (
  { maxAttempts = 5, requestTimeoutMs = 5_000, ...connection }: Connection,
  credentials?: Credentials,
) => ({
  ...clientSettings({ ...defined({ credentials }), connection }),
  maxAttempts,
  retryMode: 'adaptive' as const,
  requestHandler: {
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  },
});

/** The SDK retries an error of this name and throttles later calls. In IAM it means a quota, which waiting does not fix. */
const doNotRetryQuotas = (client: IAMClient): void => {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error && error.name === 'LimitExceededException') error.name = 'LimitExceeded';
        throw error;
      }
    },
    { name: 'doNotRetryQuotas', step: 'finalizeRequest', priority: 'low' },
  );
};

/** A client of STS that signs with the bot's own credentials, or with those given. */
export const createStsClient = (connection: Connection = {}, credentials?: Credentials): STSClient =>
  new STSClient(settings(connection, credentials));

/** Makes clients of IAM for the credentials of one account, which share their sockets. Throws RangeError for an unknown partition. */
export const createIamClients = ({
  profile: _,
  ...connection
}: Connection = {}): ((credentials: Credentials, partition: string) => IAMClient) => {
  let sharedHandler: IAMClient['config']['requestHandler'] | undefined;
  return (credentials, partition) => {
    const region = iamRegionOf(partition);
    const client = new IAMClient({
      ...settings(connection, credentials),
      region,
      ...defined({ requestHandler: sharedHandler }),
    });
    doNotRetryQuotas(client);
    sharedHandler ??= client.config.requestHandler;
    return client;
  };
};
