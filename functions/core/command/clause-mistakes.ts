import {
  type ClockTime,
  formatClockTime,
  formatDuration,
  type Mistake,
  parseClockTime,
  parseDuration,
  quote,
} from '../schedule/duration.ts';
import { commandProblem } from '../text/command-problems.ts';
import type { Clauses } from './format.ts';
import { foreignDuration, isDay, restOfTime } from './time-words.ts';
import { asWritten, bare, halfWidth, plainDashes, splitWords, trimmed, unmarked } from './words.ts';

/** How a text begins: a clause, a mistake in one (`tryThis` replaces it, `rest` follows), or undefined: the reason. */
export type ReadClause =
  | { readonly kind: 'clause'; readonly clauses: Clauses; readonly rest: string }
  | ({
      readonly kind: 'mistake';
      readonly rest: string /** Nothing can be suggested. */;
      readonly isUnclear?: true;
    } & Mistake)
  | undefined;

export const mistake = (why: string, tryThis: string, rest: string): ReadClause => ({
  kind: 'mistake',
  why,
  tryThis,
  rest,
});

export const readTime = (words: string): ClockTime | undefined => {
  const parsed = parseClockTime(halfWidth(words));
  return parsed.kind === 'clock_time' ? parsed.time : undefined;
};

/** Whether a word looks like a duration: digits with an optional unit, but not `3rd`. */
export const looksLikeDuration = (word: string): boolean =>
  word.length <= 20 &&
  /^[+-]{0,2}(?:\d+(?:[.,:]\d+)?[¼½¾]?|[¼½¾])(?:\p{L}{1,10}(?:\d+\p{L}{1,10})*\d*)?[,;:.]?$/iu.test(word) &&
  !/^\d+(?:st|nd|rd|th)\b/i.test(word);

const SPELLED_OUT =
  /^(?:(?:a|an|about|another|couple|few|half|of|one|quarter|the|two|three|four|five|six|eight|ten|twelve)\s+)+(?:hours?|minutes?|mins?|days?|weeks?)\b/i;
const UNIT = /^(?:h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|d|days?|w|weeks?|months?|years?)$/;

const NUMBERS: Readonly<Record<string, number>> = {
  ...{ couple: 2, two: 2, few: 3, three: 3, four: 4, five: 5, six: 6, eight: 8, ten: 10, twelve: 12 },
};

/** `30m` for `half an hour`, `2h` for `two hours`. */
export const inDigits = (written: string): string => {
  const words = written.toLowerCase().split(/\s+/);
  if (/day|week/i.test(written)) return '8h';
  if (words.includes('half')) return '30m';
  if (words.includes('quarter')) return '15m';
  const number = words.map((word) => NUMBERS[word] ?? 1).reduce((most, one) => Math.max(most, one), 1);
  return `${number}${/min/i.test(written) ? 'm' : 'h'}`;
};

export const spelledOut = (text: string): ReadClause => {
  const written = SPELLED_OUT.exec(text)?.[0];
  if (written === undefined) return undefined;
  return mistake(commandProblem.spelledOut(written), inDigits(written), trimmed(text.slice(written.length)));
};

/** A duration with something else after it in one word, such as `2hINC-42`. */
const GLUED = /^(\d{1,4}(?:[.,]\d+)?(?:[hHmM]|[hH]rs?|[mM]ins?))(?=[A-Z([{/#,;:]|[a-z]+[-\u2010-\u2015\u2212]\d)(.*)$/s;

/** `2h-3h` and `1/2h`: the first of a range, or a part of an hour. */
const RANGE = /^(\d{1,4})(h|m|hrs?|mins?)?([-/~])(\d{1,4})(h|m|hrs?|mins?)$/i;

const rangeMistake = (written: string, rest: string): ReadClause => {
  const [range, first, firstUnit, sign, last, unit] = RANGE.exec(written) ?? [];
  if (range === undefined) return undefined;
  const part = formatDuration(Math.max(1, (Number(first) * 60) / Math.max(1, Number(last))));
  const why = commandProblem.numberInReason(`${quote(range)} is not a duration`);
  return mistake(why, sign === '/' ? part : `${first}${firstUnit ?? unit}`, rest);
};

export const durationMistake = (text: string): ReadClause => {
  const split = splitWords(text, 1);
  if (split === undefined) return undefined;
  const typed = unmarked(split.words);
  const [, duration, after] = GLUED.exec(typed) ?? [];
  if (duration !== undefined)
    return mistake(
      commandProblem.glued(asWritten(split.words)),
      `${duration} ${after?.replace(/^[,;:]+/, '')}`.trim(),
      split.rest,
    );
  const written = plainDashes(halfWidth(typed));
  const range = rangeMistake(written, split.rest);
  if (range !== undefined) return range;
  if (!looksLikeDuration(written)) return undefined;
  const parsed = parseDuration(written.replace(/^--/, '-'));
  if (parsed.kind === 'minutes') return undefined;
  const [, number = '', unit = ''] = /^(\d+)(\D*)$/.exec(bare(written)) ?? [];
  const next = splitWords(split.rest, 1);
  const both = UNIT.test(bare(next?.words ?? '')) ? parseDuration(`${written} ${bare(next?.words ?? '')}`) : undefined;
  if (both?.kind === 'not_a_duration') return mistake(both.why, both.tryThis, next?.rest ?? '');
  const foreign = foreignDuration(number, unit || bare(next?.words ?? ''));
  if (foreign !== undefined)
    return mistake(
      commandProblem.foreignUnit(unit === '' ? `${number} ${next?.words}` : written),
      foreign,
      unit === '' ? (next?.rest ?? '') : split.rest,
    );
  if (readTime(typed) !== undefined)
    return mistake(commandProblem.endAsDuration(parsed.why), `until ${typed}`, split.rest);
  return mistake(commandProblem.numberInReason(parsed.why), parsed.tryThis, split.rest);
};

/** A zone, a day or another word for a time after a time of day: none of them can be taken into account. */
export const timeMistake = (word: 'until' | 'from', time: { value: ClockTime; rest: string }): ReadClause => {
  const more = restOfTime(time.rest);
  if (more === undefined) return undefined;
  const { written, rest } = more;
  const why = commandProblem.afterTime(asWritten(written));
  // Without its day, a start would be another time.
  if (word === 'from' && written.split(/\s+/).some((one) => isDay(bare(one))))
    return { kind: 'mistake', why, tryThis: '', rest, isUnclear: true };
  return mistake(why, `${word} ${formatClockTime(time.value)}`, rest);
};
