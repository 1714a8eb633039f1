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

/** The faults that wait for their calls. */
export interface Faults {
  add(fault: Fault): void;
  /** Takes the fault that hits this call, if one does. */
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
