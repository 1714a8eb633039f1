/** A Web API call as the bot made it. */
export interface CallRecord {
  readonly at: string;
  readonly method: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly ok: boolean;
  readonly error?: string;
  readonly status: number;
}

/**
 * How the next calls of a method fail. With `after`, the call takes effect, and only its answer is lost or replaced.
 */
export type Fault = {
  /** A method such as `chat.update`, or `*` for any. */
  readonly method: string;
  /** How many calls fail. Default 1. */
  readonly times?: number;
  readonly when?: 'before' | 'after';
} & (
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'ratelimited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'http'; readonly status: number }
  /** The call never receives an answer. The connection stays open until one side closes it. */
  | { readonly kind: 'hang' }
  /** The connection is closed. */
  | { readonly kind: 'disconnect' }
);

/** The faults that have not been used yet. */
export interface Faults {
  add(fault: Fault): void;
  /** Returns and uses up the fault that matches this call, if there is one. */
  take(method: string): Fault | undefined;
  clear(): void;
}

/** Creates an empty list of faults. */
export const createFaults = (): Faults => {
  let waiting: { readonly fault: Fault; readonly left: number }[] = [];
  return {
    add: (fault) => {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take: (method) => {
      const index = waiting.findIndex(({ fault }) => fault.method === method || fault.method === '*');
      const hit = waiting[index];
      if (!hit) return undefined;
      waiting = waiting.flatMap((entry) =>
        entry !== hit ? [entry] : hit.left > 1 ? [{ ...hit, left: hit.left - 1 }] : [],
      );
      return hit.fault;
    },
    clear: () => {
      waiting = [];
    },
  };
};
