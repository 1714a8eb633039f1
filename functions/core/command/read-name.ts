import { bare, splitWords } from './words.ts';

/** A name as it was meant, and the text after it. */
export interface ReadName {
  readonly name: string;
  readonly rest: string;
}

/** Words before a name that say nothing: `role prod-s3`, `from prod-s3`, `access to the prod-s3`. */
const FILLERS = new Set(['role', 'bundle', 'the', 'my', 'from', 'to', 'of']);

/** Reads the name of a role or bundle in the same way for every command. Undefined if there is none. */
export const readName = (text: string): ReadName | undefined => {
  let rest = text;
  for (;;) {
    const split = splitWords(rest, 1);
    if (split === undefined) return undefined;
    const name = split.words.length > 100 ? split.words : bare(split.words);
    const next = bare(splitWords(split.rest, 1)?.words ?? '');
    const isFiller = FILLERS.has(name) || (name === 'access' && /^(?:to|from|of|on)$/.test(next));
    if (!isFiller) return { name, rest: split.rest };
    rest = name === 'access' ? (splitWords(split.rest, 1)?.rest ?? '') : split.rest;
  }
};
