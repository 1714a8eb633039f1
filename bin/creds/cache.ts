import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../functions/core/hash.ts';
import type { Session } from '../cli/aws-identity.ts';

/** An issued session and its known end. */
export interface KeptSession {
  readonly session: Session;
  readonly issuedAt: Date;
  /** When the grant ends, if the user can read it. */
  readonly endsAt?: Date;
}

/** Sessions on disk, each in its own file that only the owner can read. */
export interface SessionCache {
  get(key: string): KeptSession | undefined;
  put(key: string, kept: KeptSession): void;
  drop(key: string): void;
}

/** The JSON format of a session. */
interface StoredSession {
  readonly session: Omit<Session, 'expiration'> & { readonly expiration: string };
  readonly issuedAt: string;
  readonly endsAt?: string;
}

/** The directory of the sessions, beside the cache of the AWS CLI. */
export const cacheDirectory = (home: string | undefined): string =>
  join(home ?? homedir(), '.aws', 'assume-bot', 'cache');

/** Stores sessions in a directory, which is created if missing. Unreadable files are ignored. */
export const createSessionCache = (directory: string): SessionCache => {
  const fileOf = (key: string): string => join(directory, `${sha256(key)}.json`);
  return {
    get: (key) => {
      try {
        const { session, issuedAt, endsAt } = JSON.parse(readFileSync(fileOf(key), 'utf8')) as StoredSession;
        const { expiration, ...keys } = session;
        return {
          session: { ...keys, expiration: new Date(expiration) },
          issuedAt: new Date(issuedAt),
          ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt) }),
        };
      } catch {
        return undefined;
      }
    },
    put: (key, kept) => {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      const file = fileOf(key);
      // Writing keeps the mode of an existing file.
      rmSync(file, { force: true });
      writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
      chmodSync(file, 0o600);
    },
    drop: (key) => rmSync(fileOf(key), { force: true }),
  };
};
