import { defined } from '../defined.ts';
import type { SlackUserId } from '../names.ts';
import type { Mistake } from '../schedule/duration.ts';
import { commandProblem } from '../text/command-problems.ts';
import { looksLikeDuration } from './clauses.ts';
import type { Draft } from './draft.ts';
import { type ForOther, userBeforeName, wordForOther } from './for-other.ts';
import { formatOptions, type TypedRequest } from './format.ts';
import { mentioned } from './option-words.ts';
import { readOptions } from './options.ts';
import { readBody, timesBefore } from './read-body.ts';
import { readName } from './read-name.ts';
import { RESERVED_NAMES, VERBS } from './reserved-names.ts';
import { isDay } from './time-words.ts';
import { asWritten, bare, joined, trimmed } from './words.ts';

export type RequestCommand =
  | ({ readonly kind: 'request' } & TypedRequest)
  /** The form is opened with the draft. */
  | ({ readonly kind: 'unclear'; readonly draft: Draft } & Mistake)
  /** Nothing is opened: it was meant as a preview, or is no request. */
  | ({ readonly kind: 'not_understood' } & Mistake);

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

/** A whole reason that asks what would happen. */
const PREVIEW_AS_REASON = /^(?:preview|simulat(?:e|ion)|(?:test|trial)[ -]?run|no-?op|what[ -]?if)$/;

/** Reads a request: a name, and times, options and a reason. What is missing or wrong is asked about, never guessed. */
export const parseRequest = (text: string, depth = 0): RequestCommand => {
  const { options, rest: whole, mistake } = readOptions(text);
  const suggest = (candidate: string | undefined) => accepted(candidate, depth, parseRequest);
  const ask = (
    why: string,
    tryThis: string,
    typed: Partial<Record<'name' | 'times' | 'reason', string>>,
    other?: { readonly user: SlackUserId | undefined },
  ): RequestCommand => {
    if (options.dryRun === true || /dry/i.test(mistake?.fixed ?? '')) return { kind: 'not_understood', why, tryThis };
    const { emergency, onBehalfOf = other?.user } = options;
    const isForUnknown = (mistake?.isForUnknown ?? (other !== undefined && onBehalfOf === undefined)) || undefined;
    const textOf = (part: string | undefined) => trimmed(asWritten(part ?? '')) || undefined;
    const draft = defined({
      name: typed.name || undefined,
      when: textOf(typed.times),
      onBehalfOf,
      isForUnknown,
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
  /** Undefined for the name of a user, which has spaces. */
  const build = (times: string, reason: string, of = name) =>
    /\s/.test(of) ? undefined : joined(of, times, formatOptions(options), reason);
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
  const user = userBeforeName(whole);
  if (user !== undefined) {
    const next = readName(user.rest);
    const typed = { name: next?.name ?? '', ...timesBefore(next?.rest ?? '') };
    const forUser =
      next && joined(next.name, `--for <@${user.user}>`, typed.times, formatOptions(options), typed.reason);
    return ask(
      commandProblem.forWithoutDashes,
      suggest(options.onBehalfOf === undefined ? forUser : undefined),
      typed,
      user,
    );
  }
  if (RESERVED_NAMES.has(name)) return reserved(name, suggest(joined(formatOptions(options), named.rest)), named.rest);
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
  if (PREVIEW_AS_REASON.test(verb)) {
    const tryThis = suggest(joined(name, body.times, formatOptions({ ...options, dryRun: true })));
    return { kind: 'not_understood', why: commandProblem.dryRunInReason, tryThis };
  }
  const { times, rest: reason } = body;
  const other = options.onBehalfOf === undefined ? wordForOther(reason) : undefined;
  if (other !== undefined) {
    const fixed = withOption(reason, other);
    return ask(commandProblem.forWithoutDashes, suggest(build(times, fixed)), { name, times, reason }, other);
  }
  return { kind: 'request', name, ...body.clauses, ...options, reason: body.reason };
};

/** The reason with `--for` and the user in the place of the words that say so. */
const withOption = (reason: string, { start, end, user }: ForOther): string => {
  const rest = reason.slice(end);
  const isUserFirst = user !== undefined && mentioned(reason.slice(start, end).replace(/['’]s$/i, '')) === user;
  return `${reason.slice(0, start)}--for ${isUserFirst ? `<@${user}>${rest}` : trimmed(rest)}`;
};

const isPossibleName = (name: string): boolean =>
  /^[a-z][a-z0-9-]{1,49}$/.test(name) && !RESERVED_NAMES.has(name) && !isDay(name);

const ASKS = new Set(['request', 'ask', 'assume']);
/** What the list shows, and where requests that wait for the user can be decided. */
const LISTED = new Set(['approve', 'deny', 'grants', 'home', 'status']);

const reserved = (name: string, suggestAfterIt: string, after: string): RequestCommand => {
  const tryThis = LISTED.has(name)
    ? 'list'
    : name === 'stop'
      ? joined(...(after === '' ? ['list'] : ['end', readName(after)?.name ?? '']))
      : ASKS.has(name) && suggestAfterIt !== ''
        ? suggestAfterIt
        : 'help';
  return { kind: 'not_understood', why: commandProblem.reserved(name), tryThis };
};
