/** All kinds of spaces. Phones and pasted text contain zero-width spaces. */
const IS_SPACE = /[\s\u200b\u2060]/;
const IS_LETTER = /[^\s\u200b\u2060]/;

/** The text between the first and the last character that is not left out. Loops are linear where `+$` is not. */
const between = (text: string, isLeftOut: (character: string, isAtEnd: boolean) => boolean): string => {
  let [start, end] = [0, text.length];
  while (start < end && isLeftOut(text.charAt(start), false)) start += 1;
  while (start < end && isLeftOut(text.charAt(end - 1), true)) end -= 1;
  return text.slice(start, end);
};

/** Trims all kinds of spaces. */
export const trimmed = (text: string): string => between(text, (character) => IS_SPACE.test(character));

/** A word of a text, with its place in it. A reference such as `<@U0BOB|Bob Smith>` is one word. */
export interface Word {
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

/** The words of a text, or the first of them. */
export const wordsOf = (text: string, most = Number.POSITIVE_INFINITY): readonly Word[] => {
  const places: { start: number; end: number }[] = [];
  for (const { 0: piece, index } of text.matchAll(/[^\s\u200b\u2060<]+|<[@#!][^<>]*>|</g)) {
    const last = places.at(-1);
    if (last?.end === index) last.end += piece.length;
    else if (places.length === most) break;
    else places.push({ start: index, end: index + piece.length });
  }
  return places.map(({ start, end }) => ({ raw: text.slice(start, end), start, end }));
};

/** The first words of a trimmed text and the rest; undefined if there are fewer words. */
export const splitWords = (text: string, count: number): { words: string; rest: string } | undefined => {
  const last = wordsOf(text, count)[count - 1];
  if (last === undefined) return undefined;
  const after = text.slice(last.end);
  const start = after.search(IS_LETTER);
  return { words: text.slice(0, last.end), rest: start < 0 ? '' : after.slice(start) };
};

/** Passes as many of the first words to `read` as it accepts, at most `most`, without quotes and punctuation. */
export const readWords = <Value>(
  text: string,
  most: number,
  read: (words: string) => Value | undefined,
): { value: Value; rest: string } | undefined => {
  for (let count = most; count >= 1; count -= 1) {
    const split = splitWords(text, count);
    const value = split === undefined ? undefined : read(unmarked(split.words));
    if (split !== undefined && value !== undefined) return { value, rest: split.rest };
  }
  return undefined;
};

/** Parts of a text with one space between them. */
export const joined = (...parts: readonly string[]): string => parts.map(trimmed).filter(Boolean).join(' ');

const MARKS = '"\'`´“”„‟‘’‚‛«»‹›*_~()[]{}';
const PUNCTUATION = ',;:.!?…';

/** Text without quotes, brackets and formatting around it, and without punctuation at its end. */
export const unmarked = (text: string): string =>
  between(text, (character, isAtEnd) => MARKS.includes(character) || (isAtEnd && PUNCTUATION.includes(character))) ||
  text;

/** Replaces long dashes, which phones insert, with plain ones. */
export const plainDashes = (text: string): string => text.replace(/[\u2010-\u2015\u2212]/g, '-');

/** Characters that cannot be seen: soft hyphens, joiners and marks of direction. */
const INVISIBLE = /\u00ad|[\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069]|\ufe0e|\ufe0f/g;

/** A word as it was meant, in lower case: plain dashes, full-width letters as plain ones, and nothing around it. */
export const bare = (word: string): string =>
  unmarked(plainDashes(halfWidth(asWritten(word))).replace(INVISIBLE, '')).toLowerCase();

/** East Asian keyboards type full-width letters, digits and signs, and Arabic ones have digits of their own. */
export const halfWidth = (text: string): string =>
  text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) % 16));

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };
const REFERENCE = /<([@#!][^<>|]*|[a-z][a-z0-9+.-]*:[^<>|]*)(?:\|([^<>]*))?>/gi;

/**
 * The text as the user saw it while writing. Slack escapes `&`, `<` and `>` and replaces mentions and links with IDs
 * (https://docs.slack.dev/messaging/formatting-message-text).
 */
export const asWritten = (text: string): string =>
  text
    .replace(REFERENCE, (_, target: string, label: string | undefined) => referenceAsWritten(target, label ?? ''))
    .replace(/&(amp|lt|gt);/g, (_, name: string) => ENTITIES[name] ?? '');

/** The text in which Slack sends what was typed: the opposite of `asWritten`. */
export const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const referenceAsWritten = (target: string, label: string): string => {
  const sign = target.slice(0, 1);
  if (sign === '@' || sign === '#') return `${sign}${label === '' ? target.slice(1) : label.replace(/^[@#]/, '')}`;
  if (sign === '!') return label === '' ? `@${target.slice(1).replace(/^subteam\^/, '')}` : label;
  const isSame = label === '' || target === label || target.endsWith(`:${label}`) || target.endsWith(`//${label}`);
  return label === '' ? target : isSame ? label : `${label} (${target})`;
};
