/** A Web API call as the bot made it. */
export interface CallRecord {
  readonly at: string;
  readonly method: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly ok: boolean;
  readonly error?: string;
  readonly status: number;
}

/** How the next calls of a method fail. With `after`, the call has its effect and only the answer is lost or false. */
export type Fault = {
  /** A method such as `chat.update`, or `*` for any. */
  readonly method: string;
  /** How many calls; 1 unless told. */
  readonly times?: number;
  readonly when?: 'before' | 'after';
} & (
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'ratelimited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'http'; readonly status: number }
  /** The answer never comes; the connection stays open until one side closes it. */
  | { readonly kind: 'hang' }
  /** The connection breaks. */
  | { readonly kind: 'disconnect' }
);
