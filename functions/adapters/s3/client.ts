import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { type ClientOptions, clientSettings } from '../aws/connection.ts';

/** S3 refused a call, or did not answer it. */
export class S3Fault extends Error {
  override readonly name = 'S3Fault';
  /** The error code of S3, such as `AccessDenied`, or `NoAnswer`. */
  readonly code: string;
  readonly retryable: boolean;

  constructor(what: string, cause: unknown) {
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    super(`${what}: ${name}: ${message}`, { cause });
    const status = cause instanceof S3ServiceException ? (cause.$metadata.httpStatusCode ?? 0) : 0;
    this.code = status === 0 ? 'NoAnswer' : name;
    this.retryable = status === 0 || status === 409 || status >= 500;
  }
}

/** A bucket, and the folder in it that holds the records. */
export interface Bucket {
  readonly client: S3Client;
  readonly bucket: string;
  /** Empty, or with a slash at the end. */
  readonly prefix?: string;
}

/** The SDK client of S3. Endpoints other than those of AWS have no subdomain for each bucket. */
export const createS3Client = (options: ClientOptions): S3Client =>
  new S3Client({
    ...clientSettings(options),
    maxAttempts: 3,
    forcePathStyle: options.connection?.endpoint !== undefined,
  });

/** Calls S3. Returns undefined for an error that the caller expects; throws S3Fault for every other error. */
export const callS3 = async <T>(
  what: string,
  call: () => Promise<T>,
  expected: readonly string[] = [],
): Promise<T | undefined> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof S3ServiceException && expected.includes(error.name)) return undefined;
    throw new S3Fault(what, error);
  }
};
