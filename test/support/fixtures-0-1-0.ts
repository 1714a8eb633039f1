import { readFileSync } from 'node:fs';
import { readArchived } from '../../functions/adapters/dynamodb/archive.ts';
import type { StoredItem } from '../../functions/adapters/dynamodb/item.ts';
import type { Request } from '../../functions/core/request/request.ts';

/** A table that release 0.1.0 wrote, read at one time. */
export interface FixtureTable {
  readonly name: string;
  /** When the table was read. */
  readonly at: string;
  readonly items: readonly StoredItem[];
}

/** The path of a file of release 0.1.0. */
export const fixturePath = (name: string): URL => new URL(`../data/0.1.0/${name}`, import.meta.url);

/** JSON has no sets: `{ "$set": [...] }` is a string set of DynamoDB. */
const withSets = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && '$set' in value ? new Set(value.$set as string[]) : value;

export const readFixture = <T>(name: string): T => JSON.parse(readFileSync(fixturePath(name), 'utf8'), withSets);

/** All tables that release 0.1.0 wrote. */
export const fixtureTables = (): readonly FixtureTable[] =>
  readFixture<{ tables: readonly FixtureTable[] }>('items.json').tables;

/** Every request in these tables, as this release reads it. */
export const importedRequests = (): readonly { readonly name: string; readonly request: Request }[] =>
  fixtureTables().flatMap(({ name, items }) =>
    items.flatMap((item) => {
      const found = readArchived(item);
      return found?.kind === 'request' ? { name: `${name}, ${found.request.id}`, request: found.request } : [];
    }),
  );
