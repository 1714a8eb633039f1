/** A pattern is a list of pieces. Text that came out of a policy variable is literal: its `*` and `?` are no wildcards. */
export interface Piece {
  readonly text: string;
  readonly isLiteral: boolean;
}

const escaped = (text: string): string => text.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
const sourceOf = ({ text, isLiteral }: Piece): string =>
  isLiteral
    ? escaped(text).replaceAll('*', '\\*').replaceAll('?', '\\?')
    : escaped(text).replaceAll('*', '[^]*').replaceAll('?', '[^]');

/** Whether a whole text matches, with `*` for any run and `?` for any one character. */
export const matchesPieces = (pattern: readonly Piece[], text: string, { foldsCase = false } = {}): boolean =>
  new RegExp(`^${pattern.map(sourceOf).join('')}$`, foldsCase ? 'iu' : 'u').test(text);

/** The parts of an ARN. A wildcard does not match across the colons of the first five. */
const partsOf = (pieces: readonly Piece[]): readonly (readonly Piece[])[] => {
  const parts: Piece[][] = [[]];
  for (const { text, isLiteral } of pieces) {
    let rest = text;
    while (parts.length < 6 && rest.includes(':')) {
      const colon = rest.indexOf(':');
      parts.at(-1)?.push({ text: rest.slice(0, colon), isLiteral });
      parts.push([]);
      rest = rest.slice(colon + 1);
    }
    parts.at(-1)?.push({ text: rest, isLiteral });
  }
  return parts;
};

const textOf = (pieces: readonly Piece[] = []): string => pieces.map(({ text }) => text).join('');

/** Whether an ARN matches an ARN pattern, part by part. */
export const matchesArn = (pattern: readonly Piece[], arn: string): boolean => {
  const wanted = partsOf(pattern);
  const found = partsOf([{ text: arn, isLiteral: true }]);
  if (wanted.length !== 6 || found.length !== 6) return false;
  return wanted.every((part, index) => matchesPieces(part, textOf(found[index])));
};

/** The text of a pattern. */
export const plainText = textOf;
