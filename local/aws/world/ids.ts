import { randomBytes, randomUUID } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const letters = (length: number): string =>
  Array.from(randomBytes(length), (byte) => LETTERS[byte % LETTERS.length]).join('');

/** A unique id in the format of IAM: AIDA for users, AROA for roles. */
export const newEntityId = (prefix: 'AIDA' | 'AROA'): string => `${prefix}${letters(17)}`;

/** An access key id: AKIA for long-term keys, ASIA for sessions. */
export const newAccessKeyId = (prefix: 'AKIA' | 'ASIA'): string => `${prefix}${letters(16)}`;

/** 40 characters, like a secret access key. */
export const newSecret = (): string => randomBytes(30).toString('base64');

/** A session token. Its only requirement is that it cannot be guessed. */
export const newSessionToken = (): string => randomBytes(180).toString('base64');

/** A request or message id. */
export const newUuid = (): string => randomUUID();
