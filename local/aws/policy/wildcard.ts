const patterns = new Map<string, RegExp>();

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const compiled = (key: string, build: () => RegExp): RegExp => {
  const known = patterns.get(key);
  if (known) return known;
  if (patterns.size > 5000) patterns.clear();
  const made = build();
  patterns.set(key, made);
  return made;
};

/**
 * A pattern is a list of pieces: literal text that came out of a variable never acts as a wildcard,
 * text that the policy's author wrote does.
 */
export type PatternPiece = { readonly text: string; readonly literal: boolean };

const pieceSource = ({ text, literal }: PatternPiece): string =>
  literal ? escapeRegExp(text) : escapeRegExp(text).replaceAll('\\*', '[^]*').replaceAll('\\?', '[^]');

/** The text of a pattern that matches only this text. */
const exactTextOf = (pattern: readonly PatternPiece[]): string | undefined =>
  pattern.every(({ text, literal }) => literal || !/[*?]/.test(text))
    ? pattern.map(({ text }) => text).join('')
    : undefined;

/** Whether the whole text matches, with `*` for any run and `?` for any one character. */
export const matchesPattern = (pattern: readonly PatternPiece[], text: string, ignoreCase = false): boolean => {
  const exact = ignoreCase ? undefined : exactTextOf(pattern);
  if (exact !== undefined) return exact === text;
  const source = pattern.map(pieceSource).join('');
  return compiled(`${ignoreCase ? 'i' : 's'}${source}`, () => new RegExp(`^${source}$`, ignoreCase ? 'iu' : 'u')).test(
    text,
  );
};

/** An ARN has six parts; a `*` may not reach over the colons of the first five. */
export const splitArn = (pieces: readonly PatternPiece[]): PatternPiece[][] => {
  const parts: PatternPiece[][] = [[]];
  for (const piece of pieces) {
    let rest = piece.text;
    while (parts.length < 6 && rest.includes(':')) {
      const colon = rest.indexOf(':');
      parts.at(-1)?.push({ text: rest.slice(0, colon), literal: piece.literal });
      parts.push([]);
      rest = rest.slice(colon + 1);
    }
    parts.at(-1)?.push({ text: rest, literal: piece.literal });
  }
  return parts;
};

/** Whether an ARN matches an ARN pattern, part by part. */
export const matchesArn = (pattern: readonly PatternPiece[], arn: string): boolean => {
  const exact = exactTextOf(pattern);
  if (exact !== undefined && exact !== arn) return false;
  const wanted = splitArn(pattern);
  const found = splitArn([{ text: arn, literal: true }]);
  if (wanted.length !== 6 || found.length !== 6) return false;
  return wanted.every((part, index) => matchesPattern(part, (found[index] ?? []).map((piece) => piece.text).join('')));
};
