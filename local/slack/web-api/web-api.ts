import type { World } from '../world/world.ts';
import { type ApiRequest, parseCall } from './arguments.ts';
import type { CallRecord, Fault, Faults } from './faults.ts';
import { type ApiAnswer, type Arguments, jsonOf, missingScope, refusal, textOf } from './method.ts';
import { METHODS } from './methods.ts';
import type { RateLimits } from './rate-limits.ts';

/** The HTTP outcome of a call. `hang` and `disconnect` send no answer. */
export type ApiReply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'disconnect' };

/** The Web API. It checks every call as Slack does, and records it. */
export interface WebApi {
  call(request: ApiRequest): ApiReply;
  calls(): readonly CallRecord[];
  forgetCalls(): void;
  setScopes(scopes: readonly string[]): void;
}

const answered = (answer: ApiAnswer, more: Readonly<Record<string, string>> = {}, status = 200): ApiReply => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...more },
  body: JSON.stringify(answer),
});

const tooMany = (seconds: number): ApiReply =>
  answered(refusal('ratelimited'), { 'retry-after': String(seconds) }, 429);

const faulty = (fault: Fault): ApiReply => {
  switch (fault.kind) {
    case 'error':
      return answered(refusal(fault.error));
    case 'ratelimited':
      return tooMany(fault.retryAfterSeconds);
    case 'http':
      return { kind: 'answer', status: fault.status, headers: { 'content-type': 'text/plain' }, body: '' };
    case 'hang':
    case 'disconnect':
      return { kind: fault.kind };
    default:
      return fault satisfies never;
  }
};

const outcomeOf = (reply: ApiReply): Pick<CallRecord, 'ok' | 'error' | 'status'> => {
  if (reply.kind !== 'answer') return { ok: false, error: reply.kind, status: 0 };
  const answer =
    reply.body === '' ? { ok: false, error: `http_${reply.status}` } : (JSON.parse(reply.body) as ApiAnswer);
  return {
    ok: answer.ok,
    status: reply.status,
    ...(typeof answer['error'] === 'string' ? { error: answer['error'] } : {}),
  };
};

/** Arguments that forms carry as JSON text. The call records contain them parsed. */
const STRUCTURED = ['blocks', 'view', 'metadata'];

const readable = (args: Arguments): Arguments =>
  Object.fromEntries(
    Object.keys(args).map((name) => [name, STRUCTURED.includes(name) ? jsonOf(args, name) : args[name]]),
  );

/** Limits the records, so that a stack that runs for weeks does not run out of memory. */
const MAX_RECORDS = 10_000;

/** Creates the Web API of a workspace for one bot token. */
export const createWebApi = (given: {
  readonly world: World;
  readonly token: string;
  readonly appToken: string | undefined;
  readonly scopes: readonly string[];
  readonly faults: Faults;
  readonly rateLimits: RateLimits;
}): WebApi => {
  const { world, token: botToken, appToken, faults, rateLimits } = given;
  let scopes: ReadonlySet<string> = new Set(given.scopes);
  let records: CallRecord[] = [];

  const authError = (token: string | undefined): string | undefined => {
    if (token === undefined) return 'not_authed';
    if (token === appToken) return 'not_allowed_token_type';
    return token === botToken ? undefined : 'invalid_auth';
  };

  /** A question about something that does not exist is no mistake of the bot. */
  const noteRefusal = (method: string, answer: ApiAnswer): void => {
    const { error } = answer;
    if (typeof error !== 'string' || !/^(chat|views)\./.test(method)) return;
    const problems = Array.isArray(answer['errors']) ? answer['errors'] : [];
    world.refusals.add({
      of: method,
      error,
      problems: problems.map((message) => ({ pointer: '', message: String(message) })),
    });
  };

  const perform = (name: string, args: Arguments, isJson: boolean): ApiReply => {
    const method = METHODS.get(name);
    if (!method) return answered(refusal('unknown_method', { req_method: name }));
    const headers = { 'x-oauth-scopes': [...scopes].join(','), 'x-accepted-oauth-scopes': method.scope ?? '' };
    if (method.scope !== undefined && !scopes.has(method.scope)) {
      return answered(missingScope(method.scope, scopes), headers);
    }
    const answer = method.run(isJson && !method.takesJson ? {} : args, { world, scopes });
    noteRefusal(name, answer);
    return answered(answer, headers);
  };

  const settle = (request: ApiRequest): { readonly reply: ApiReply; readonly args: Arguments } => {
    const parsed = parseCall(request);
    if ('error' in parsed) return { reply: answered(refusal(parsed.error)), args: {} };
    const { args, token, isJson } = parsed;
    const refused = authError(token);
    if (refused !== undefined) return { reply: answered(refusal(refused)), args };
    const waitSeconds = rateLimits.count(request.method, textOf(args, 'channel'));
    if (waitSeconds !== undefined) return { reply: tooMany(waitSeconds), args };
    const fault = faults.take(request.method);
    if (fault && fault.when !== 'after') return { reply: faulty(fault), args };
    const reply = perform(request.method, args, isJson);
    return { reply: fault ? faulty(fault) : reply, args };
  };

  return {
    call: (request) => {
      const { reply, args } = settle(request);
      const at = world.clock.now().toISOString();
      records.push({ at, method: request.method, arguments: readable(args), ...outcomeOf(reply) });
      if (records.length > MAX_RECORDS) records = records.slice(-MAX_RECORDS / 2);
      world.publish({ kind: 'api_called', method: request.method });
      return reply;
    },
    calls: () => records,
    forgetCalls: () => {
      records = [];
    },
    setScopes: (next) => {
      scopes = new Set(next);
    },
  };
};
