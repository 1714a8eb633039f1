import { nearest } from '../nearest.ts';
import { parseCommand } from './command.ts';
import { RESERVED_NAMES, VERBS } from './reserved-names.ts';
import { bare, joined, splitWords, trimmed } from './words.ts';

/**
 * A command whose verb is misspelt, such as `extedn prod-s3`, corrected: the text after `/assume`. Undefined if it begins
 * with no such verb. Only for text that names no role or bundle.
 */
export const correctedVerb = (text: string): string | undefined => {
  const first = splitWords(trimmed(text), 1);
  const word = first === undefined || first.words.length > 20 ? '' : bare(first.words);
  if (word.length < 3 || RESERVED_NAMES.has(word)) return undefined;
  const verbs = Object.values(VERBS).flatMap((aliases) => aliases.filter((alias) => /^[a-z]+$/.test(alias)));
  const near = nearest(word, verbs, 1).find((verb) => Math.abs(verb.length - word.length) <= 2);
  if (near === undefined) return undefined;
  const candidate = joined(near, first?.rest ?? '');
  const read = parseCommand(candidate);
  return 'tryThis' in read ? read.tryThis || near : candidate;
};
