import type { ItemKey } from './keys.ts';
import { keyText } from './keys.ts';

/** DynamoDB refused or failed, or an item in it cannot be read. `retryable` says whether waiting may help. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  /** What was tried, such as `save a request`. */
  readonly tried: string;
  /** The item it was about. */
  readonly key: string;
  readonly retryable: boolean;

  constructor(fields: { tried: string; key: string; retryable: boolean; why: string; cause?: unknown }) {
    super(`could not ${fields.tried} (${fields.key}): ${fields.why}`, { cause: fields.cause });
    this.tried = fields.tried;
    this.key = fields.key;
    this.retryable = fields.retryable;
  }
}

/** What a call is about, in the words of its faults. */
export interface Attempt {
  readonly tried: string;
  readonly key: ItemKey | string;
}

interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Errors of DynamoDB that pass by themselves. Source: DynamoDB developer guide, "Error handling". */
const PASSING = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'InternalServerError',
  'ServiceUnavailable',
  'TransactionConflictException',
  'ReplicatedWriteConflictException',
  'TimeoutError',
]);
const PASSING_ON_THE_WIRE = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

const isPassing = ({ name = '', code = '', $metadata }: SdkError): boolean =>
  PASSING.has(name) || PASSING_ON_THE_WIRE.has(code) || ($metadata?.httpStatusCode ?? 0) >= 500;

const explain = ({ name = 'Error', message = '' }: SdkError): string => {
  if (name === 'ValidationException' && /item size/i.test(message)) {
    return 'the item would be larger than the 400 KB that DynamoDB stores';
  }
  if (name === 'ResourceNotFoundException') return 'the table or one of its indexes does not exist';
  return `${name}: ${message}`;
};

const translate = ({ tried, key }: Attempt, cause: unknown): StoreFault => {
  if (cause instanceof StoreFault) return cause;
  const error: SdkError = typeof cause === 'object' && cause !== null ? cause : { message: String(cause) };
  return new StoreFault({
    tried,
    key: typeof key === 'string' ? key : keyText(key),
    retryable: isPassing(error),
    why: explain(error),
    cause,
  });
};

/** Makes one call; whatever it throws becomes a StoreFault that says what was tried. */
export const attempt = async <T>(about: Attempt, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw translate(about, error);
  }
};

/** Makes one conditional write and answers whether its condition held. Throws StoreFault for everything else. */
export const attemptIf = async (about: Attempt, write: () => Promise<unknown>): Promise<boolean> => {
  try {
    await write();
    return true;
  } catch (error) {
    if ((error as SdkError | undefined)?.name === 'ConditionalCheckFailedException') return false;
    throw translate(about, error);
  }
};
