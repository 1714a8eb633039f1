/** The relevant fields of an error of the SDK. */
export interface SdkError {
  /** The error code of the service: `NoSuchEntity` for `NoSuchEntityException` of the SDK. */
  readonly code: string;
  readonly message: string;
  /** Absent if there was no answer: a network error, a timeout or missing credentials. */
  readonly status?: number;
}

/** Reads an error of the SDK or the network. */
export const readSdkError = (error: unknown): SdkError => {
  if (!(error instanceof Error)) return { code: 'Unknown', message: String(error) };
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  const name = status === undefined && typeof code === 'string' ? code : error.name.replace(/Exception$/, '');
  // A refused connection to several addresses is an AggregateError without a message.
  return { code: name, message: error.message || name, ...(status === undefined ? {} : { status }) };
};

/** Whether IAM has no such role, user or policy. */
export const isNoSuchEntity = (error: unknown): boolean => readSdkError(error).code === 'NoSuchEntity';

/** Whether the service throttled the call. */
export const isThrottling = ({ code, status }: SdkError): boolean =>
  status === 429 || /throttl|^TooManyRequests$|^RequestLimitExceeded$|^SlowDown$/i.test(code);

/** Whether the same call may succeed later: there was no answer, or the service failed. */
export const isPassing = ({ code, status }: SdkError): boolean =>
  status === undefined ? code !== 'CredentialsProviderError' : status >= 500 || code === 'ExpiredToken';

/** Whether the credentials are missing or refused. */
export const isAboutCredentials = ({ code }: SdkError): boolean =>
  [
    'CredentialsProviderError',
    'ExpiredToken',
    'InvalidClientTokenId',
    'UnrecognizedClient',
    'SignatureDoesNotMatch',
  ].includes(code);
