/** An AWS error response: code, message and HTTP status. */
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

/** The error for a violated parameter constraint, with the message format that all query services share. */
export const validationError = (message: string): AwsError =>
  new AwsError('ValidationError', `1 validation error detected: ${message}`);

/**
 * Rejects features of AWS that this server does not implement, so that a missing feature is never mistaken for success.
 */
export const notImplementedHere = (what: string): AwsError =>
  new AwsError('InvalidAction', `The local AWS does not implement ${what}.`);
