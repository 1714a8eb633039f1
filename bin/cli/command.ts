import type { Io } from './io.ts';

/** An option of a command: a text or a switch. */
export interface Option {
  /** The placeholder of the value in the help. Absent for a switch. */
  readonly value?: string;
  readonly about: string;
  readonly isRepeatable?: boolean;
}

export interface Positional {
  readonly name: string;
  readonly about: string;
  readonly isOptional?: boolean;
  /** Consumes all remaining arguments. */
  readonly isRest?: boolean;
}

/** The result of a command. */
export interface Outcome {
  /** 0: success. 1: problems were found, or the request was refused. */
  readonly code: 0 | 1 | number;
  /** The output of `--json`. Absent if the command has written its own output. */
  readonly json?: unknown;
  /** The output without `--json`. */
  readonly lines?: readonly string[];
}

/** One call of a command with parsed arguments. */
export interface Call {
  readonly io: Io;
  readonly isJson: boolean;
  /** A positional argument by its name. */
  word(name: string): string | undefined;
  words(name: string): readonly string[];
  text(option: string): string | undefined;
  texts(option: string): readonly string[];
  flag(option: string): boolean;
}

/** A command of the CLI. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What the command does and does not do, in full sentences. */
  readonly about: string;
  readonly positionals?: readonly Positional[];
  readonly options?: Readonly<Record<string, Option>>;
  readonly examples: readonly string[];
  run(call: Call): Promise<Outcome>;
}

/** Invalid usage. The message states valid usage. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The request is refused for a reason that the user can act on. Exit code 1. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** AWS or Slack was unreachable or refused the call. Exit code 3. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The exit codes for the help and docs/cli.md. */
export const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'success'],
  [1, 'problems were found, or the request was refused'],
  [2, 'invalid usage, or a required file cannot be used'],
  [3, 'AWS or Slack was unreachable, or refused the call'],
  [70, 'an internal error of assume-bot'],
];
