import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Environment } from '../../functions/adapters/aws/environment-credentials.ts';
import { createSystemClock } from '../../functions/adapters/system/clock.ts';
import type { Clock } from '../../functions/usecases/ports.ts';
import { runProgram } from './run-program.ts';

/** The environment of a command: output, questions and settings. */
export interface Io {
  readonly environment: Environment;
  /** The working directory of the caller. */
  readonly cwd: string;
  /** The root of the repository clone. */
  readonly root: string;
  readonly clock: Clock;
  /** Whether a user can answer questions. */
  readonly isInteractive: boolean;
  out(text: string): void;
  /** Prints a line of progress or an error. */
  err(line: string): void;
  /** Asks the user a question and returns the trimmed answer. */
  ask(question: string): Promise<string>;
  /** Runs something again and again, one at a time, until the returned function is called. It keeps no process alive. */
  every(milliseconds: number, run: () => Promise<void>): () => void;
  /** Runs another program in the foreground and returns its exit code. */
  exec(command: string, args: readonly string[], environment: Environment): Promise<number>;
}

/** `npm run` changes to the root of the clone, and passes the original directory. */
const calledFrom = (environment: Environment): string | undefined =>
  environment['npm_lifecycle_event'] === 'assume-bot' ? environment['INIT_CWD'] : undefined;

/** The environment of this process. */
export const createProcessIo = (): Io => ({
  environment: process.env,
  cwd: calledFrom(process.env) ?? process.cwd(),
  root: join(import.meta.dirname, '..', '..'),
  clock: createSystemClock(),
  isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  out: (text) => {
    process.stdout.write(text);
  },
  err: (line) => {
    process.stderr.write(`${line}\n`);
  },
  ask: async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return (await terminal.question(question)).trim();
    } finally {
      terminal.close();
    }
  },
  every: (milliseconds, run) => {
    let isRunning = false;
    const timer = setInterval(async () => {
      if (isRunning) return;
      isRunning = true;
      // A notice that fails must not stop the program.
      await run().catch(() => {});
      isRunning = false;
    }, milliseconds).unref();
    return () => clearInterval(timer);
  },
  exec: runProgram,
});
