/**
 * `hang` never answers until the fault is cleared or the server closes. `connection-reset` closes the connection. The
 * others are AWS error codes.
 */
export type FaultError =
  | 'Throttling'
  | 'ServiceFailure'
  | 'AccessDenied'
  | 'hang'
  | 'connection-reset'
  | { readonly code: string; readonly status: number; readonly message?: string };

export interface FaultSpec {
  readonly service?: string;
  /** An API name, or `*`. */
  readonly operation: string;
  readonly account?: string;
  readonly resource?: string;
  readonly error: FaultError;
  /** `after`: the call takes effect, but the answer is lost. Default `before`. */
  readonly when?: 'before' | 'after';
  /** How many calls fail. Default: every call until the fault is cleared. */
  readonly times?: number;
  /** How many matching calls succeed first. Default 0. */
  readonly skip?: number;
}

export interface Fault {
  /** How many calls have failed so far. */
  hits(): number;
  clear(): void;
}

export interface Faults {
  inject(spec: FaultSpec): Fault;
  clear(): void;
  list(): readonly (FaultSpec & { readonly hits: number })[];
}
