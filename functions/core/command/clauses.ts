import { defined } from '../defined.ts';
import { formatClockTime, formatDuration, parseDuration, repairClockTime } from '../schedule/duration.ts';
import { commandProblem } from '../text/command-problems.ts';
import { durationMistake, mistake, type ReadClause, readTime, spelledOut, timeMistake } from './clause-mistakes.ts';
import { type Clauses, formatClauses } from './format.ts';
import { isDay } from './time-words.ts';
import { asWritten, bare, halfWidth, plainDashes, readWords, splitWords } from './words.ts';

export { inDigits, looksLikeDuration, type ReadClause } from './clause-mistakes.ts';
export type { Clauses, DurationInput } from './format.ts';

/** The words of `tomorrow at 5 pm` and of `1 hour and 30 minutes`. */
const MOST_TIME_WORDS = 4;
const MOST_DURATION_WORDS = 5;

const NO_REASON_BEGINS_SO =
  /^(?:\d|(?:now|noon|midnight|today|tomorrow|next|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)/i;
const readMinutes = (words: string): number | undefined => {
  const parsed = parseDuration(halfWidth(words));
  return parsed.kind === 'minutes' ? parsed.minutes : undefined;
};

/** Reads one clause from the start of the text after the name. */
export const readClause = (text: string, before: Clauses): ReadClause =>
  readUntil(text, before) ?? readFor(text, before) ?? readFrom(text, before) ?? readBareDuration(text, before);

const keyword = (text: string, words: readonly string[]): { word: string; rest: string } | undefined => {
  const split = splitWords(text, 1);
  const word = split === undefined || split.words.length > 20 ? '' : bare(split.words);
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
  const likely = repairClockTime(written);
  const isTime = likely !== undefined || isDay(bare(written)) || /^(?:\d|(?:eod|eob|cob)$)/i.test(written);
  return mistake(
    written === '' ? commandProblem.untilWithoutTime : commandProblem.untilNotATime(written),
    `until ${likely ?? '17:00'}`,
    isTime ? (next?.rest ?? '') : found.rest,
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

const readFrom = (text: string, before: Clauses): ReadClause => {
  const found = before.from === undefined ? keyword(text, ['from']) : undefined;
  if (found === undefined) return undefined;
  const time = readWords(found.rest, MOST_TIME_WORDS, readTime);
  if (time !== undefined) return timeMistake('from', time) ?? clause(before, { from: time.value }, time.rest);
  if (!NO_REASON_BEGINS_SO.test(found.rest)) return undefined;
  const next = splitWords(found.rest, 1);
  const written = plainDashes(asWritten(next?.words ?? ''));
  const day = bare(written);
  const rest = next?.rest ?? '';
  const why = commandProblem.fromNotATime(written);
  if (day === 'now' || day === 'today') return mistake(why, '', rest);
  if (day === 'tomorrow') return mistake(why, 'from 9:00 tomorrow', rest);
  if (isDay(day)) return { kind: 'mistake', why, tryThis: '', rest, isUnclear: true };
  const [start, end] = written.split('-').map(readTime);
  const tryThis =
    start && end
      ? `from ${formatClockTime(start)} until ${formatClockTime(end)}`
      : `from ${repairClockTime(written) ?? '14:00'}`;
  return mistake(why, tryThis, rest);
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
