import { execFile, execFileSync, spawn } from 'node:child_process';

/** What a program said and how it ended. */
export interface Ran {
  readonly status: number;
  readonly output: string;
}

/** Whether a program is on the path; says so when it is not, since its tests are then left out. */
export const hasProgram = (name: string, versionArguments: readonly string[]): boolean => {
  try {
    execFileSync(name, versionArguments, { stdio: 'ignore' });
    return true;
  } catch {
    process.emitWarning(`there is no "${name}" program on this machine: the tests that need it are left out`);
    return false;
  }
};

/** Nothing of the machine's own AWS set-up may reach a test. */
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

/** Runs a program to its end; standard output and errors together. */
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

/** Starts a program that will ask something, and waits for the question. */
export const runUntilAsked = async (
  program: string,
  programArguments: readonly string[],
  options: { readonly env: Record<string, string>; readonly cwd: string },
  question: string,
): Promise<{ answer(text: string): Promise<Ran> }> => {
  const child = spawn(program, programArguments, { ...options, stdio: 'pipe' });
  const ended = Promise.withResolvers<number>();
  const asked = Promise.withResolvers<void>();
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    if (output.includes(question)) asked.resolve();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.on('close', (code) => {
    ended.resolve(code ?? 1);
    asked.reject(new Error(`${program} ended without asking "${question}":\n${output}`));
  });
  await asked.promise;
  return {
    answer: async (text) => {
      child.stdin.end(`${text}\n`);
      return { status: await ended.promise, output };
    },
  };
};
