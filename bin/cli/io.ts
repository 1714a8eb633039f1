import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { createSystemClock } from '../../functions/adapters/system/clock.ts';
import type { Environment } from '../../functions/adapters/system/environment-credentials.ts';
import type { Clock } from '../../functions/usecases/ports.ts';

/** The world around a command: what it prints to, asks, and reads its settings from. */
export interface Io {
  readonly environment: Environment;
  /** The directory the command was called in. */
  readonly cwd: string;
  /** The clone that this program belongs to. */
  readonly root: string;
  readonly clock: Clock;
  /** Whether somebody can be asked. */
  readonly isInteractive: boolean;
  out(text: string): void;
  /** Progress and mistakes, a line each. */
  err(line: string): void;
  /** Puts a question to whoever sits there; the answer without the spaces around it. */
  ask(question: string): Promise<string>;
  /** Runs another program in the place of this one and answers with its exit code. */
  exec(command: string, args: readonly string[], environment: Environment): Promise<number>;
}

const runProgram = async (command: string, args: readonly string[], environment: Environment): Promise<number> => {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: environment });
    // Ctrl-C reaches both; what it does to the program is the program's business.
    const ignore = (): void => {};
    process.on('SIGINT', ignore);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
};

/** `npm run` goes to the root of the clone first, and says where it was called. */
const calledFrom = (environment: Environment): string | undefined =>
  environment['npm_lifecycle_event'] === 'assume-bot' ? environment['INIT_CWD'] : undefined;

/** The world of this process. */
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
  exec: runProgram,
});
