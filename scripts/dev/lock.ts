import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** What runs in a directory. */
export interface Running {
  readonly pid: number;
  readonly catalog: string;
  /** Absent until everything runs. */
  readonly url?: string;
  readonly awsUrl?: string;
  readonly slackUrl?: string;
}

export type Lock =
  | { readonly kind: 'held'; describe(running: Running): void; release(): Promise<void> }
  | { readonly kind: 'taken'; readonly by: Running | undefined };

/** The longest path of a Unix socket that every system accepts. */
const MOST_CHARACTERS = 100;

/** The file of the socket. `--reset` deletes everything else in the directory. */
export const LOCK_FILE = 'lock';

const addressOf = (directory: string): string => {
  const real = realpathSync(directory);
  const name = `assume-bot-${createHash('sha256').update(real).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const path = join(real, LOCK_FILE);
  const shortest = [path, relative(process.cwd(), path)].toSorted((a, b) => a.length - b.length)[0] ?? path;
  return shortest.length <= MOST_CHARACTERS ? shortest : join(tmpdir(), name);
};

/** A process that was paused (Ctrl-Z) holds the lock, but says nothing. */
const MOST_WAIT_MS = 2_000;

/** Reads what the holder of a lock says; undefined if no process listens. */
const askHolder = (address: string, waitMs: number): Promise<{ readonly by: Running | undefined } | undefined> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect(address);
    socket.setEncoding('utf8');
    socket.setTimeout(waitMs, () => {
      resolve({ by: undefined });
      socket.destroy();
    });
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', () => resolve(undefined));
    socket.on('end', () => {
      try {
        resolve({ by: JSON.parse(text) as Running });
      } catch {
        resolve({ by: undefined });
      }
    });
  });

/**
 * Locks a directory for this process. The lock is a socket, so that the system releases it however the process ends, and that
 * it can say what runs. Rejects if the directory does not exist or the socket cannot be created.
 */
export const lockDirectory = async (directory: string, own: Running, waitMs = MOST_WAIT_MS): Promise<Lock> => {
  const address = addressOf(directory);
  let running = own;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(JSON.stringify(running));
  });
  const listen = (): Promise<boolean> =>
    new Promise((resolve, reject) => {
      server.once('error', (fault: NodeJS.ErrnoException) =>
        fault.code === 'EADDRINUSE' ? resolve(false) : reject(fault),
      );
      server.listen(address, () => resolve(true));
    });

  if (!(await listen())) {
    const holder = await askHolder(address, waitMs);
    if (holder !== undefined) return { kind: 'taken', by: holder.by };
    // A process that was killed leaves the file of its socket.
    rmSync(address, { force: true });
    if (!(await listen())) return { kind: 'taken', by: undefined };
  }
  return {
    kind: 'held',
    describe: (now) => {
      running = now;
    },
    release: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
