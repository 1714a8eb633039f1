import type { SlackUserId } from '../names.ts';
import { mentioned } from './option-words.ts';
import { bare, splitWords, unmarked, type Word, wordsOf } from './words.ts';

/** "for" in the languages in which people add it to an English command. */
const FOR = /^(?:for|für|fuer|pour|para|voor|för|dla|для)$/;
const POLITE = /^(?:please|pls|plz|thanks|thx|ty|bitte|merci|gracias)$/;

export interface ForOther {
  readonly start: number;
  readonly end: number;
  /** Undefined if Slack did not recognize the user. */
  readonly user: SlackUserId | undefined;
}

/**
 * The words "for" or "on behalf of" before a user, at the start or the end ("behalf" anywhere), or a user in the place of
 * an option: without dashes, the access would be requested for the typist.
 */
export const wordForOther = (reason: string): ForOther | undefined => {
  const words = wordsOf(reason);
  const plain = words.map(({ raw }) => bare(raw));
  for (const [at, { raw }] of words.entries()) {
    const first = /^<?@[\w.-]/.test(unmarked(raw)) ? firstWordFor(words, plain, at) : undefined;
    if (first === undefined) continue;
    const user = mentioned(raw.replace(/['’]s$/i, ''));
    return { start: words[first]?.start ?? 0, end: words[Math.max(first, at - 1)]?.end ?? 0, user };
  }
  return undefined;
};

/** Where the words begin that say that the request is for the user at this place. */
const firstWordFor = (words: readonly Word[], plain: readonly string[], at: number): number | undefined => {
  const [before = '', after = ''] = [plain[at - 1], plain[at + 1]];
  if (before === 'of' && plain[at - 2] === 'behalf') return /^[io]n$/.test(plain[at - 3] ?? '') ? at - 3 : at - 2;
  if (after === 'behalf') return before === 'on' ? at - 1 : at;
  // "for my colleague @bob"
  if (at >= 1 && at <= 3 && FOR.test(plain[0] ?? '')) return 0;
  if (plain.slice(at + 1).every((word) => POLITE.test(word)) && FOR.test(before)) return at - 1;
  if (/^(?:to|as)$/.test(before) && (at === 1 || (at === 2 && /^(?:grant|give|access)$/.test(plain[0] ?? ''))))
    return 0;
  // "@bob INC-42", but not "@bob asked me to look"
  return at === 0 && !/^\p{Ll}{2,}$/u.test(words[1]?.raw ?? '') ? 0 : undefined;
};

/** A user before the name, as in `@bob prod-s3 1h`, and the text after it. */
export const userBeforeName = (text: string): { readonly user: SlackUserId; readonly rest: string } | undefined => {
  const first = splitWords(text, 1);
  const id = mentioned(first?.words ?? '');
  return first === undefined || id === undefined ? undefined : { user: id, rest: first.rest };
};
