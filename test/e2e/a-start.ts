import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach } from 'vitest';

/** The root of the clone. */
export const root = resolve(import.meta.dirname, '../..');
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** `npm start` without the install step, its output so far, and a function that waits for a line. */
export const start = (...args: readonly string[]) => startIn(mkdtempSync(join(tmpdir(), 'assume-bot-start-')), ...args);

/** The same in a directory of the caller. */
export const startIn = (directory: string, ...args: readonly string[]) => {
  const child = spawn(process.execPath, [join(root, 'scripts/dev.ts'), '--directory', directory, ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' },
  });
  running.push(child);
  let printed = '';
  const listeners = new Set<() => void>();
  const onOutput = (chunk: Buffer) => {
    printed += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', onOutput);
  child.stderr.on('data', onOutput);
  const ended = new Promise<number | null>((settle) => child.on('exit', settle));
  const line = (text: string) =>
    new Promise<void>((settle, reject) => {
      const look = () => {
        if (!printed.includes(text)) return;
        listeners.delete(look);
        settle();
      };
      listeners.add(look);
      ended.then((status) => reject(new Error(`ended with ${status} before it printed "${text}":\n${printed}`)));
      look();
    });
  return { child, ended, line, directory, printed: () => printed };
};

export const FREE_PORTS = ['--port', '0', '--aws-port', '0', '--slack-port', '0'];
