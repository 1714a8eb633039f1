import { type ItemKey, keyText } from './keys.ts';

/** DynamoDB refused a call or failed, or an item cannot be read. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  /** The operation, such as `save a request`. */
  readonly tried: string;
  /** The key of the item. */
  readonly key: string;
  readonly retryable: boolean;
  /** A write got no answer, so it may have been stored. */
  readonly isOutcomeUnknown: boolean;

  constructor(fields: {
    tried: string;
    key: string;
    retryable: boolean;
    why: string;
    isOutcomeUnknown?: boolean;
    cause?: unknown;
  }) {
    super(`could not ${fields.tried} (${fields.key}): ${fields.why}`, { cause: fields.cause });
    this.tried = fields.tried;
    this.key = fields.key;
    this.retryable = fields.retryable;
    this.isOutcomeUnknown = fields.isOutcomeUnknown ?? false;
  }
}

/** The operation and the key of a call, for its faults. */
export interface Attempt {
  readonly tried: string;
  readonly key: ItemKey | string;
}

/** An error of the SDK, which has the name of DynamoDB's error, or of a signed call, which has that name in `errorType`. */
interface CallError {
  readonly name?: string;
  readonly errorType?: string;
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const errorOf = (cause: unknown): CallError =>
  typeof cause === 'object' && cause !== null ? cause : { message: String(cause) };

const typeOf = ({ errorType, name = 'Error' }: CallError): string => errorType ?? name;

/** Temporary faults before DynamoDB does anything. Source: DynamoDB developer guide, "Error handling". */
const REFUSED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionConflictException',
  'ReplicatedWriteConflictException',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** Temporary faults after which a write may have been stored. */
const SILENT = new Set([
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);

const isIn = (names: ReadonlySet<string>, error: CallError): boolean =>
  names.has(typeOf(error)) || names.has(error.code ?? '');

/** Whether a call was sent, and no answer or a server error came back. */
const isSilent = (cause: unknown): boolean => {
  const error = errorOf(cause);
  return isIn(SILENT, error) || (error.status ?? error.$metadata?.httpStatusCode ?? 0) >= 500;
};

/** Whether the same call may succeed later. */
export const isPassing = (cause: unknown): boolean => isIn(REFUSED, errorOf(cause)) || isSilent(cause);

const explain = (error: CallError): string => {
  const [type, { message = '' }] = [typeOf(error), error];
  if (type === 'ValidationException' && /item size/i.test(message)) {
    return 'the item would be larger than the 400 KB that DynamoDB stores';
  }
  if (type === 'ResourceNotFoundException') return 'the table or one of its indexes does not exist';
  return error.errorType === undefined ? `${type}: ${message}` : message;
};

const translate = ({ tried, key }: Attempt, cause: unknown, isOutcomeUnknown = false): StoreFault => {
  if (cause instanceof StoreFault) return cause;
  return new StoreFault({
    tried,
    key: typeof key === 'string' ? key : keyText(key),
    retryable: isPassing(cause),
    why: explain(errorOf(cause)),
    isOutcomeUnknown,
    cause,
  });
};

/** Makes one call. Throws StoreFault for every error. */
export const attempt = async <T>(about: Attempt, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw translate(about, error);
  }
};

/** Makes one conditional write and returns whether its condition was true. Throws StoreFault for every other error. */
export const attemptIf = async (about: Attempt, write: () => Promise<unknown>): Promise<boolean> => {
  try {
    await write();
    return true;
  } catch (error) {
    if (typeOf(errorOf(error)) === 'ConditionalCheckFailedException') return false;
    throw translate(about, error, isSilent(error));
  }
};
