import * as z from 'zod/mini';
import { KEYS } from '../../contract.ts';
import { sealOf } from '../../core/request/chain.ts';
import { StoreFault } from './fault.ts';
import type { ItemKey } from './keys.ts';
import { isoTime } from './schema.ts';

/** An item as DynamoDB returns it. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** `migrations[n]` makes an item of schema version n into one of version n + 1. Items without a version are of version 0. */
export type Migrations = Readonly<Record<number, (item: StoredItem) => StoredItem>>;

/** One kind of item: what it holds, and how what older releases wrote is brought up to date. */
export interface ItemKind<T> {
  /** As faults name it: `grant`. */
  readonly name: string;
  /** What this code writes; it reads this and everything before. */
  readonly version: number;
  readonly schema: () => z.ZodMiniType<T>;
  readonly migrations: Migrations;
  /** Where an item with such a value has to be. Absent for a kind whose value does not name its key. */
  readonly keyOf?: (value: T) => ItemKey;
}

/**
 * The first version whose items carry a seal. Release 0.1.0 wrote version 1, without one: such an item is taken as it is,
 * and the first write of this release seals it. Somebody who can write to the table could therefore write an item of
 * version 1 in place of a sealed one; the audit bucket shows that for requests (docs/threat-model.md).
 */
const FIRST_SEALED = 2;

/** A value as DynamoDB stores it: times as texts that sort, texts in whole characters, absent members left out. */
export const toStored = (value: unknown): unknown => {
  if (value instanceof Date) return isoTime(value);
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(toStored);
  if (value === null || typeof value !== 'object') return value;
  return recordToStored(value);
};

/** A record as DynamoDB stores it. */
export const recordToStored = (record: object): StoredItem =>
  Object.fromEntries(
    Object.entries(record)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, toStored(member)]),
  );

/** An item with its seal over everything in it: the last step before it is written. */
export const sealed = (item: StoredItem): StoredItem => ({ ...item, seal: sealOf(item) });

const versionOf = (item: StoredItem): number => (typeof item['v'] === 'number' ? item['v'] : 0);

/** The fault of an item that cannot be read. */
export const unreadable = (name: string, item: StoredItem, why: string, cause?: unknown): StoreFault =>
  new StoreFault({
    tried: `read a ${name}`,
    key: `${item[KEYS.partition]} / ${item[KEYS.sort]}`,
    retryable: false,
    why,
    cause,
  });

const migrated = <T>(kind: ItemKind<T>, item: StoredItem): StoredItem => {
  let current = item;
  for (let version = versionOf(item); version < kind.version; version += 1) {
    const migrate = kind.migrations[version];
    if (migrate === undefined) {
      throw unreadable(kind.name, item, `nothing here knows how to bring schema version ${version} to ${version + 1}`);
    }
    current = { ...migrate(current), v: version + 1 };
  }
  return current;
};

const describe = (issue: z.core.$ZodIssue): string => {
  const where = issue.path.length === 0 ? 'the item' : issue.path.map(String).join('.');
  return issue.code === 'invalid_type' ? `${where} should be a ${issue.expected}` : `${where}: ${issue.message}`;
};

/** Whether an older release wrote an item. */
export const isOld = <T>(kind: ItemKind<T>, item: StoredItem): boolean => versionOf(item) < kind.version;

/** Whether a newer release wrote an item. */
export const isNewer = <T>(kind: ItemKind<T>, item: StoredItem): boolean => versionOf(item) > kind.version;

/** Whether an item was written by a release that sealed nothing. */
export const isUnsealed = (item: StoredItem): boolean => versionOf(item) < FIRST_SEALED;

/**
 * Parses an item. Throws StoreFault, naming item and version, for what a newer release wrote and for what does not fit
 * the schema. Whether the item is as we wrote it is another question: `faultOf`.
 */
export const readItem = <T>(kind: ItemKind<T>, item: StoredItem): T => {
  const version = versionOf(item);
  if (isNewer(kind, item)) {
    throw unreadable(
      kind.name,
      item,
      `it has schema version ${version} and this release reads up to ${kind.version}; deploy the release that wrote it, or a later one`,
    );
  }
  // Without code generation: faster for the few items that a Lambda reads before it answers.
  const parsed = z.safeParse(kind.schema(), migrated(kind, item), { jitless: true });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5).map(describe).join('; ');
  throw unreadable(kind.name, item, `it does not hold together (schema version ${version}): ${issues}`, parsed.error);
};

/** A sentence when the seal of an item does not hold; undefined when it does, or where there was none yet. */
export const sealFault = (item: StoredItem): string | undefined => {
  const expected = isUnsealed(item) ? undefined : sealOf(item);
  return item['seal'] === expected
    ? undefined
    : 'Its seal does not hold: it was changed by something else than the bot.';
};

/** A sentence when an item is not as we wrote it, or not where we wrote it; undefined when it is. */
export const faultOf = <T>({ keyOf }: ItemKind<T>, item: StoredItem, value: T): string | undefined => {
  const key = keyOf?.(value);
  const isMoved = key !== undefined && (key.pk !== item[KEYS.partition] || key.sk !== item[KEYS.sort]);
  return isMoved ? 'It names another key than the one that it has.' : sealFault(item);
};

/** The value of an item that can be read and is as we wrote it; else undefined. */
export const readIntact = <T>(kind: ItemKind<T>, item: StoredItem): T | undefined => {
  try {
    const value = readItem(kind, item);
    return faultOf(kind, item, value) === undefined ? value : undefined;
  } catch (fault) {
    if (fault instanceof StoreFault) return undefined;
    throw fault;
  }
};
