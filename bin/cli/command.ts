import type { Io } from './io.ts';

/** What a command is given with a dash: text, or a switch. */
export interface Option {
  /** The word that stands for the value in the help; a switch has none. */
  readonly value?: string;
  readonly about: string;
  readonly isRepeatable?: boolean;
}

export interface Positional {
  readonly name: string;
  readonly about: string;
  readonly isOptional?: boolean;
  /** Takes everything that follows. */
  readonly isRest?: boolean;
}

/** What a command came to. */
export interface Outcome {
  /** 0: fine. 1: something was found, or refused. */
  readonly code: 0 | 1 | number;
  /** What `--json` prints. Absent: the command has written its output itself. */
  readonly json?: unknown;
  /** What is printed without it. */
  readonly lines?: readonly string[];
}

/** One call of a command, its words read. */
export interface Call {
  readonly io: Io;
  readonly isJson: boolean;
  /** A positional by its name. */
  word(name: string): string | undefined;
  words(name: string): readonly string[];
  text(option: string): string | undefined;
  texts(option: string): readonly string[];
  flag(option: string): boolean;
}

/** A command of the operator's command line. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What it does and does not, in whole sentences. */
  readonly about: string;
  readonly positionals?: readonly Positional[];
  readonly options?: Readonly<Record<string, Option>>;
  readonly examples: readonly string[];
  run(call: Call): Promise<Outcome>;
}

/** What was typed cannot be meant; the message says what would work. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for is refused, for a reason that a person can act on. Exit code 1. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** AWS or Slack could not be reached, or did not do what was asked. Exit code 3. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The exit codes, as the help and docs/cli.md tell them. */
export const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'fine'],
  [1, 'something was found, or what was asked for was refused'],
  [2, 'the command was not understood, or a file it needs cannot be used'],
  [3, 'AWS or Slack could not be reached, or refused the call'],
  [70, 'a mistake of assume-bot itself'],
];
