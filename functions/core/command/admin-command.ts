import type { WhoAbout } from '../authority/sight.ts';
import type { SlackUserId } from '../names.ts';
import type { Mistake } from '../schedule/duration.ts';
import { commandProblem } from '../text/command-problems.ts';
import { readTime } from './clause-mistakes.ts';
import { readClause } from './clauses.ts';
import { mentioned } from './option-words.ts';
import { readName } from './read-name.ts';
import { isDay } from './time-words.ts';
import { asWritten, bare, joined, readWords, splitWords, trimmed, unmarked, wordsOf } from './words.ts';

/** `who`, `revoke` and `lockdown`. */
export type AdminCommand =
  | { readonly kind: 'who'; readonly about: WhoAbout }
  /** `name` is what follows the user, and `why` the rest. Only the catalog can tell whether it is a name. */
  | { readonly kind: 'revoke'; readonly person: SlackUserId; readonly name: string; readonly why: string }
  | { readonly kind: 'lockdown'; readonly isOn: boolean; readonly why: string }
  | ({ readonly kind: 'not_understood' } & Mistake);

const notUnderstood = (why: string, tryThis: string): AdminCommand => ({ kind: 'not_understood', why, tryThis });

/** Parses the text after `who`: nothing or `me`, a user, or a name. */
export const parseWho = (text: string): AdminCommand => {
  const whole = trimmed(text).replace(/^(?:has|can|is|holds|uses)\s+/i, '');
  const named = readName(whole);
  const word = splitWords(whole, 1)?.words ?? '';
  if (named === undefined || /^(?:me|i|am)$/i.test(bare(word))) return { kind: 'who', about: { kind: 'me' } };
  const id = mentioned(word);
  const { name, rest } = named;
  if (id === undefined && /^[@<]/.test(unmarked(word)))
    return notUnderstood(commandProblem.notRecognized(asWritten(word)), 'who');
  if (rest !== '' && !/^(?:role|bundle)$/.test(bare(rest)))
    return notUnderstood(commandProblem.whoOneName, id === undefined ? `who ${name}` : `who <@${id}>`);
  return { kind: 'who', about: id === undefined ? { kind: 'access', name } : { kind: 'person', id } };
};

/** Parses the text after `revoke`: a user, a name or `all`, and the reason. */
export const parseRevoke = (text: string): AdminCommand => {
  const words = wordsOf(trimmed(text));
  // "revoke access of @alice to prod-s3"
  const at = words.findIndex(({ raw }) => !/^(?:the|access|of|from|for)$/.test(bare(raw)));
  const person = mentioned(words[at]?.raw ?? '');
  if (person !== undefined) {
    const named = readName(trimmed(trimmed(text).slice(words[at]?.end)).replace(/^[,:]\s*/, ''));
    const reason = afterTime(named?.rest ?? '');
    if (named !== undefined && reason !== undefined)
      return notUnderstood(commandProblem.revokeAtOnce, joined(`revoke <@${person}> ${named.name}`, reason));
    return { kind: 'revoke', person, name: named?.name ?? '', why: trimmed(asWritten(named?.rest ?? '')) };
  }
  const later = words.find(({ raw }) => mentioned(raw) !== undefined);
  if (later === undefined) {
    const written = words.find(({ raw }) => /^@/.test(unmarked(raw)));
    return notUnderstood(
      written === undefined ? commandProblem.revokeWithoutUser : commandProblem.notRecognized(asWritten(written.raw)),
      'help',
    );
  }
  const others = words.filter((word) => word !== later && !/^(?:from|of|for)$/.test(bare(word.raw)));
  return notUnderstood(
    commandProblem.revokeWithoutUser,
    joined('revoke', `<@${mentioned(later.raw)}>`, ...others.map(({ raw }) => raw)),
  );
};

/** Parses the text after `lockdown`: `on` or `off`, and the reason. */
export const parseLockdown = (text: string): AdminCommand => {
  const first = splitWords(trimmed(text), 1);
  const word = bare(first?.words ?? '');
  const isQuestion = /\?/.test(first?.words ?? '');
  if ((word !== 'on' && word !== 'off') || isQuestion) return notUnderstood(commandProblem.lockdownOnOrOff, 'help');
  const isOn = word === 'on';
  const rest = first?.rest ?? '';
  const words = wordsOf(rest).map(({ raw }) => raw);
  if (/^(?:on|off)$/.test(bare(words[0] ?? ''))) return notUnderstood(commandProblem.lockdownOnOrOff, 'help');
  const [user] = /^because$/i.test(words[0] ?? '') ? [] : words.slice(0, 2).flatMap((one) => mentioned(one) ?? []);
  if (isOn && user !== undefined) return notUnderstood(commandProblem.lockdownOfUser, `who <@${user}>`);
  const reason = afterTime(rest);
  if (reason !== undefined)
    return notUnderstood(commandProblem.lockdownWithTime, joined('lockdown', word, reason || ANY_REASON[word]));
  return { kind: 'lockdown', isOn, why: trimmed(asWritten(rest)) };
};

const ANY_REASON = { on: 'keys have leaked', off: 'all keys are new' };

/** What follows a time in a reason such as `for 1h`, `in 10m` or `tomorrow`; undefined if it begins with none. */
const afterTime = (text: string): string | undefined => {
  const [, after = ''] = /^(?:(?:in|at|after|by|on)\s+)?(.*)$/is.exec(text) ?? [];
  const read = readClause(after, {});
  if (read?.kind === 'clause' || /^(?:for|until|till?)\s+(?:\d|an?\b|noon|tomorrow)/i.test(text)) return read?.rest;
  const time = readWords(after, 2, readTime);
  if (time !== undefined) return time.rest;
  const day = splitWords(after, 1);
  return day !== undefined && isDay(bare(day.words)) ? day.rest : undefined;
};
