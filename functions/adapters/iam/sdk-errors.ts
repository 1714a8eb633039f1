/** What is known of a failed call; nothing of it is named above this folder. */
export interface SdkError {
  /** The code as the service writes it: `NoSuchEntity`, also where the SDK says `NoSuchEntityException`. */
  readonly code: string;
  readonly message: string;
  /** Absent when no answer came: network, timeout, no credentials to sign with. */
  readonly status?: number;
}

/** Reads an error of the SDK, or of the network below it. */
export const readSdkError = (error: unknown): SdkError => {
  if (!(error instanceof Error)) return { code: 'Unknown', message: String(error) };
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  const name = status === undefined && typeof code === 'string' ? code : error.name.replace(/Exception$/, '');
  // A refused connection to several addresses comes as an AggregateError without words.
  return { code: name, message: error.message || name, ...(status === undefined ? {} : { status }) };
};

/** Whether IAM has no such role, user or policy. */
export const isNoSuchEntity = (error: unknown): boolean => readSdkError(error).code === 'NoSuchEntity';

/** Whether the service asked for a slower pace. */
export const isThrottling = ({ code, status }: SdkError): boolean =>
  status === 429 || /throttl|^TooManyRequests$|^RequestLimitExceeded$|^SlowDown$/i.test(code);

/** Whether the same call may succeed later although nobody mends anything: no answer, or a failure of the service. */
export const isPassing = ({ code, status }: SdkError): boolean =>
  status === undefined ? code !== 'CredentialsProviderError' : status >= 500 || code === 'ExpiredToken';

/** Whether the credentials that sign the calls are missing, or not taken. */
export const isAboutCredentials = ({ code }: SdkError): boolean =>
  [
    'CredentialsProviderError',
    'ExpiredToken',
    'InvalidClientTokenId',
    'UnrecognizedClient',
    'SignatureDoesNotMatch',
  ].includes(code);
