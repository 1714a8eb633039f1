import { spawn, spawnSync } from 'node:child_process';

/** The output and exit status of a program. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program with the given environment, PATH and HOME only. */
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

const skip = (program: string, why: string): false => {
  process.stderr.write(`\n!!! NOT TESTED with the real ${program} program: ${why}\n\n`);
  return false;
};

/** Whether a program is installed. If not, prints a notice that tests are skipped. */
export const hasProgram = (program: string, how: string): boolean =>
  spawnSync(program, ['--version']).error === undefined || skip(program, `it is not installed. ${how}`);

/** Whether an AWS CLI is installed that supports endpoint_url in profiles: 1.29 or 2.13, or later. */
export const hasAwsProgram = (): boolean => {
  const how = 'Install AWS CLI 1.29 or 2.13, or later (pip install awscli), and run the tests again.';
  const { error, stdout } = spawnSync('aws', ['--version'], { encoding: 'utf8' });
  if (error !== undefined) return skip('aws', `it is not installed. ${how}`);
  const [version, major, minor] = /aws-cli\/(\d+)\.(\d+)/.exec(stdout) ?? [];
  const isNew = Number(minor) >= (major === '1' ? 29 : 13);
  return isNew || skip('aws', `${version ?? 'its version'} is too old. ${how}`);
};
