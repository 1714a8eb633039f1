import { defined } from '../defined.ts';
import type { Mistake } from '../schedule/duration.ts';
import { commandProblem } from '../text/command-problems.ts';
import { looksLikeDuration } from './clauses.ts';
import type { Draft } from './draft.ts';
import { formatOptions, type TypedRequest } from './format.ts';
import { readOptions } from './options.ts';
import { readBody, timesBefore } from './read-body.ts';
import { readName } from './read-name.ts';
import { RESERVED_NAMES, VERBS } from './reserved-names.ts';
import { isDay } from './time-words.ts';
import { asWritten, bare, joined, trimmed, unmarked, type Word, wordsOf } from './words.ts';

export type RequestCommand =
  | ({ readonly kind: 'request' } & TypedRequest)
  /** The form is opened with the draft. */
  | ({ readonly kind: 'unclear'; readonly draft: Draft } & Mistake)
  /** Nothing is opened: it was meant as a preview, or is no request. */
  | ({ readonly kind: 'not_understood' } & Mistake);

/** The word "for" before a user, at the start or the end: without dashes, it would be requested for the typist. */
const wordForOther = (reason: string): Word | undefined => {
  const words = wordsOf(reason);
  const isUser = (word: Word | undefined) => /^<?@[\w.-]/.test(unmarked(word?.raw ?? ''));
  const isFor = (word: Word, at: number) => (at === 0 || at === words.length - 2) && bare(word.raw) === 'for';
  return words.find((word, at) => isFor(word, at) && isUser(words[at + 1]));
};

/** How often a suggestion is itself corrected. */
const MOST_CORRECTIONS = 8;

/** A suggestion that the parser accepts, or an empty one. */
export const accepted = <Read extends { readonly kind: string }>(
  candidate: string | undefined,
  depth: number,
  read: (text: string, depth: number) => Read,
): string => {
  if (candidate === undefined || depth >= MOST_CORRECTIONS) return '';
  const found = read(candidate, depth + 1);
  return 'tryThis' in found && typeof found.tryThis === 'string' ? found.tryThis : candidate;
};

/** Verbs that make no sense as a whole reason: `prod-s3 end` is the wrong way round. */
const VERB_AS_REASON = new Set<string>([...VERBS.end, ...VERBS.extend, ...VERBS.who, 'revoke', 'list', 'stop']);

/** Reads a request: a name, and times, options and a reason. What is missing or wrong is asked about, never guessed. */
export const parseRequest = (text: string, depth = 0): RequestCommand => {
  const { options, rest: whole, mistake } = readOptions(text);
  const suggest = (candidate: string | undefined) => accepted(candidate, depth, parseRequest);
  const ask = (
    why: string,
    tryThis: string,
    typed: Partial<Record<'name' | 'times' | 'reason', string>>,
  ): RequestCommand => {
    if (options.dryRun === true || /dry/i.test(mistake?.fixed ?? '')) return { kind: 'not_understood', why, tryThis };
    const { emergency, onBehalfOf } = options;
    const textOf = (part: string | undefined) => trimmed(asWritten(part ?? '')) || undefined;
    const draft = defined({
      name: typed.name || undefined,
      when: textOf(typed.times),
      onBehalfOf,
      isForUnknown: mistake?.isForUnknown,
      emergency,
      reason: textOf(typed.reason),
    });
    return { kind: 'unclear', why, tryThis, draft };
  };
  const named = readName(whole);
  const name = named?.name ?? '';
  if (mistake !== undefined) {
    const tryThis = suggest(mistake.fixed);
    if (mistake.fixed !== undefined) return { kind: 'not_understood', why: mistake.why, tryThis };
    const body = readBody(named?.rest ?? '');
    const times = body.kind === 'body' ? timesBefore(named?.rest ?? '') : body;
    return ask(mistake.why, tryThis, { name, ...times });
  }
  if (named === undefined) return ask(commandProblem.nameMissing, 'list', {});
  const build = (times: string, reason: string, of = name) => joined(of, times, formatOptions(options), reason);
  // "2h prod-s3" and "until 17:00 prod-s3"
  const first = timesBefore(whole);
  if (looksLikeDuration(name) || first.times !== '') {
    const { times, reason } =
      first.times === '' ? { times: whole.slice(0, whole.length - named.rest.length), reason: named.rest } : first;
    const next = readName(reason);
    const why = commandProblem.durationAsName(trimmed(asWritten(times)));
    if (next === undefined || !isPossibleName(next.name)) return ask(commandProblem.nameMissing, '', { times, reason });
    return ask(why, suggest(build(times, next.rest, next.name)), { name: next.name, times, reason: next.rest });
  }
  if (RESERVED_NAMES.has(name)) return reserved(name, suggest(joined(formatOptions(options), named.rest)));
  const body = readBody(named.rest);
  if (body.kind === 'unclear') {
    const { why, times, reason, fixed } = body;
    return ask(why, suggest(fixed && build(fixed.times, fixed.reason)), { name, times, reason });
  }
  const verb = bare(body.reason);
  if (VERB_AS_REASON.has(verb))
    return {
      kind: 'not_understood',
      why: commandProblem.verbFirst(verb),
      tryThis: verb === 'list' ? 'list' : `${verb} ${name}`,
    };
  const { times, rest: reason } = body;
  const other = options.onBehalfOf === undefined ? wordForOther(reason) : undefined;
  if (other !== undefined) {
    const fixed = `${reason.slice(0, other.start)}--for${reason.slice(other.end)}`;
    return ask(commandProblem.forWithoutDashes, suggest(build(times, fixed)), { name, times, reason });
  }
  return { kind: 'request', name, ...body.clauses, ...options, reason: body.reason };
};

const isPossibleName = (name: string): boolean =>
  /^[a-z][a-z0-9-]{1,49}$/.test(name) && !RESERVED_NAMES.has(name) && !isDay(name);

const ASKS = new Set(['request', 'ask', 'assume']);

const reserved = (name: string, afterIt: string): RequestCommand => ({
  kind: 'not_understood',
  why: commandProblem.reserved(name),
  tryThis: ASKS.has(name) && afterIt !== '' ? afterIt : 'help',
});
