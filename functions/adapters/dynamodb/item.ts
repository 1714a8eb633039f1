import * as z from 'zod/mini';
import { KEYS } from '../../contract.ts';
import { sealOf } from '../../core/request/chain.ts';
import { StoreFault } from './fault.ts';
import { DUE_PARTITION, type ItemKey, keyText } from './keys.ts';
import { isoTime } from './schema.ts';

/** An item as DynamoDB returns it. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** One kind of item: its schema, and how to read the items of release 0.1.0. */
export interface ItemKind<T> {
  /** The name in faults: `grant`. */
  readonly name: string;
  /** The version that this release writes. It reads this version and all earlier ones. */
  readonly version: number;
  readonly schema: () => z.ZodMiniType<T>;
  /** Converts an item of version 1, which release 0.1.0 wrote, to version 2. Absent for a kind that it did not have. */
  readonly fromVersion1?: (item: StoredItem) => StoredItem;
  /** The key that an item with this value must have. Absent for a kind whose value does not contain its key. */
  readonly keyOf?: (value: T) => ItemKey;
}

/**
 * The first version with a seal. Items of version 1, which release 0.1.0 wrote, are accepted without one, and sealed by the
 * next write. An attacker who can write to the table could therefore replace a sealed item by one of version 1; for
 * requests, the audit bucket shows this (docs/threat-model.md).
 */
const FIRST_SEALED = 2;

/** A value as DynamoDB stores it: times as ISO texts, texts as well-formed Unicode, no undefined members. */
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

/** An item with its seal, which covers everything else in it. */
export const sealed = (item: StoredItem): StoredItem => ({ ...item, seal: sealOf(item) });

/** The item of a record, with its seal. With a due time it is in the index `due`. */
export const sealedItem = ({ version }: { readonly version: number }, key: ItemKey, record: object): StoredItem => {
  const stored = recordToStored(record);
  const due = stored[KEYS.dueAt] === undefined ? {} : { [KEYS.duePartition]: DUE_PARTITION };
  return sealed({ ...stored, ...due, ...key, v: version });
};

const versionOf = (item: StoredItem): number => (typeof item['v'] === 'number' ? item['v'] : 0);

/** The fault of an item that cannot be read. */
export const unreadable = (name: string, item: StoredItem, why: string, cause?: unknown): StoreFault =>
  new StoreFault({
    tried: `read a ${name}`,
    key: keyText(item),
    retryable: false,
    why,
    cause,
  });

const describe = (issue: z.core.$ZodIssue): string => {
  const where = issue.path.length === 0 ? 'the item' : issue.path.map(String).join('.');
  return issue.code === 'invalid_type' ? `${where} should be a ${issue.expected}` : `${where}: ${issue.message}`;
};

/** Whether an older release wrote an item. */
export const isOld = <T>(kind: ItemKind<T>, item: StoredItem): boolean => versionOf(item) < kind.version;

/** Whether a newer release wrote an item. */
export const isNewer = <T>(kind: ItemKind<T>, item: StoredItem): boolean => versionOf(item) > kind.version;

/** Whether an item was written by release 0.1.0, which did not seal items. */
export const isUnsealed = (item: StoredItem): boolean => versionOf(item) < FIRST_SEALED;

/**
 * Parses an item. Throws StoreFault for an item that a newer release wrote, or that does not match the schema.
 * `faultOf` checks whether the item was changed.
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
  const convert = version === kind.version ? (current: StoredItem) => current : version === 1 && kind.fromVersion1;
  if (!convert)
    throw unreadable(kind.name, item, `there is no migration from schema version ${version} to ${version + 1}`);
  // Code generation would be slower for the few items that a Lambda reads before it answers.
  const parsed = z.safeParse(kind.schema(), convert(item), { jitless: true });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5).map(describe).join('; ');
  throw unreadable(kind.name, item, `it does not match its schema (version ${version}): ${issues}`, parsed.error);
};

/** Describes a seal that does not match its item; undefined if it matches, or if the item never had one. */
export const sealFault = (item: StoredItem): string | undefined => {
  const expected = isUnsealed(item) ? undefined : sealOf(item);
  return item['seal'] === expected ? undefined : 'Its seal does not match: something other than the bot changed it.';
};

/** Describes how an item differs from what the bot wrote; undefined if it does not. */
export const faultOf = <T>({ keyOf }: ItemKind<T>, item: StoredItem, value: T): string | undefined => {
  const key = keyOf?.(value);
  const isMoved = key !== undefined && (key.pk !== item[KEYS.partition] || key.sk !== item[KEYS.sort]);
  return isMoved ? 'Its content belongs to another key.' : sealFault(item);
};

/** The value of an item; undefined if it cannot be read or was changed. */
export const readIntact = <T>(kind: ItemKind<T>, item: StoredItem): T | undefined => {
  try {
    const value = readItem(kind, item);
    return faultOf(kind, item, value) === undefined ? value : undefined;
  } catch (fault) {
    if (fault instanceof StoreFault) return undefined;
    throw fault;
  }
};
