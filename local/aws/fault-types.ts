/** `hang` never answers (until cleared or closed), `connection-reset` cuts the line; the others are error codes of AWS. */
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
  /** `after`: the call takes effect and the answer is lost. Default `before`. */
  readonly when?: 'before' | 'after';
  /** How many calls fail. Default: all until cleared. */
  readonly times?: number;
  /** How many matching calls pass first. Default 0. */
  readonly skip?: number;
}

export interface Fault {
  /** How many calls it has failed so far. */
  hits(): number;
  clear(): void;
}

export interface Faults {
  inject(spec: FaultSpec): Fault;
  clear(): void;
  list(): readonly (FaultSpec & { readonly hits: number })[];
}
