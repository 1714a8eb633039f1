import { asSlackMessage, type BlockProblem } from '../blocks/problem.ts';
import type { World } from '../world/world.ts';

/** The arguments of a call by name, as received: strings from forms, any JSON value from JSON bodies. */
export type Arguments = Readonly<Record<string, unknown>>;

/** The answer of a method, as Slack's JSON. */
export type ApiAnswer = Readonly<Record<string, unknown>> & { readonly ok: boolean };

/** The dependencies of a method. */
export interface MethodContext {
  readonly world: World;
  /** The scopes of the calling token. */
  readonly scopes: ReadonlySet<string>;
}

/** One method of the Web API. */
export interface ApiMethod {
  /** The scope that every call needs, unless it depends on the channel. */
  readonly scope?: string;
  /** Whether the method accepts JSON. Slack's read methods accept only forms. */
  readonly takesJson: boolean;
  run(args: Arguments, context: MethodContext): ApiAnswer;
}

/** An error response of Slack. */
export const refusal = (error: string, more: Readonly<Record<string, unknown>> = {}): ApiAnswer => ({
  ok: false,
  error,
  ...more,
});

/** An error response with the location of the invalid arguments. */
export const refusalAt = (error: string, problems: readonly BlockProblem[]): ApiAnswer =>
  refusal(error, {
    errors: problems.map(({ pointer, message }) => `${message} [json-pointer:${pointer}]`),
    response_metadata: { messages: problems.map(asSlackMessage) },
  });

/** `invalid_arguments` for one argument. */
export const invalidArgument = (name: string, message: string): ApiAnswer =>
  refusalAt('invalid_arguments', [{ pointer: `/${name}`, message }]);

/** `missing_scope`, with the needed scope and the scopes of the token. */
export const missingScope = (needed: string, scopes: ReadonlySet<string>): ApiAnswer =>
  refusal('missing_scope', { needed, provided: [...scopes].join(',') });

/** The error for the first of the named arguments that is missing. */
export const missingArgument = (args: Arguments, ...names: readonly string[]): ApiAnswer | undefined => {
  const name = names.find((entry) => args[entry] === undefined || args[entry] === '');
  return name === undefined
    ? undefined
    : refusalAt('invalid_arguments', [{ pointer: '', message: `missing required field: ${name}` }]);
};

/** An argument as a string; empty if absent. */
export const textOf = (args: Arguments, name: string): string => {
  const value = args[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

/** Whether a boolean argument is true, in a form or in JSON. */
export const isTrue = (args: Arguments, name: string): boolean => [true, 1, 'true', '1'].includes(args[name] as never);

/** An argument that forms carry as JSON text; `undefined` if absent, the raw text if it is not JSON. */
export const jsonOf = (args: Arguments, name: string): unknown => {
  const value = args[name];
  if (typeof value !== 'string') return value;
  if (value === '') return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};
