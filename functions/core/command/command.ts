import { defined } from '../defined.ts';
import type { Mistake } from '../schedule/duration.ts';
import { commandProblem } from '../text/command-problems.ts';
import { type AdminCommand, parseLockdown, parseRevoke, parseWho } from './admin-command.ts';
import { looksLikeDuration } from './clauses.ts';
import { looksLikeOption, mentioned, optionWord } from './option-words.ts';
import { readBody } from './read-body.ts';
import { readName } from './read-name.ts';
import { accepted, parseRequest, type RequestCommand } from './request-command.ts';
import { VERBS } from './reserved-names.ts';
import { asWritten, bare, joined, splitWords, trimmed, wordsOf } from './words.ts';

export type { DurationInput } from './clauses.ts';
export { MAX_REASON_CHARACTERS } from './read-body.ts';

/** The text after `/assume`. Names are in lower case, and may not exist. */
export type Command =
  | { readonly kind: 'open_modal' }
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'end'; readonly name: string }
  /** Without minutes: as much as the rule allows at once. Without a reason: the one of before. */
  | { readonly kind: 'extend'; readonly name: string; readonly minutes?: number; readonly reason: string }
  /** `rest` is what follows; a worker parses it (`delegate-command.ts`), so that the first answer loads less. */
  | { readonly kind: 'delegate'; readonly rest: string }
  | RequestCommand
  | AdminCommand;

const notUnderstood = (why: string, tryThis: string): { readonly kind: 'not_understood' } & Mistake => ({
  kind: 'not_understood',
  why,
  tryThis,
});

/**
 * Parses the text after `/assume`: nothing, a verb such as `help`, or a name with times, options and a reason: `NAME
 * [from 14:00] [2h | for 2h | until 17:00] [reason]`. What looks like an option, a time or a user and cannot be read is
 * asked about, so that it never becomes a part of the reason. Each suggestion is itself accepted. Never throws.
 */
export const parseCommand = (text: string): Command => parse(text, 0);

const parse = (text: string, depth: number): Command => {
  // East Asian keyboards type no space after a comma.
  const whole = withoutCommand(trimmed(text.replace(/\s{0,3}[，、]/g, ', ')));
  const first = splitWords(whole, 1);
  if (first === undefined) return { kind: 'open_modal' };
  const word = first.words.length > 100 ? '' : bare(first.words);
  if (isVerb('help', word) || /^[^\p{L}\p{N}]{1,10}$/u.test(word) || /(?:^|\s)--help(?:\s|$)/i.test(whole))
    return { kind: 'help' };
  const verb = (['list', 'end', 'who', 'revoke', 'lockdown', 'extend', 'delegate'] as const).find((one) =>
    isVerb(one, word),
  );
  if (verb === undefined) return parseRequest(whole);
  const option = wordsOf(first.rest).find(({ raw }, index, all) => {
    const found = optionWord(raw, all[index + 1]?.raw ?? '');
    return looksLikeOption(raw) || (found !== undefined && found.kind !== 'unknown');
  });
  if (option !== undefined) return refuseOption(verb, asWritten(option.raw), first.rest, depth);
  switch (verb) {
    case 'list':
      return { kind: 'list' };
    case 'end':
      return parseEnd(word, first.rest);
    case 'who':
      return parseWho(first.rest);
    case 'revoke':
      return parseRevoke(first.rest);
    case 'delegate':
      return { kind: 'delegate', rest: first.rest };
    case 'lockdown':
      return parseLockdown(first.rest);
    default:
      return parseExtend(first.rest, depth);
  }
};

const isVerb = (verb: keyof typeof VERBS, word: string): boolean => VERBS[verb].some((alias) => alias === word);

/** A suggestion that was pasted whole, with `/assume`. */
const withoutCommand = (text: string): string => {
  const first = splitWords(text, 1);
  return first !== undefined && bare(first.words) === '/assume' ? first.rest : text;
};

type OtherVerb = Exclude<keyof typeof VERBS, 'help'>;

/** No option changes what these commands do, and one such as `--dry-run` must not be ignored. */
const refuseOption = (verb: OtherVerb, option: string, rest: string, depth: number): Command => {
  const why = commandProblem.verbWithOption(verb, option);
  if ((verb !== 'extend' && verb !== 'who') || /dry/i.test(option)) return notUnderstood(why, 'list');
  const kept = wordsOf(rest).filter(
    ({ raw }) => !looksLikeOption(raw) && (verb === 'who' || mentioned(raw) === undefined),
  );
  const candidate = joined(verb, ...kept.map(({ raw }) => raw));
  const tryThis = accepted(candidate, depth, parse);
  return notUnderstood(why, tryThis);
};

const parseEnd = (verb: string, text: string): Command => {
  const named = readName(text);
  if (named === undefined) return notUnderstood(commandProblem.endWithoutName, 'list');
  const { name, rest } = named;
  const users = wordsOf(text).map(({ raw }) => mentioned(raw.replace(/['’]s$/i, '')));
  const other = users.find((id) => id !== undefined);
  if (other !== undefined) {
    const of = users[0] === undefined ? name : (readName(rest)?.name ?? '');
    return notUnderstood(commandProblem.endOfOther, of === '' ? `who <@${other}>` : `revoke <@${other}> ${of}`);
  }
  if (/^(?:in|at|on|by|after|until|till?|tomorrow|later|\d)/i.test(rest))
    return notUnderstood(commandProblem.endAtOnce, `${verb} ${name}`);
  return rest === '' || /^(?:role|bundle|now|please)$/.test(bare(rest))
    ? { kind: 'end', name }
    : notUnderstood(commandProblem.endOneName, `${verb} ${name}`);
};

const parseExtend = (text: string, depth: number): Command => {
  const named = readName(text);
  if (named === undefined) return notUnderstood(commandProblem.extendWithoutName, 'extend prod-s3 30m');
  const { name, rest } = named;
  if (looksLikeDuration(name)) {
    const next = readName(rest);
    return notUnderstood(
      commandProblem.durationBeforeName,
      accepted(joined('extend', next?.name ?? 'prod-s3', name, next?.rest ?? ''), depth, parse),
    );
  }
  // "by 30m" and "+30m" say the same as "for 30m".
  const body = readBody(rest.replace(/^(?:(?:by|another)\s+)?\+?(?=\d)/i, ''));
  if (body.kind === 'unclear') {
    const { why, fixed } = body;
    return notUnderstood(why, accepted(fixed && joined('extend', name, fixed.times, fixed.reason), depth, parse));
  }
  const { duration, from } = body.clauses;
  if (from !== undefined || duration?.kind === 'until')
    return notUnderstood(commandProblem.extendUntil, joined('extend', name, '30m', body.reason));
  return { kind: 'extend', name, ...defined({ minutes: duration?.minutes }), reason: body.reason };
};
