import * as z from 'zod/mini';
import { KEYS } from '../../contract.ts';
import { StoreFault } from './fault.ts';
import { isoTime } from './schema.ts';

/** An item as DynamoDB hands it out. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** `migrations[n]` makes an item of schema version n into one of version n + 1. Items without a version are of version 0. */
export type Migrations = Readonly<Record<number, (item: StoredItem) => StoredItem>>;

/** One kind of item: what stands in it, and how what older releases wrote is brought up to date. */
export interface ItemKind<T> {
  /** As faults name it: `grant`. */
  readonly name: string;
  /** What this code writes; it reads this and everything before. */
  readonly version: number;
  readonly schema: () => z.ZodMiniType<T>;
  readonly migrations: Migrations;
}

/** A value as DynamoDB stores it: times as texts that sort, absent members left out. */
export const toStored = (value: unknown): unknown => {
  if (value instanceof Date) return isoTime(value);
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

const versionOf = (item: StoredItem): number => (typeof item['v'] === 'number' ? item['v'] : 0);

const unreadable = (name: string, item: StoredItem, why: string, cause?: unknown): StoreFault =>
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

/** Whether an item was written by an older release and stands in its form still. */
export const isOld = <T>(kind: ItemKind<T>, item: StoredItem): boolean => versionOf(item) < kind.version;

/**
 * The one way to read an item. Throws StoreFault, naming item and version, for what a newer release wrote and for what
 * does not hold together: to guess at a grant or to leave it out would be worse than to stop.
 */
export const readItem = <T>(kind: ItemKind<T>, item: StoredItem): T => {
  const version = versionOf(item);
  if (version > kind.version) {
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
