import { formatDuration, parseClockTime, parseDuration } from '../schedule/duration.ts';
import { commandProblem } from '../text/command-problems.ts';
import { type Clauses, inDigits } from './clauses.ts';
import { foreignDuration, hasClock, isDay, timeKeyword } from './time-words.ts';
import { asWritten, bare, joined, unmarked, type Word, wordsOf } from './words.ts';

/** A time within the reason: why it is asked about, and the clauses and the reason that were probably meant. */
export interface Doubt {
  readonly why: string;
  /** To be added to the clauses before the reason; undefined if they cannot be guessed. */
  readonly times: string | undefined;
  readonly reason: string;
  /** The times were made up, so they are not filled into the form. */
  readonly isMadeUp?: true;
}

interface Place {
  readonly first: number;
  readonly last: number;
  /** The same as a clause, if it is readable as one. */
  readonly clause?: string;
}

const UNIT = /^(?:h|hrs?|hours?|m|mins?|minutes?|d|days?|w|wks?|weeks?)$/;
const DURATION =
  /^(?:for)?(?:\d+(?:[.,]\d+)?[¼½¾]?|[¼½¾])(?:h|hrs?|hours?|m|mins?|minutes?|d|days?|w|wks?|weeks?|h\d\d?|h\d+m(?:ins?)?)$/;
const SPELLED_OUT = /^(?:an?|one|two|three|four|five|six|eight|ten|twelve|half|few|couple|quarter)$/;

/** A duration that begins with this word. */
const durationAt = (words: readonly string[], at: number): Place | undefined => {
  const word = words[at] ?? '';
  const isFor = words[at - 1] === 'for';
  const first = isFor || (at === 1 && words[0] === 'now') ? at - 1 : at;
  if (/^[\d¼½¾]/.test(word))
    for (let count = Math.min(5, words.length - at); count >= 1; count -= 1) {
      const parsed = parseDuration(words.slice(at, at + count).join(' '));
      if (parsed.kind === 'minutes')
        return { first, last: at + count - 1, clause: formatDuration(parsed.minutes).replaceAll(' ', '') };
    }
  if (DURATION.test(word)) return { first, last: at };
  const [, digits, unit = ''] = /^(\d+(?:[.,]\d+)?)(\D*)$/.exec(word) ?? [];
  const next = words[at + 1] ?? '';
  const clause = digits && foreignDuration(digits, unit || next);
  if (clause) return { first, last: unit === '' ? at + 1 : at, clause };
  if (digits !== undefined && unit === '' && isFor && UNIT.test(next)) return { first, last: at + 1 };
  const count =
    (isFor || at <= 1) && SPELLED_OUT.test(word) ? words.slice(at + 1, at + 4).findIndex((one) => UNIT.test(one)) : -1;
  const last = at + 1 + count;
  return count < 0 ? undefined : { first, last, clause: inDigits(words.slice(at, last + 1).join(' ')) };
};

/** A time of day that begins with this word, with "until" or "from" before it if there is one. */
const clockAt = (
  words: readonly string[],
  at: number,
): (Place & { readonly keyword?: 'until' | 'from' }) | undefined => {
  const word = words[at] ?? '';
  const next = words[at + 1] ?? '';
  const before = words[at - 1] ?? '';
  const foreign = foreignClockAt(words, at);
  if (foreign !== undefined) return foreign;
  const isStart = at === 1 && /^(?:at|@|um|start(?:ing|s)?)$/.test(before);
  const keyword = at === 0 ? undefined : isStart ? 'from' : timeKeyword(before);
  const isTwoWords = /^\d{1,2}(?:[:.]\d\d)?$/.test(word) && /^(?:[ap]\.?m|uhr|o['’]?clock)$/.test(next);
  const isAfterUntil = keyword === 'until' && /^(?:\d{1,2}(?:[.h]\d{0,2})?|noon|midnight|eod|eob|cob)$/.test(word);
  if (!hasClock(word) && !isTwoWords && !isAfterUntil) return undefined;
  const first = keyword === undefined ? at : at - 1;
  const [, start, end] = /^(\d{1,2}:\d\d)-(\d{1,2}:\d\d)$/.exec(word) ?? [];
  if (start !== undefined) return { first: at, last: at, clause: `from ${start} until ${end}` };
  for (let count = Math.min(3, words.length - at); count >= 1; count -= 1) {
    const typed = words.slice(at, at + count).join(' ');
    if (parseClockTime(typed).kind === 'clock_time')
      return { first, last: at + count - 1, ...(keyword && { keyword, clause: `${keyword} ${typed}` }) };
  }
  return { first, last: isTwoWords ? at + 1 : at, ...(keyword && { keyword }) };
};

/** Between "until" and a time, as in `hasta las 17`. */
const ARTICLE = /^(?:las?|les?|alle|às|as|um|à|a|zu)$/;

/** `bis 17 Uhr`, `jusqu'à 17h`, `hasta las 17`: hours of a 24-hour clock after a word for "until" or "from". */
const foreignClockAt = (
  words: readonly string[],
  at: number,
): (Place & { readonly keyword: 'until' | 'from' }) | undefined => {
  const hasArticle = at >= 2 && ARTICLE.test(words[at - 1] ?? '');
  const first = hasArticle ? at - 2 : at - 1;
  const keyword = first < 0 ? undefined : timeKeyword(words[first] ?? '');
  const [, hours, unit = '', minutes = '00'] = /^(\d{1,2})(?:(h)([0-5]\d)?)?$/.exec(words[at] ?? '') ?? [];
  const isOClock = words[at + 1] === 'uhr';
  if (keyword === undefined || hours === undefined || !(hasArticle || isOClock || unit === 'h')) return undefined;
  const clause = Number(hours) < 24 ? { clause: `${keyword} ${Number(hours)}:${minutes}` } : {};
  return { first, last: isOClock ? at + 1 : at, keyword, ...clause };
};

/** A day where a time is expected: first, after one short word, after "until", or last. */
const dayAt = (words: readonly string[], at: number): Place | undefined => {
  if (!isDay(words[at] ?? '')) return undefined;
  const before = words[at - 1] ?? '';
  const isFirst =
    at === 0 || (at === 1 && /^(?:on|next|this|from|until|till?|by|the|start(?:ing|s)?|for)$/.test(before));
  const isLast = at === words.length - 1 && !/^(?:since|of|last|from)$/.test(before);
  return isFirst || isLast || timeKeyword(before) === 'until' ? { first: isFirst ? 0 : at, last: at } : undefined;
};

/**
 * What looks like a time in a reason. Without a duration before the reason, every time counts, since the default duration
 * would be requested in silence. With one, only what says when it starts or ends.
 */
export const doubtIn = (reason: string, { duration, from }: Clauses): Doubt | undefined => {
  const words = wordsOf(reason);
  const plain = words.map(({ raw }) => (raw.length > 100 ? '' : bare(raw).replace(/^-+(?=\d)/, '')));
  const without = ({ first, last }: Place): string =>
    joined(reason.slice(0, words[first]?.start), reason.slice((words[last] as Word).end));
  const written = ({ first, last }: Place): string =>
    unmarked(asWritten(reason.slice(words[first]?.start, words[last]?.end)));
  const why = (place: Place) => commandProblem.timeInReason(written(place));

  for (let at = 0; at < words.length; at += 1) {
    const isLater = at === 1 && plain[0] === 'in' ? durationAt(plain, at) : undefined;
    if (isLater !== undefined) return { why: why({ ...isLater, first: 0 }), times: undefined, reason };
    const isClock = foreignClockAt(plain, at) !== undefined;
    const length = !isClock && (duration === undefined || at === 0) ? durationAt(plain, at) : undefined;
    if (length !== undefined && duration !== undefined)
      return { why: why(length), times: '', reason: without(length), isMadeUp: true };
    if (length?.clause !== undefined) {
      const isInside = length.first > 0 && length.last < words.length - 1 && plain[length.first] !== 'for';
      return { why: why(length), times: length.clause, reason: isInside ? reason : without(length) };
    }
    const clock = clockAt(plain, at);
    const counts = clock !== undefined && (duration === undefined || clock.keyword !== undefined || at <= 1);
    if (clock !== undefined && counts) {
      const { clause, keyword } = clock;
      const isFree = keyword === 'from' ? from === undefined : duration === undefined;
      if (clause !== undefined && isFree && (keyword !== undefined || from === undefined))
        return { why: why(clock), times: clause, reason: without(clock) };
      if (keyword === 'until' && duration !== undefined) return { why: why(clock), times: '', reason: without(clock) };
    }
    const place = length ?? (counts ? clock : undefined);
    if (place !== undefined)
      return {
        why: why(place),
        ...(duration === undefined ? { times: '1h', isMadeUp: true } : { times: undefined }),
        reason,
      };
    const day = dayAt(plain, at);
    if (day === undefined) continue;
    const isTomorrow = plain[day.last] === 'tomorrow' && from === undefined;
    return isTomorrow
      ? { why: why(day), times: 'from 9:00 tomorrow', reason: without(day), isMadeUp: true }
      : { why: why(day), times: undefined, reason };
  }
  return undefined;
};
