import type { Question, RequestFacts } from './auth/authorize.ts';
import type { Caller } from './auth/caller.ts';
import type { ErrorDetails } from './errors.ts';
import type { HttpAnswer, HttpRequest } from './http/request.ts';
import type { Evaluation } from './policy/decide.ts';
import type { StateStore, WorldState } from './world/state.ts';

/** One authenticated call to a service. */
export interface Call {
  readonly store: StateStore;
  readonly caller: Caller;
  readonly facts: RequestFacts;
  readonly operation: string;
  readonly requestId: string;
  readonly request: HttpRequest;
  /** Decides without throwing, for services that write their own error message. */
  explain(question: Question): Evaluation;
}

/** The subject of a call. It is known before the call runs, so that a fault can be injected first. */
export interface CallSubject {
  readonly operation: string;
  readonly resource: string;
  /** The account that the call acts on, if the request names it. */
  readonly account?: string;
}

/** An error as a service answers it. */
export interface AnsweredError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly details?: ErrorDetails;
}

/** One AWS service. Signatures, faults and the call log are handled before it. */
export interface Service {
  describe(request: HttpRequest): CallSubject;
  /** The region that a request must be signed for if its signature names none; by default the region of this server. */
  regionOf?(request: HttpRequest, state: WorldState): string | undefined;
  run(call: Call): HttpAnswer | Promise<HttpAnswer>;
  /** Writes an error in the format that clients of this service expect. */
  answerError(error: AnsweredError, requestId: string): HttpAnswer;
}
