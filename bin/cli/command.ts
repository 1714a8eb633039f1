import { Command } from '@commander-js/extra-typings';
import type { CommandHelp } from '../../functions/core/text/cli/shared.ts';
import type { Io } from './io.ts';

/** The result of a command. */
export interface Outcome {
  /** 0: success. 1: problems were found, or the request was refused. */
  readonly code: number;
  /** The output of `--json`. Absent if the command has written its own output. */
  readonly json?: unknown;
  /** The output without `--json`. */
  readonly lines?: readonly string[];
}

/** The action of a command: calls a function with the parsed arguments and options, and prints its outcome. */
export type Print = <Args extends unknown[]>(
  run: (...args: Args) => Promise<Outcome>,
) => (...args: Args) => Promise<void>;

/** What every command gets. */
export interface Cli {
  readonly io: Io;
  readonly print: Print;
}

/** A command with its texts. docs/cli.md shows the examples too. */
export class CliCommand extends Command {
  readonly examples: readonly string[];

  constructor(name: string, { summary, about, examples }: CommandHelp) {
    super(name);
    this.examples = examples;
    this.summary(summary).description(about);
    if (examples.length > 0)
      this.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
  }
}
