import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const MODULE = join(import.meta.dirname, '../../bin/cli/run-program.ts');

/** Runs a program as `exec` does, in a process of its own, and returns the output and the exit code. */
const runAsExec = (program: string, onReady: (pid: number) => void = () => {}) =>
  new Promise<{ readonly code: number | null; readonly printed: string }>((resolve) => {
    const script = `import { runProgram } from ${JSON.stringify(MODULE)};
      process.exitCode = await runProgram(process.execPath, ['-e', ${JSON.stringify(program)}], process.env);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let printed = '';
    parent.stdout.on('data', (chunk: Buffer) => {
      const wasReady = printed.includes('ready');
      printed += chunk;
      if (!wasReady && printed.includes('ready')) onReady(parent.pid ?? 0);
    });
    parent.on('close', (code) => resolve({ code, printed }));
  });

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

  it('passes on its exit code, or 128 plus the number of the signal that ended it', async () => {
    const failed = await runAsExec('process.exit(42)');
    const killed = await runAsExec('process.kill(process.pid, "SIGKILL")');
    const ended = await runAsExec('setInterval(() => {}, 1000); console.log("ready")', (pid) =>
      process.kill(pid, 'SIGTERM'),
    );

    expect([failed.code, killed.code, ended.code]).toEqual([42, 137, 143]);
  });
});
