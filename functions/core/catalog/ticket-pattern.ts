/**
 * Repetitions of any length, and of any kind, that one pattern may have: matching it against the longest reason then
 * takes milliseconds, whatever the reason is.
 */
const MOST_UNLIMITED = 2;
const MOST_VARIABLE = 6;
/** Ranges wider than this count as unlimited. */
const WIDE = 4;

/** How often a repeated part may occur. */
interface Repetition {
  readonly length: number;
  readonly min: number;
  readonly max: number;
}

const repetitionAt = (pattern: string, index: number): Repetition | undefined => {
  const [whole, braces, min = '', comma, max = ''] =
    /^(?:[*+?]|(\{)(\d+)(,?)(\d*)\})\??/.exec(pattern.slice(index, index + 20)) ?? [];
  if (whole === undefined) return undefined;
  const { length } = whole;
  if (braces === undefined) {
    const sign = whole.slice(0, 1);
    return { length, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
  }
  const least = Number(min);
  return { length, min: least, max: max !== '' ? Number(max) : comma === ',' ? Number.POSITIVE_INFINITY : least };
};

/** The index after the part that begins at `index`: a set, an escape or one character. */
const endOfAtom = (pattern: string, index: number): number => {
  if (pattern[index] === '\\') return index + 2;
  if (pattern[index] !== '[') return index + 1;
  let end = index + 1;
  while (end < pattern.length && pattern[end] !== ']') end += pattern[end] === '\\' ? 2 : 1;
  return end + 1;
};

/**
 * Why a pattern cannot be used to look for a ticket in a reason; undefined when it can. Refused is what is no regular
 * expression, and what could keep a Lambda busy for seconds: repetitions inside repetitions, too many of them, references
 * to earlier parts, and looking around.
 */
export const explainPattern = (pattern: string): string | undefined => {
  try {
    new RegExp(pattern);
  } catch (error) {
    return error instanceof SyntaxError ? error.message : String(error);
  }
  /** For each open group, whether it can match in more than one way. The first stands for the whole pattern. */
  const groups: boolean[] = [false];
  let [unlimited, variable, index] = [0, 0, 0];
  const isNowVariable = (): void => {
    groups[groups.length - 1] = true;
  };
  while (index < pattern.length) {
    const char = pattern[index];
    const rest = pattern.slice(index);
    if (/^\\(?:[1-9]|k)/.test(rest)) return 'it refers to an earlier part of itself, which can take very long';
    if (/^\(\?<?[=!]/.test(rest)) return 'it looks ahead or behind, which is not taken here';
    if (char === '(') {
      groups.push(false);
      index += /^\((?:\?(?::|<\w+>))?/.exec(rest)?.[0].length ?? 1;
      continue;
    }
    if (char === '|') isNowVariable();
    const isGroup = char === ')';
    const isVariableGroup = isGroup && groups.pop() === true;
    index = endOfAtom(pattern, index);
    const repetition = char === '|' ? undefined : repetitionAt(pattern, index);
    if (isVariableGroup) isNowVariable();
    if (repetition === undefined) continue;
    index += repetition.length;
    if (isVariableGroup && repetition.max > 1)
      return 'it repeats a part that repeats or chooses by itself, which can take very long';
    if (repetition.min === repetition.max) continue;
    isNowVariable();
    variable += 1;
    unlimited += repetition.max - repetition.min > WIDE ? 1 : 0;
  }
  if (unlimited > MOST_UNLIMITED)
    return `it has ${unlimited} repetitions of any length; at most ${MOST_UNLIMITED} are taken`;
  return variable > MOST_VARIABLE ? `it has ${variable} repetitions; at most ${MOST_VARIABLE} are taken` : undefined;
};
