import { createHash } from 'node:crypto';

const sorted = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString();
  // A lone surrogate is stored as the replacement character, and the hash has to match the stored text.
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
};

/** JSON in which the order of keys, absent members and Date objects make no difference. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

/** SHA-256 of a text, as lower-case hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
