import { spawn, spawnSync } from 'node:child_process';

/** What a program wrote and how it ended. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program with just the environment given (and PATH, HOME). */
export const runProgram = (
  program: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(program, args, {
      env: { PATH, HOME, AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '', ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });

/** Whether a program is on this machine; when not, says so where nobody can overlook it. */
export const hasProgram = (program: string, how: string): boolean => {
  if (spawnSync(program, ['--version']).error === undefined) return true;
  process.stderr.write(`\n!!! NOT TESTED with the real ${program} program: it is not on this machine. ${how}\n\n`);
  return false;
};
