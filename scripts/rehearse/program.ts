import { type ChildProcess, spawn } from 'node:child_process';

/** The result of a program. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const running = new Set<ChildProcess>();

const run = (command: string, args: readonly string[], { cwd, env }: ProgramOptions): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, out, err });
    });
  });

/** Runs a program of Node to its end. Its output is returned, not shown. */
export const runNode = (args: readonly string[], options: ProgramOptions): Promise<Ran> =>
  run(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], options);

/** Unpacks an archive into an existing folder. */
export const unpack = async (archive: string, folder: string): Promise<void> => {
  const { code, err } = await run('tar', ['-xzf', archive, '-C', folder], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
  });
  if (code !== 0) throw new Error(`${archive} was not unpacked: ${err}`);
};

/** Ends the programs that are still running, and waits until they have ended. */
export const stopPrograms = async (): Promise<void> => {
  const ends = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of running) child.kill('SIGTERM');
  await Promise.all(ends);
};
