import { defined } from '../defined.ts';
import { parseSlackUserId, type SlackUserId } from '../names.ts';
import type { ClockTime, Mistake } from '../schedule/duration.ts';
import { commandProblem } from '../text/command-problems.ts';
import { type AdminCommand, parseLockdown, parseRevoke, parseWho } from './admin-command.ts';
import { type Clauses, type DurationInput, looksLikeDuration, readClause } from './clauses.ts';
import { RESERVED_NAMES, VERBS } from './reserved-names.ts';
import { asWritten, plainDashes, splitWords, trimmed, unquoted } from './words.ts';

export type { DurationInput } from './clauses.ts';

/** The text after `/assume`. Names are in lower case, and may not exist. */
export type Command =
  | { readonly kind: 'open_modal' }
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'end'; readonly name: string }
  /** Without minutes: as much as the rule allows at once. Without a reason: the one of before. */
  | { readonly kind: 'extend'; readonly name: string; readonly minutes?: number; readonly reason: string }
  | {
      readonly kind: 'request';
      readonly name: string;
      readonly duration?: DurationInput;
      readonly from?: ClockTime;
      /** The holder, if it is another user. */
      readonly onBehalfOf?: SlackUserId;
      readonly dryRun?: true;
      readonly emergency?: true;
      /** As typed, without surrounding spaces; empty if there is none. */
      readonly reason: string;
    }
  | Exclude<AdminCommand, { kind: 'not_understood' }>
  | ({ readonly kind: 'not_understood' } & Mistake);

export const MAX_REASON_CHARACTERS = 500;
/** How many characters of a reason are repeated in a suggestion. */
const REPEATED_CHARACTERS = 100;

const notUnderstood = (why: string, tryThis: string): Command => ({ kind: 'not_understood', why, tryThis });

/**
 * Parses the text after `/assume`: nothing, a verb such as `help`, or a name with options: `NAME [from 14:00] [2h | for
 * 2h | until 17:00] [reason]`. Text that begins like a time but is not one is refused, so that a mistake never becomes
 * part of the reason. Never throws.
 */
export const parseCommand = (text: string): Command => {
  const whole = trimmed(text);
  const first = splitWords(whole, 1);
  if (first === undefined) return { kind: 'open_modal' };
  const word = plainName(first.words);
  if (isVerb('help', word)) return { kind: 'help' };
  if (isVerb('list', word)) return { kind: 'list' };
  if (isVerb('end', word)) return parseEnd(word, first.rest);
  if (isVerb('who', word)) return parseWho(first.rest);
  if (isVerb('revoke', word)) return parseRevoke(first.rest);
  if (isVerb('lockdown', word)) return parseLockdown(first.rest);
  if (isVerb('extend', word)) return parseExtend(first.rest);
  const named = splitNamed(whole);
  if (named === undefined) return notUnderstood(commandProblem.nameMissing(word), 'list');
  return refuseName(plainName(named.words), named.rest) ?? parseRequest(plainName(named.words), named.rest);
};

const isVerb = (verb: keyof typeof VERBS, word: string): boolean => VERBS[verb].some((alias) => alias === word);

/** A name or verb without quotes, smart dashes and punctuation around it. */
const plainName = (word: string): string => {
  const bare = unquoted(plainDashes(asWritten(word)));
  return unquoted(bare.replace(/(?<=[^,;:.!?])[,;:.!?]+$/, '')).toLowerCase();
};

/** The first word and what follows it, without "role" or "bundle" before it. */
const splitNamed = (text: string): ReturnType<typeof splitWords> => {
  const first = splitWords(text, 1);
  return first !== undefined && ['role', 'bundle'].includes(plainName(first.words)) ? splitWords(first.rest, 1) : first;
};

const parseEnd = (verb: string, text: string): Command => {
  const { words, rest } = splitNamed(text) ?? { words: '', rest: '' };
  const name = plainName(words);
  if (name === '') return notUnderstood(commandProblem.endWithoutName, `${verb} prod-s3`);
  return rest === '' ? { kind: 'end', name } : notUnderstood(commandProblem.endOneName, `${verb} ${name}`);
};

const parseExtend = (text: string): Command => {
  const named = splitNamed(text);
  const name = plainName(named?.words ?? '');
  if (named === undefined || name === '') return notUnderstood(commandProblem.extendWithoutName, 'extend prod-s3 30m');
  if (looksLikeDuration(name)) return notUnderstood(commandProblem.durationBeforeName, `extend prod-s3 ${name}`);
  const read = parseRequest(name, named.rest);
  if (read.kind === 'not_understood') return notUnderstood(read.why, `extend ${read.tryThis}`);
  if (read.kind !== 'request') return read;
  if (read.emergency === true || read.dryRun === true)
    return notUnderstood(commandProblem.extendWithOption, `extend ${name} 30m`);
  if (read.from !== undefined || read.duration?.kind === 'until')
    return notUnderstood(commandProblem.extendUntil, `extend ${name} 30m`);
  const { duration, reason } = read;
  return { kind: 'extend', name, ...defined({ minutes: duration?.minutes }), reason };
};

const refuseName = (name: string, rest: string): Command | undefined => {
  if (looksLikeDuration(name)) {
    const next = splitWords(rest, 1);
    const tryThis = `${plainName(next?.words ?? 'prod-s3')} ${name} ${repeated(next?.rest ?? '')}`.trim();
    return notUnderstood(commandProblem.durationAsName(name), tryThis);
  }
  return RESERVED_NAMES.has(name) ? notUnderstood(commandProblem.reserved(name), 'help') : undefined;
};

/** `--for @alice`: Slack puts the id of a mention in its place. */
const FOR_OTHER = /(?:^|(?<=\s))(?:--|[\u2013\u2014])for\s+<@([UW][A-Z0-9]{2,20})(?:\|[^>]*)?>(?=\s|$)/i;

const DRY_RUN_OPTION = /(?:^|(?<=\s))(?:--|[\u2013\u2014])dry[-\u2010-\u2015]?run(?=\s|$)/i;

/** The text without `--dry-run`, or without `dry-run` as its only word; undefined if neither is there. */
const withoutDryRun = (text: string): string | undefined => {
  if (DRY_RUN_OPTION.test(text)) return trimmed(text.replace(DRY_RUN_OPTION, ' ').replace(/ {2,}/g, ' '));
  return /^dry-?run$/i.test(trimmed(text)) ? '' : undefined;
};

/** Before or after the reason. Phones replace two dashes with one long dash. */
const EMERGENCY_OPTION = /(?:^|(?<=\s))(?:--|[\u2013\u2014])emergency(?=\s|$)/i;

const parseRequest = (name: string, text: string): Command => {
  const withOption = (rest: string, option: Partial<Extract<Command, { kind: 'request' }>>): Command => {
    const requested = parseRequest(name, rest);
    return requested.kind === 'request' ? { ...requested, ...option } : requested;
  };
  const tried = withoutDryRun(text);
  if (tried !== undefined) return withOption(tried, { dryRun: true });
  if (EMERGENCY_OPTION.test(text)) return withOption(trimmed(text.replace(EMERGENCY_OPTION, ' ')), { emergency: true });
  const other = FOR_OTHER.exec(text);
  if (other?.[1] !== undefined)
    return withOption(trimmed(text.replace(FOR_OTHER, ' ')), { onBehalfOf: parseSlackUserId(other[1]) });
  let [clauses, rest]: [Clauses, string] = [{}, text];
  /** A refusal that repeats the clauses that were understood. */
  const refuse = (why: string, ...next: readonly string[]): Command =>
    notUnderstood(why, words(name, text.slice(0, text.length - rest.length), ...next));
  for (let read = readClause(rest, clauses); read !== undefined; read = readClause(rest, clauses)) {
    if (read.kind === 'mistake') return refuse(read.why, read.tryThis, repeated(read.rest));
    ({ clauses, rest } = read);
  }
  const option = /^(?:--|[\u2013\u2014])[a-z][\w-]*/i.exec(rest)?.[0];
  if (option !== undefined) return refuse(commandProblem.noOption(option), 'reason');
  const reason = trimmed(asWritten(rest));
  const length = [...reason].length;
  return length > MAX_REASON_CHARACTERS
    ? refuse(commandProblem.reasonTooLong(length, MAX_REASON_CHARACTERS), repeated(reason))
    : { kind: 'request', name, ...clauses, reason };
};

const words = (...parts: readonly string[]): string =>
  parts
    .map(trimmed)
    .filter((part) => part !== '')
    .join(' ');

const repeated = (text: string): string => {
  const characters = [...asWritten(text)];
  const isCut = characters.length > REPEATED_CHARACTERS;
  return `${characters.slice(0, REPEATED_CHARACTERS).join('')}${isCut ? '…' : ''}`;
};
