import { type ApiAnswer, type Arguments, refusal, textOf } from './method.ts';

/** One page of a list with the cursor of the next page, which is empty on the last page. */
export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string } | { readonly refused: ApiAnswer };

/** Returns the page for `cursor` and `limit`. A cursor names the first entry of its page, as in Slack. */
export const pageOf = <T>(
  entries: readonly T[],
  keyOf: (entry: T) => string,
  args: Arguments,
  limits: { readonly default: number; readonly max: number },
): Page<T> => {
  const limit = textOf(args, 'limit') === '' ? limits.default : Number(textOf(args, 'limit'));
  if (!Number.isInteger(limit) || limit < 0) return { refused: refusal('invalid_limit') };
  const cursor = textOf(args, 'cursor');
  const key = Buffer.from(cursor, 'base64')
    .toString('utf8')
    .replace(/^next:/, '');
  const start = cursor === '' ? 0 : entries.findIndex((entry) => keyOf(entry) === key);
  if (start < 0) return { refused: refusal('invalid_cursor') };
  const items = entries.slice(start, start + Math.min(limit === 0 ? limits.max : limit, limits.max));
  const next = entries[start + items.length];
  return { items, nextCursor: next === undefined ? '' : Buffer.from(`next:${keyOf(next)}`).toString('base64') };
};
