import type { SlackUserId } from '../names.ts';
import { mentioned } from './option-words.ts';
import { bare, splitWords, unmarked, wordsOf } from './words.ts';

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
 * The words "for" or "on behalf of" before a user, at the start or the end ("on behalf of" anywhere): without dashes, the
 * access would be requested for the typist.
 */
export const wordForOther = (reason: string): ForOther | undefined => {
  const words = wordsOf(reason);
  const plain = words.map(({ raw }) => bare(raw));
  let last = words.length - 1;
  while (last > 0 && POLITE.test(plain[last] ?? '')) last -= 1;
  const at = words.findIndex(({ raw }, index) => {
    const isUser = index > 0 && /^<?@[\w.-]/.test(unmarked(raw));
    const isAtEdge = index === 1 || index === last;
    return isUser && ((isAtEdge && FOR.test(plain[index - 1] ?? '')) || isBehalf(plain, index - 1));
  });
  if (at < 0) return undefined;
  const length = !isBehalf(plain, at - 1) ? 1 : plain[at - 3] === 'on' ? 3 : 2;
  return { start: words[at - length]?.start ?? 0, end: words[at - 1]?.end ?? 0, user: mentioned(words[at]?.raw ?? '') };
};

const isBehalf = (plain: readonly string[], at: number): boolean => plain[at] === 'of' && plain[at - 1] === 'behalf';

/** A user before the name, as in `@bob prod-s3 1h`, and the text after it. */
export const userBeforeName = (text: string): { readonly user: SlackUserId; readonly rest: string } | undefined => {
  const first = splitWords(text, 1);
  const id = mentioned(first?.words ?? '');
  return first === undefined || id === undefined ? undefined : { user: id, rest: first.rest };
};
