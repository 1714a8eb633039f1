import { asSlackMessage, type BlockProblem } from '../blocks/problem.ts';
import type { World } from '../world/world.ts';

/** The arguments of a call by name, as they came: text from forms, any JSON from JSON bodies. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What a method answers, as Slack's JSON. */
export type ApiAnswer = Readonly<Record<string, unknown>> & { readonly ok: boolean };

/** What a method may use. */
export interface MethodContext {
  readonly world: World;
  /** The scopes of the token that called. */
  readonly scopes: ReadonlySet<string>;
}

/** One method of the Web API. */
export interface ApiMethod {
  /** The scope every call needs, if it does not depend on the channel. */
  readonly scope?: string;
  /** Whether arguments may come as JSON; Slack's reading methods take forms only. */
  readonly takesJson: boolean;
  run(args: Arguments, context: MethodContext): ApiAnswer;
}

/** An answer of Slack's that says no. */
export const refusal = (error: string, more: Readonly<Record<string, unknown>> = {}): ApiAnswer => ({
  ok: false,
  error,
  ...more,
});

/** A refusal that says where the arguments are wrong. */
export const refusalAt = (error: string, problems: readonly BlockProblem[]): ApiAnswer =>
  refusal(error, {
    errors: problems.map(({ pointer, message }) => `${message} [json-pointer:${pointer}]`),
    response_metadata: { messages: problems.map(asSlackMessage) },
  });

/** `invalid_arguments` for one argument. */
export const invalidArgument = (name: string, message: string): ApiAnswer =>
  refusalAt('invalid_arguments', [{ pointer: `/${name}`, message }]);

/** `missing_scope`, with what is needed and what the token has. */
export const missingScope = (needed: string, scopes: ReadonlySet<string>): ApiAnswer =>
  refusal('missing_scope', { needed, provided: [...scopes].join(',') });

/** The first of the named arguments that is missing, as Slack refuses it. */
export const missingArgument = (args: Arguments, ...names: readonly string[]): ApiAnswer | undefined => {
  const name = names.find((entry) => args[entry] === undefined || args[entry] === '');
  return name === undefined
    ? undefined
    : refusalAt('invalid_arguments', [{ pointer: '', message: `missing required field: ${name}` }]);
};

/** An argument as text; empty when absent. */
export const textOf = (args: Arguments, name: string): string => {
  const value = args[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

/** Whether an argument says yes, in a form or in JSON. */
export const isTrue = (args: Arguments, name: string): boolean => [true, 1, 'true', '1'].includes(args[name] as never);

/** An argument that forms carry as JSON text; `undefined` when absent, the text itself when it is no JSON. */
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
