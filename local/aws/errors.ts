/** What an error of S3 says besides its code and message. */
export interface ErrorDetails {
  /** More elements of the body. */
  readonly elements?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An AWS error response: code, message and HTTP status. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(code: string, message: string, status = 400, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
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
