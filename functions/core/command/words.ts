/** Spaces of every kind, those of no width too: phones and pasted text bring them along. */
const SPACE = '(?:\\s|\\u200b|\\u2060)';
const LETTER = '[^\\s\\u200b\\u2060]';
const IS_SPACE = new RegExp(SPACE);

/** A text without the spaces around it. Counted from both ends: a pattern would take long over long gaps inside. */
export const trimmed = (text: string): string => {
  let [start, end] = [0, text.length];
  while (start < end && IS_SPACE.test(text.charAt(start))) start += 1;
  while (start < end && IS_SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
};

/** The first words of a trimmed text and what follows them; undefined when there are fewer. */
export const splitWords = (text: string, count: number): { words: string; rest: string } | undefined => {
  const found = new RegExp(`^(${LETTER}+(?:${SPACE}+${LETTER}+){${count - 1}})(?:${SPACE}+|$)`).exec(text);
  return found === null ? undefined : { words: found[1] ?? '', rest: text.slice(found[0].length) };
};

/** Reads as many of the first words as make sense to `read`, at most `most`; punctuation after them is dropped. */
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

/** A text without the quotes around it, straight or typographic. */
export const unquoted = (text: string): string => /^["'`“”„‘’‚«]([^"'`“”„‘’‚«»]+)["'`“”‘’»]$/.exec(text)?.[1] ?? text;

/** Dashes of every length as the plain one: phones put others in its place. */
export const plainDashes = (text: string): string => text.replace(/[\u2010-\u2015\u2212]/g, '-');

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };
const REFERENCE = /<([@#!][^<>|]*|[a-z][a-z0-9+.-]*:[^<>|]*)(?:\|([^<>]*))?>/gi;

/**
 * A command's text as the person saw it while writing: Slack escapes `&`, `<` and `>` and puts ids in the place of
 * mentions and links (https://docs.slack.dev/messaging/formatting-message-text).
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
