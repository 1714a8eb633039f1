import { execFile, execFileSync, spawn } from 'node:child_process';

/** The output of a program and its exit code. */
export interface Ran {
  readonly status: number;
  readonly output: string;
}

/** Whether a program is on the PATH. Prints a warning if it is not, because its tests are skipped. */
export const hasProgram = (name: string, versionArguments: readonly string[]): boolean => {
  try {
    execFileSync(name, versionArguments, { stdio: 'ignore' });
    return true;
  } catch {
    process.emitWarning(`"${name}" is not on the PATH: the tests that need it are skipped`);
    return false;
  }
};

/** The AWS configuration of the machine must not affect a test. */
export const cleanEnvironment = (variables: Readonly<Record<string, string>>): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(AWS_|TF_)/.test(name) ? [] : [[name, value]],
    ),
  ),
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
  ...variables,
});

/** Runs a program until it exits. Returns standard output and standard error together. */
export const run = (
  program: string,
  programArguments: readonly string[],
  options: { readonly env: Record<string, string>; readonly cwd?: string },
): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(program, programArguments, options, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` });
    });
  });

/** Starts a program that prompts for input, and waits for the prompt. */
export const runUntilAsked = async (
  program: string,
  programArguments: readonly string[],
  options: { readonly env: Record<string, string>; readonly cwd: string },
  question: string,
): Promise<{ answer(text: string): Promise<Ran> }> => {
  const child = spawn(program, programArguments, { ...options, stdio: 'pipe' });
  const ended = Promise.withResolvers<number>();
  const prompted = Promise.withResolvers<void>();
  let output = '';
  const onOutput = (chunk: Buffer): void => {
    output += chunk.toString();
    if (output.includes(question)) prompted.resolve();
  };
  child.stdout.on('data', onOutput);
  child.stderr.on('data', onOutput);
  child.on('close', (code) => {
    ended.resolve(code ?? 1);
    prompted.reject(new Error(`${program} ended without the prompt "${question}":\n${output}`));
  });
  await prompted.promise;
  return {
    answer: async (text) => {
      child.stdin.end(`${text}\n`);
      return { status: await ended.promise, output };
    },
  };
};
