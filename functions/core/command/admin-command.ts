import type { WhoAbout } from '../authority/authority.ts';
import { parseSlackUserId, type SlackUserId } from '../names.ts';
import type { Mistake } from '../schedule/duration.ts';
import { commandProblem } from '../text/command-problems.ts';
import { asWritten, splitWords, trimmed } from './words.ts';

/** `who`, `revoke` and `lockdown`. */
export type AdminCommand =
  | { readonly kind: 'who'; readonly about: WhoAbout }
  /** `what` is the name and the reason. Only the catalog can tell them apart. */
  | { readonly kind: 'revoke'; readonly person: SlackUserId; readonly what: string }
  | { readonly kind: 'lockdown'; readonly isOn: boolean; readonly why: string }
  | ({ readonly kind: 'not_understood' } & Mistake);

const notUnderstood = (why: string, tryThis: string): AdminCommand => ({ kind: 'not_understood', why, tryThis });

/** Slack replaces a mention with the user ID if the command escapes entities. */
const mentioned = (word: string): SlackUserId | undefined => {
  const [, id] = /^<@([UW][A-Z0-9]{2,20})(?:\|[^<>]*)?>[,:]?$/.exec(word) ?? [];
  return id === undefined ? undefined : parseSlackUserId(id);
};

/** Parses the text after `who`: nothing or `me`, a user, or a name. */
export const parseWho = (text: string): AdminCommand => {
  const first = splitWords(trimmed(text), 1);
  const word = first?.words ?? '';
  if (first !== undefined && first.rest !== '')
    return notUnderstood(commandProblem.whoOneName, `who ${asWritten(word)}`);
  if (word === '' || /^(?:me|i|am)$/i.test(word)) return { kind: 'who', about: { kind: 'me' } };
  const id = mentioned(word);
  if (id !== undefined) return { kind: 'who', about: { kind: 'person', id } };
  if (/^[@<]/.test(word)) return notUnderstood(commandProblem.mention, 'who');
  return { kind: 'who', about: { kind: 'access', name: asWritten(word).toLowerCase() } };
};

/** Parses the text after `revoke`: a user, an optional name, and the reason. */
export const parseRevoke = (text: string): AdminCommand => {
  const first = splitWords(trimmed(text), 1);
  const person = mentioned(first?.words ?? '');
  if (first === undefined || person === undefined) return notUnderstood(commandProblem.revokeWithoutUser, 'help');
  return { kind: 'revoke', person, what: trimmed(asWritten(first.rest)) };
};

/** Parses the text after `lockdown`: `on` or `off`, and the reason. */
export const parseLockdown = (text: string): AdminCommand => {
  const first = splitWords(trimmed(text), 1);
  const word = first?.words.toLowerCase().replace(/[,:]$/, '') ?? '';
  if (word !== 'on' && word !== 'off')
    return notUnderstood(commandProblem.lockdownOnOrOff, 'lockdown on keys have leaked');
  return { kind: 'lockdown', isOn: word === 'on', why: trimmed(asWritten(first?.rest ?? '')) };
};
