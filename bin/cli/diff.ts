import { diffArrays } from 'diff';

const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

/** The line diff of two texts: ` ` for unchanged, `-` for removed, `+` for added lines. */
export const lineDiff = (before: string, after: string): readonly string[] =>
  diffArrays(linesOf(before), linesOf(after)).flatMap(({ value, added, removed }) =>
    value.map((line) => `${added ? '+' : removed ? '-' : ' '} ${line}`),
  );
