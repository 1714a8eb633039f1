import type { Question, RequestFacts } from './auth/authorize.ts';
import type { Caller } from './auth/caller.ts';
import type { HttpAnswer, HttpRequest } from './http/request.ts';
import type { Verdict } from './policy/decide.ts';
import type { StateStore } from './world/state.ts';

/** One authenticated call on its way through a service. */
export interface Call {
  readonly store: StateStore;
  readonly caller: Caller;
  readonly facts: RequestFacts;
  readonly operation: string;
  readonly requestId: string;
  readonly request: HttpRequest;
  /** Decides without throwing, for those that word their own refusal. */
  explain(question: Question): Verdict;
}

/** What a call is about, known before anything happens, so that a fault can come first. */
export interface CallSubject {
  readonly operation: string;
  readonly resource: string;
  /** The account acted upon, where the request names it. */
  readonly account?: string;
}

/** One service of AWS behind the common door (signature, faults, log). */
export interface Service {
  describe(request: HttpRequest): CallSubject;
  run(call: Call): HttpAnswer | Promise<HttpAnswer>;
  /** Writes an error the way this service's clients read it. */
  answerError(error: { code: string; message: string; status: number }, requestId: string): HttpAnswer;
}
