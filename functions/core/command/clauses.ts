import { defined } from '../defined.ts';
import {
  type ClockTime,
  formatClockTime,
  formatDuration,
  type Mistake,
  parseClockTime,
  parseDuration,
  repairClockTime,
} from '../schedule/duration.ts';
import { commandProblem } from '../text/command-problems.ts';
import { type Clauses, formatClauses } from './format.ts';
import { foreignDuration, restOfTime } from './time-words.ts';
import { asWritten, bare, halfWidth, plainDashes, readWords, splitWords, unmarked } from './words.ts';

export type { Clauses, DurationInput } from './format.ts';

/** How a text begins: a clause, a mistake in one (`tryThis` replaces it, `rest` follows), or undefined: the reason. */
export type ReadClause =
  | { readonly kind: 'clause'; readonly clauses: Clauses; readonly rest: string }
  | ({ readonly kind: 'mistake'; readonly rest: string } & Mistake)
  | undefined;

/** The words of `tomorrow at 5 pm` and of `1 hour and 30 minutes`. */
const MOST_TIME_WORDS = 4;
const MOST_DURATION_WORDS = 5;

const NO_REASON_BEGINS_SO =
  /^(?:\d|(?:now|noon|midnight|today|tomorrow|next|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)/i;
const SPELLED_OUT =
  /^(?:(?:a|an|about|another|couple|few|half|of|one|quarter|the|two|three|four|five|six|eight|ten|twelve)\s+)+(?:hours?|minutes?|mins?|days?|weeks?)\b/i;
/** A duration with something else after it in one word, such as `2hINC-42`. */
const GLUED = /^(\d{1,4}(?:[.,]\d+)?(?:h|m|hrs?|mins?))(?=[A-Z([{/#,;:])(.*)$/s;

const mistake = (why: string, tryThis: string, rest: string): ReadClause => ({ kind: 'mistake', why, tryThis, rest });

const readMinutes = (words: string): number | undefined => {
  const parsed = parseDuration(halfWidth(words));
  return parsed.kind === 'minutes' ? parsed.minutes : undefined;
};

const readTime = (words: string): ClockTime | undefined => {
  const parsed = parseClockTime(halfWidth(words));
  return parsed.kind === 'clock_time' ? parsed.time : undefined;
};

/** Whether a word looks like a duration: digits with an optional unit, but not `3rd`. */
export const looksLikeDuration = (word: string): boolean =>
  word.length <= 20 &&
  /^[+-]{0,2}(?:\d+(?:[.,:]\d+)?[¼½¾]?|[¼½¾])(?:\p{L}{1,10}(?:\d+\p{L}{1,10})*\d*)?[,;:.]?$/iu.test(word) &&
  !/^\d+(?:st|nd|rd|th)\b/i.test(word);

/** Reads one clause from the start of the text after the name. */
export const readClause = (text: string, before: Clauses): ReadClause =>
  readUntil(text, before) ?? readFor(text, before) ?? readFrom(text, before) ?? readBareDuration(text, before);

const keyword = (text: string, words: readonly string[]): { word: string; rest: string } | undefined => {
  const split = splitWords(text, 1);
  const word = split === undefined || split.words.length > 10 ? '' : bare(split.words);
  return split !== undefined && words.includes(word) ? { word, rest: split.rest } : undefined;
};

const twice = (before: Clauses, again: string, rest: string): ReadClause =>
  mistake(commandProblem.twoDurations(formatClauses(defined({ duration: before.duration })), again), '', rest);

const readUntil = (text: string, before: Clauses): ReadClause => {
  // "to" belongs to a reason, except in "from 14:00 to 17:00".
  const found = keyword(text, before.from === undefined ? ['until', 'till', 'til'] : ['until', 'till', 'til', 'to']);
  if (found === undefined) return undefined;
  const time = readWords(found.rest, MOST_TIME_WORDS, readTime);
  if (before.duration !== undefined)
    return time && twice(before, `${found.word} ${formatClockTime(time.value)}`, time.rest);
  if (time !== undefined)
    return timeMistake('until', time) ?? clause(before, { duration: { kind: 'until', ...time.value } }, time.rest);
  if (found.word === 'to') return undefined;
  const next = splitWords(found.rest, 1);
  const written = asWritten(next?.words ?? '');
  return mistake(
    written === '' ? commandProblem.untilWithoutTime : commandProblem.untilNotATime(written),
    `until ${repairClockTime(written) ?? '17:00'}`,
    next?.rest ?? '',
  );
};

const readFor = (text: string, before: Clauses): ReadClause => {
  const found = keyword(text, ['for']);
  if (found === undefined) return undefined;
  const minutes = readWords(found.rest, MOST_DURATION_WORDS, readMinutes);
  if (before.duration !== undefined) return minutes && twice(before, formatDuration(minutes.value), minutes.rest);
  if (minutes !== undefined)
    return clause(before, { duration: { kind: 'minutes', minutes: minutes.value } }, minutes.rest);
  return spelledOut(found.rest) ?? durationMistake(found.rest);
};

const spelledOut = (text: string): ReadClause => {
  const written = SPELLED_OUT.exec(text)?.[0];
  if (written === undefined) return undefined;
  return mistake(commandProblem.spelledOut(written), '1h', text.slice(written.length).trimStart());
};

const readFrom = (text: string, before: Clauses): ReadClause => {
  const found = before.from === undefined ? keyword(text, ['from']) : undefined;
  if (found === undefined) return undefined;
  const time = readWords(found.rest, MOST_TIME_WORDS, readTime);
  if (time !== undefined) return timeMistake('from', time) ?? clause(before, { from: time.value }, time.rest);
  if (!NO_REASON_BEGINS_SO.test(found.rest)) return undefined;
  const next = splitWords(found.rest, 1);
  const written = plainDashes(asWritten(next?.words ?? ''));
  const [start, end] = written.split('-').map(readTime);
  const tryThis =
    start && end
      ? `from ${formatClockTime(start)} until ${formatClockTime(end)}`
      : `from ${repairClockTime(written) ?? '14:00'}`;
  return mistake(commandProblem.fromNotATime(written), tryThis, next?.rest ?? '');
};

const readBareDuration = (text: string, before: Clauses): ReadClause => {
  if (before.duration !== undefined) return undefined;
  const minutes = readWords(text, MOST_DURATION_WORDS, readMinutes);
  if (minutes === undefined) return durationMistake(text) ?? spelledOut(text);
  return clause(before, { duration: { kind: 'minutes', minutes: minutes.value } }, minutes.rest);
};

const clause = (before: Clauses, added: Clauses, rest: string): ReadClause => ({
  kind: 'clause',
  clauses: { ...before, ...added },
  rest,
});

const durationMistake = (text: string): ReadClause => {
  const split = splitWords(text, 1);
  if (split === undefined) return undefined;
  const [, duration, after] = GLUED.exec(split.words) ?? [];
  if (duration !== undefined)
    return mistake(
      commandProblem.glued(asWritten(split.words)),
      `${duration} ${after}`.replace(/ [,;:]$/, ''),
      split.rest,
    );
  const written = plainDashes(halfWidth(split.words));
  if (!looksLikeDuration(written)) return undefined;
  const parsed = parseDuration(unmarked(written).replace(/^--/, '-'));
  if (parsed.kind === 'minutes') return undefined;
  const [, number = '', unit = ''] = /^(\d+)(\D*)$/.exec(bare(written)) ?? [];
  const next = splitWords(split.rest, 1);
  const foreign = foreignDuration(number, unit || bare(next?.words ?? ''));
  if (foreign !== undefined)
    return mistake(
      commandProblem.foreignUnit(unit === '' ? `${number} ${next?.words}` : written),
      foreign,
      unit === '' ? (next?.rest ?? '') : split.rest,
    );
  if (readTime(split.words) !== undefined)
    return mistake(commandProblem.endAsDuration(parsed.why), `until ${split.words}`, split.rest);
  return mistake(commandProblem.numberInReason(parsed.why), parsed.tryThis, split.rest);
};

/** A zone, a day or another word for a time after a time of day: none of them can be taken into account. */
const timeMistake = (word: 'until' | 'from', time: { value: ClockTime; rest: string }): ReadClause => {
  const more = restOfTime(time.rest);
  if (more === undefined) return undefined;
  return mistake(
    commandProblem.afterTime(asWritten(more.written)),
    `${word} ${formatClockTime(time.value)}`,
    more.rest,
  );
};
