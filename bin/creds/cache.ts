import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../functions/core/hash.ts';
import type { Session } from '../cli/aws-identity.ts';

/** A session that was issued, with what is known of how long it can be used. */
export interface KeptSession {
  readonly session: Session;
  readonly issuedAt: Date;
  /** When the grant ends, where the person may read it. */
  readonly endsAt?: Date;
}

/** Sessions on disk, each in a file of its own that only its owner reads. */
export interface SessionCache {
  get(key: string): KeptSession | undefined;
  put(key: string, kept: KeptSession): void;
  drop(key: string): void;
}

/** A session as JSON has it. */
interface StoredSession {
  readonly session: Omit<Session, 'expiration'> & { readonly expiration: string };
  readonly issuedAt: string;
  readonly endsAt?: string;
}

/** Where sessions are kept: beside those of the `aws` program. */
export const cacheDirectory = (home: string | undefined): string =>
  join(home ?? homedir(), '.aws', 'assume-bot', 'cache');

/** Keeps sessions in a directory, made when missing; a file that cannot be read is as good as none. */
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
      // A file that stands there keeps the mode it has.
      rmSync(file, { force: true });
      writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
      chmodSync(file, 0o600);
    },
    drop: (key) => rmSync(fileOf(key), { force: true }),
  };
};
