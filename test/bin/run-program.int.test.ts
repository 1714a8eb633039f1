import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const MODULE = join(ROOT, 'bin/cli/run-program.ts');

/** Waits for a process. `onReady`: called when it has printed "ready". */
const outcomeOf = (started: ChildProcessByStdio<null, Readable, null>, onReady: (pid: number) => void) =>
  new Promise<{ readonly code: number | null; readonly printed: string }>((resolve) => {
    let printed = '';
    started.stdout.on('data', (chunk: Buffer) => {
      const wasReady = printed.includes('ready');
      printed += chunk;
      if (!wasReady && printed.includes('ready')) onReady(started.pid ?? 0);
    });
    started.on('close', (code) => resolve({ code, printed }));
  });

const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];

/** Runs a program as `exec` does, in a process of its own, and returns the output and the exit code. */
const runAsExec = (program: string, onReady: (pid: number) => void = () => {}) => {
  const script = `import { runProgram } from ${JSON.stringify(MODULE)};
      process.exitCode = await runProgram(process.execPath, ['-e', ${JSON.stringify(program)}], process.env);`;
  return outcomeOf(spawn(process.execPath, ['--input-type=module', '-e', script], { stdio }), onReady);
};

/** Runs a script as `npx assume-bot` and `npm start` do: through a process that selects the version of Node. */
const runThroughEntry = async (script: string, onReady: (pid: number) => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'assume-bot-entry-'));
  const file = join(folder, 'script.mjs');
  writeFileSync(file, script);
  const entry = [join(ROOT, 'scripts/with-node24.mjs'), relative(ROOT, file)];
  const ran = await outcomeOf(spawn(process.execPath, entry, { stdio }), onReady);
  rmSync(folder, { recursive: true });
  return ran;
};

/** Prints the signal, cleans up for a moment, and ends with a code of its own. */
const tidy = (signal: string) => `
  setInterval(() => {}, 1000);
  process.on('${signal}', () => { console.log('cleaning up'); setImmediate(() => { console.log('clean'); process.exit(3); }); });
  console.log('ready');`;

describe('a program that exec runs', () => {
  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    'receives %s, is waited for, and determines the exit code',
    async (signal) => {
      const { code, printed } = await runAsExec(tidy(signal), (pid) => process.kill(pid, signal));

      expect([code, printed]).toEqual([3, 'ready\ncleaning up\nclean\n']);
    },
  );

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR2'] as const)(
    'receives %s through the entry of npx too',
    async (signal) => {
      const { code, printed } = await runThroughEntry(tidy(signal), (pid) => process.kill(pid, signal));

      expect([code, printed]).toEqual([3, 'ready\ncleaning up\nclean\n']);
    },
  );

  it('passes on its exit code, or 128 plus the number of the signal that ended it', async () => {
    const failed = await runAsExec('process.exit(42)');
    const killed = await runAsExec('process.kill(process.pid, "SIGKILL")');
    const ended = await runAsExec('setInterval(() => {}, 1000); console.log("ready")', (pid) =>
      process.kill(pid, 'SIGTERM'),
    );

    expect([failed.code, killed.code, ended.code]).toEqual([42, 137, 143]);
  });
});
