import type { SlackUserId } from '../names.ts';
import type { Day } from '../schedule/days.ts';
import { type ClockTime, type Mistake, parseDuration } from '../schedule/duration.ts';
import { delegateProblem } from '../text/delegate-problems.ts';
import { readTime } from './clause-mistakes.ts';
import { mentioned } from './option-words.ts';
import { asWritten, bare, halfWidth, trimmed, unmarked, wordsOf } from './words.ts';

/** When a delegation ends. A day without a time means the end of that day. */
export type DelegationEnd =
  | { readonly kind: 'minutes'; readonly minutes: number }
  | { readonly kind: 'time'; readonly time: ClockTime }
  | { readonly kind: 'day'; readonly day: Day; readonly time?: ClockTime };

/** The text after `/assume delegate`. */
export type DelegateCommand =
  | { readonly kind: 'show' }
  | { readonly kind: 'off' }
  | { readonly kind: 'name'; readonly to: SlackUserId; readonly end: DelegationEnd }
  | ({ readonly kind: 'not_understood' } & Mistake);

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTES_A_DAY = 24 * 60;

const readDay = (word: string): Day | undefined => {
  const [, year, month, day] = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(word) ?? [];
  if (year !== undefined) {
    const date = { kind: 'date', year: Number(year), month: Number(month), day: Number(day) } as const;
    const shown = new Date(Date.UTC(date.year, date.month - 1, date.day));
    return shown.getUTCMonth() === date.month - 1 && shown.getUTCDate() === date.day ? date : undefined;
  }
  if (word === 'today' || word === 'tomorrow') return { kind: 'in_days', days: word === 'today' ? 0 : 1 };
  const isWeekday = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?$/.test(word);
  return isWeekday ? { kind: 'weekday', day: WEEKDAYS.indexOf(word.slice(0, 3)) } : undefined;
};

/** `3d`, `2 weeks`, `8h` or `1h30m`. */
const readLength = (written: string): DelegationEnd | undefined => {
  const [, amount, unit] = /^(\d{1,3}|an?|one) ?(d|days?|w|weeks?)$/.exec(written) ?? [];
  if (unit !== undefined)
    return {
      kind: 'minutes',
      minutes: (/^\d/.test(amount ?? '') ? Number(amount) : 1) * (unit.startsWith('w') ? 7 : 1) * MINUTES_A_DAY,
    };
  const parsed = parseDuration(written);
  return parsed.kind === 'minutes' ? { kind: 'minutes', minutes: parsed.minutes } : undefined;
};

/** `friday`, `friday at 17:00`, `17:00 tomorrow`, `2030-01-05`. */
const readUntil = (written: string): DelegationEnd | undefined => {
  const time = readTime(written);
  if (time !== undefined) return { kind: 'time', time };
  const [first = '', ...rest] = written.replace(/^(?:the end of|end of|next) /, '').split(' ');
  const day = readDay(first);
  if (day === undefined) return undefined;
  const text = rest.join(' ').replace(/^at /, '');
  if (text === '') return { kind: 'day', day };
  const at = readTime(text);
  return at === undefined || at.day !== undefined ? undefined : { kind: 'day', day, time: at };
};

const notUnderstood = (why: string, tryThis: string): DelegateCommand => ({ kind: 'not_understood', why, tryThis });

/** Parses the text after `delegate`: nothing, `off`, or a user and an end. Each suggestion is itself accepted. Never throws. */
export const parseDelegate = (text: string): DelegateCommand => {
  const words = wordsOf(trimmed(text)).filter(({ raw }) => bare(raw) !== '');
  const plain = words.map(({ raw }) => bare(raw));
  const [first = ''] = plain;
  if (words.length === 0) return { kind: 'show' };
  if (words.length === 1 && first === 'off') return { kind: 'off' };
  const users = words.flatMap(({ raw }, index) => {
    const id = mentioned(raw);
    return id === undefined ? [] : { id, index };
  });
  const [user, other] = users;
  if (user === undefined) {
    const written = words.find(({ raw }) => /^@/.test(unmarked(raw)));
    return notUnderstood(
      written === undefined ? delegateProblem.userMissing : delegateProblem.notRecognized(asWritten(written.raw)),
      'delegate',
    );
  }
  const example = `delegate <@${user.id}> until friday`;
  if (other !== undefined) return notUnderstood(delegateProblem.twoUsers, example);
  const before = plain.slice(0, user.index);
  const end = plain.slice(user.index + 1);
  if (first === 'off' || (end.length === 1 && end[0] === 'off'))
    return notUnderstood(delegateProblem.offAlone, 'delegate off');
  if (before.some((word) => word !== 'to')) return notUnderstood(delegateProblem.userFirst, example);
  if (end.length === 0) return notUnderstood(delegateProblem.endMissing, example);
  const [keyword = '', ...after] = end.map(halfWidth);
  const isUntil = /^(?:until|till?|til)$/.test(keyword);
  const written = (isUntil || keyword === 'for' ? after : end).join(' ');
  const found = isUntil
    ? readUntil(written)
    : keyword === 'for'
      ? readLength(written)
      : (readLength(written) ?? readUntil(written));
  if (found !== undefined) return { kind: 'name', to: user.id, end: found };
  const swapped = isUntil ? readLength(written) : readUntil(written);
  if (swapped === undefined) return notUnderstood(delegateProblem.notAnEnd(written), example);
  return notUnderstood(
    delegateProblem.notAnEnd(written),
    `delegate <@${user.id}> ${isUntil ? 'for' : 'until'} ${written}`,
  );
};
