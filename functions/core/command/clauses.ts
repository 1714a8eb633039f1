import {
  type ClockTime,
  formatClockTime,
  formatDuration,
  type Mistake,
  parseClockTime,
  parseDuration,
} from '../schedule/duration.ts';
import { commandProblem } from '../text/command-problems.ts';
import { asWritten, plainDashes, readWords, splitWords } from './words.ts';

/** The duration as typed, before the time zone and the rule are known. */
export type DurationInput =
  | { readonly kind: 'minutes'; readonly minutes: number }
  | ({ readonly kind: 'until' } & ClockTime);

export interface Clauses {
  readonly duration?: DurationInput;
  readonly from?: ClockTime;
}

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
const TIME_ZONE = /^(?:utc|gmt|z|wet|west|cet|cest|eet|eest|msk|bst|ist|jst|[acemp][sd]?t|[+-]\d\d:?\d\d)(?![\w-])/i;

const mistake = (why: string, tryThis: string, rest: string): ReadClause => ({ kind: 'mistake', why, tryThis, rest });

const readMinutes = (words: string): number | undefined => {
  const parsed = parseDuration(words);
  return parsed.kind === 'minutes' ? parsed.minutes : undefined;
};

const readTime = (words: string): ClockTime | undefined => {
  const parsed = parseClockTime(words);
  return parsed.kind === 'clock_time' ? parsed.time : undefined;
};

/** Whether a word looks like a duration: digits with an optional unit, but not `3rd`. */
export const looksLikeDuration = (word: string): boolean =>
  word.length <= 20 &&
  /^[+-]?\d+(?:[.,:]\d+)?(?:[a-z]{1,10}(?:\d+[a-z]{1,10})*\d*)?[,;:.]?$/i.test(word) &&
  !/^\d+(?:st|nd|rd|th)\b/i.test(word);

/** Reads one clause from the start of the text after the name. */
export const readClause = (text: string, before: Clauses): ReadClause =>
  readUntil(text, before) ?? readFor(text, before) ?? readFrom(text, before) ?? readBareDuration(text, before);

const keyword = (text: string, words: readonly string[]): { word: string; rest: string } | undefined => {
  const split = splitWords(text, 1);
  const word = split?.words.toLowerCase() ?? '';
  return split !== undefined && words.includes(word) ? { word, rest: split.rest } : undefined;
};

const twice = (before: Clauses, again: string, rest: string): ReadClause => {
  const first =
    before.duration?.kind === 'until'
      ? `until ${formatClockTime(before.duration)}`
      : formatDuration(before.duration?.minutes ?? 0);
  return mistake(commandProblem.twoDurations(first, again), '', rest);
};

const readUntil = (text: string, before: Clauses): ReadClause => {
  // "to" belongs to a reason, except in "from 14:00 to 17:00".
  const found = keyword(text, before.from === undefined ? ['until', 'till', 'til'] : ['until', 'till', 'til', 'to']);
  if (found === undefined) return undefined;
  const time = readWords(found.rest, MOST_TIME_WORDS, readTime);
  if (before.duration !== undefined)
    return time && twice(before, `${found.word} ${formatClockTime(time.value)}`, time.rest);
  if (time !== undefined)
    return zoneMistake(found.word, time) ?? clause(before, { duration: { kind: 'until', ...time.value } }, time.rest);
  if (found.word === 'to') return undefined;
  const next = splitWords(found.rest, 1);
  const written = asWritten(next?.words ?? '');
  return mistake(
    written === '' ? commandProblem.untilWithoutTime : commandProblem.untilNotATime(written),
    'until 17:00',
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
  const spelledOut = SPELLED_OUT.exec(found.rest)?.[0];
  if (spelledOut !== undefined)
    return mistake(commandProblem.spelledOut(spelledOut), '1h', found.rest.slice(spelledOut.length).trimStart());
  return durationMistake(found.rest);
};

const readFrom = (text: string, before: Clauses): ReadClause => {
  const found = before.from === undefined ? keyword(text, ['from']) : undefined;
  if (found === undefined) return undefined;
  const time = readWords(found.rest, MOST_TIME_WORDS, readTime);
  if (time !== undefined) return zoneMistake('from', time) ?? clause(before, { from: time.value }, time.rest);
  if (!NO_REASON_BEGINS_SO.test(found.rest)) return undefined;
  const next = splitWords(found.rest, 1);
  const written = plainDashes(asWritten(next?.words ?? ''));
  const [start, end] = written.split('-').map(readTime);
  const tryThis = start && end ? `from ${formatClockTime(start)} until ${formatClockTime(end)}` : 'from 14:00';
  return mistake(commandProblem.fromNotATime(written), tryThis, next?.rest ?? '');
};

const readBareDuration = (text: string, before: Clauses): ReadClause => {
  if (before.duration !== undefined) return undefined;
  const minutes = readWords(text, MOST_DURATION_WORDS, readMinutes);
  if (minutes === undefined) return durationMistake(text);
  return clause(before, { duration: { kind: 'minutes', minutes: minutes.value } }, minutes.rest);
};

const clause = (before: Clauses, added: Clauses, rest: string): ReadClause => ({
  kind: 'clause',
  clauses: { ...before, ...added },
  rest,
});

const durationMistake = (text: string): ReadClause => {
  const split = splitWords(text, 1);
  if (split === undefined || !looksLikeDuration(plainDashes(split.words))) return undefined;
  const parsed = parseDuration(split.words.replace(/[,;:.]$/, ''));
  if (parsed.kind === 'minutes') return undefined;
  if (readTime(split.words) !== undefined)
    return mistake(commandProblem.endAsDuration(parsed.why), `until ${split.words}`, split.rest);
  return mistake(commandProblem.numberInReason(parsed.why), parsed.tryThis, split.rest);
};

const zoneMistake = (word: string, time: { value: ClockTime; rest: string }): ReadClause => {
  const zone = TIME_ZONE.exec(time.rest)?.[0];
  if (zone === undefined) return undefined;
  const rest = time.rest.slice(zone.length).trimStart();
  return mistake(commandProblem.timeZone(zone), `${word} ${formatClockTime(time.value)}`, rest);
};
