import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import type { Environment } from '../../functions/adapters/aws/environment-credentials.ts';

/** Signals that ask a program to stop, or to react in a way of its own. */
const PASSED_ON = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR2', 'SIGCONT'] as const;

/** Ctrl-C and Ctrl-\ in a terminal reach every process in its foreground, so that a program would receive them twice. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

const hasTerminal = (): boolean => [0, 1, 2].some((descriptor) => isatty(descriptor));

/**
 * Runs a program in the foreground: it has the terminal, it receives the signals that this process receives, and it is waited
 * for. Returns its exit code, or 128 plus the number of the signal that ended it, as shells do. Rejects if it cannot be started.
 */
export const runProgram = (command: string, args: readonly string[], environment: Environment): Promise<number> =>
  new Promise((resolve, reject) => {
    const ownSignals = hasTerminal() ? FROM_TERMINAL : [];
    const passOn = (signal: NodeJS.Signals): void => {
      if (!ownSignals.includes(signal)) child.kill(signal);
    };
    // Before the program starts, because a signal that arrives meanwhile would end only this process.
    for (const signal of PASSED_ON) process.on(signal, passOn);
    const child = spawn(command, args, { stdio: 'inherit', env: environment });
    const stopListening = (): void => {
      for (const signal of PASSED_ON) process.off(signal, passOn);
    };
    child.on('error', (error) => {
      stopListening();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      stopListening();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
