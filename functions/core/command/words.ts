/** All kinds of spaces. Phones and pasted text contain zero-width spaces. */
const SPACE = '(?:\\s|\\u200b|\\u2060)';
const LETTER = '[^\\s\\u200b\\u2060]';
const IS_SPACE = new RegExp(SPACE);

/** Trims all kinds of spaces. A regular expression would be slow for texts with long gaps. */
export const trimmed = (text: string): string => {
  let [start, end] = [0, text.length];
  while (start < end && IS_SPACE.test(text.charAt(start))) start += 1;
  while (start < end && IS_SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
};

/** The first words of a trimmed text and the rest; undefined if there are fewer words. */
export const splitWords = (text: string, count: number): { words: string; rest: string } | undefined => {
  const found = new RegExp(`^(${LETTER}+(?:${SPACE}+${LETTER}+){${count - 1}})(?:${SPACE}+|$)`).exec(text);
  return found === null ? undefined : { words: found[1] ?? '', rest: text.slice(found[0].length) };
};

/** Passes as many of the first words to `read` as it accepts, at most `most`, without punctuation after them. */
export const readWords = <Value>(
  text: string,
  most: number,
  read: (words: string) => Value | undefined,
): { value: Value; rest: string } | undefined => {
  for (let count = most; count >= 1; count -= 1) {
    const split = splitWords(text, count);
    const value = split === undefined ? undefined : read(unquoted(split.words.replace(/[,;:.]$/, '')));
    if (split !== undefined && value !== undefined) return { value, rest: split.rest };
  }
  return undefined;
};

export const unquoted = (text: string): string => /^["'`“”„‘’‚«]([^"'`“”„‘’‚«»]+)["'`“”‘’»]$/.exec(text)?.[1] ?? text;

/** Replaces long dashes, which phones insert, with plain ones. */
export const plainDashes = (text: string): string => text.replace(/[\u2010-\u2015\u2212]/g, '-');

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

const referenceAsWritten = (target: string, label: string): string => {
  const sign = target.slice(0, 1);
  if (sign === '@' || sign === '#') return `${sign}${label === '' ? target.slice(1) : label.replace(/^[@#]/, '')}`;
  if (sign === '!') return label === '' ? `@${target.slice(1).replace(/^subteam\^/, '')}` : label;
  const isSame = label === '' || target === label || target.endsWith(`:${label}`) || target.endsWith(`//${label}`);
  return label === '' ? target : isSame ? label : `${label} (${target})`;
};
