/** An answer that is an error of AWS: its code, its words, its HTTP status. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** What parameter constraints answer, in the words that all query services share. */
export const validationError = (message: string): AwsError =>
  new AwsError('ValidationError', `1 validation error detected: ${message}`);

/** Refuses what AWS has and this server has not, so that nobody takes silence for success. */
export const notImplementedHere = (what: string): AwsError =>
  new AwsError('InvalidAction', `The local AWS does not implement ${what}.`);
