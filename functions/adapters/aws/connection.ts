import { defined } from '../../core/defined.ts';

/** The keys of an AWS identity. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** How AWS is reached. The SDK reads the rest from the environment: AWS_ENDPOINT_URL, AWS_REGION and AWS_PROFILE. */
export interface Connection {
  readonly endpoint?: string;
  readonly region?: string;
  /** A profile of the shared configuration files, for operators. */
  readonly profile?: string;
}

export interface ClientOptions {
  /** By default the SDK searches every source of credentials that it knows, which slows down the start of a Lambda. */
  readonly credentials?: Credentials | (() => Promise<Credentials>);
  readonly connection?: Connection;
}

/** The settings of an SDK client for calls that no user waits for: it retries rather than fails. */
export const clientSettings = ({ credentials, connection = {} }: ClientOptions) => ({
  maxAttempts: 5,
  retryMode: 'standard' as const,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
  ...defined({ credentials, ...connection }),
});
