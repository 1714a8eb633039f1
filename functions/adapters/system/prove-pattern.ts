import { createRequire } from 'node:module';

/** A repetition count adds that many states to the automaton, and more would make the proof take minutes. */
const MAX_REPETITIONS = 64;
const TIMEOUT_MS = 60_000;

/** An escape, a character class, a dot or a border. */
const TOKEN = /\\.|\[(?:\\.|[^\]\\])*\]|[.^$]/gs;
/** No character class of a bounded pattern matches NUL: it separates one match from the next. */
const WITHOUT_NUL: Readonly<Record<string, string>> = {
  '.': '[^\\n\\r\\u2028\\u2029\\0]',
  '\\S': '[^\\s\\0]',
  '\\W': '[^\\w\\0]',
  '\\D': '[^\\d\\0]',
  '^': '',
  $: '',
  '\\b': '',
  '\\B': '',
};

const boundMatch = (pattern: string): string =>
  pattern.replace(TOKEN, (token) => WITHOUT_NUL[token] ?? token.replace(/^\[\^(.*)\]$/s, '[^$1\\0]'));

/** The number of states of the repetition counts of a pattern: their sum, or their product if they are nested. */
const repetitionsOf = (pattern: string): number => {
  const counts = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].map(([, least, most]) => Number(most || least));
  return /\)\{\d/.test(pattern)
    ? counts.reduce((product, count) => product * Math.max(1, count), 1)
    : counts.reduce((sum, count) => sum + count, 0);
};

let recheck: typeof import('recheck') | undefined;

/** Reasons have at most 500 characters (core/command/command.ts), so a search in the square of that takes milliseconds. */
const MAX_SEARCH_DEGREE = 2;

/** Whether a search is proven to take at most the given power of the length of the text. recheck has 3 MB, so it is loaded on first use. */
const isProven = (source: string, maxDegree: number): boolean => {
  recheck ??= createRequire(import.meta.url)('recheck/lib/browser.js') as typeof import('recheck');
  const found = recheck.checkSync(source, '', { checker: 'automaton', timeout: TIMEOUT_MS });
  if (found.status !== 'vulnerable') return found.status === 'safe';
  return found.complexity.type === 'polynomial' && found.complexity.degree <= maxDegree;
};

const prove = (pattern: string): string | undefined => {
  const withoutClasses = pattern.replace(TOKEN, (token) => (/^\\[1-9k]/.test(token) ? token : ''));
  if (/\\[1-9k]/.test(withoutClasses)) return 'it refers to an earlier part of itself';
  if (/\(\?<?[=!]/.test(withoutClasses)) return 'it looks ahead or behind';
  const repetitions = repetitionsOf(pattern);
  if (repetitions > MAX_REPETITIONS)
    return `its repetitions add up to ${repetitions} characters or more; at most ${MAX_REPETITIONS} are allowed`;
  if (!isProven(pattern, MAX_SEARCH_DEGREE))
    return 'long texts could make it slow; give each + and * a limit, such as {1,10}';
  if (!isProven(`^(?:(?:${boundMatch(pattern)})\\0)*$`, 1))
    return 'it can match the same text in several ways, which can make it slow; write it so that there is only one way';
  return undefined;
};

/** A proof takes a tenth of a second, and roles share patterns. */
const proofs = new Map<string, string | undefined>();

/**
 * Why a regular expression must not be matched with text of users; undefined if it is proven fast for every text. recheck proves
 * two things: a search takes at most quadratic time, and no text matches in two ways. The first is not enough, because recheck
 * treats every pattern without `*` and `+` as safe, and `(?:a?){30}a{30}!` tries 2^30 ways.
 * https://makenowjust-labs.github.io/recheck/docs/usage/parameters/
 */
export const provePattern = (pattern: string): string | undefined => {
  if (!proofs.has(pattern)) proofs.set(pattern, prove(pattern));
  return proofs.get(pattern);
};
