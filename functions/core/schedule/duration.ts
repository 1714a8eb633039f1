import { nearest } from '../nearest.ts';
import { wallClockIn } from './wall-clock.ts';

/** Why a text was refused, and a text that would be accepted. */
export interface Mistake {
  readonly why: string;
  readonly tryThis: string;
}

export type ParsedDuration =
  | { readonly kind: 'minutes'; readonly minutes: number }
  | ({ readonly kind: 'not_a_duration' } & Mistake);

const MINUTES_OF_UNIT = new Map([
  ...['h', 'hr', 'hrs', 'hour', 'hours'].map((unit) => [unit, 60] as const),
  ...['m', 'min', 'mins', 'minute', 'minutes'].map((unit) => [unit, 1] as const),
]);
const DAYS_AND_MORE = /^\d+(?:[.,]\d+)? ?(?:d|w|mo|y|day|week|month|year)s?$/;
const SECONDS = /^\d+ ?(?:s|sec|second)s?$/;

/** The text in lower case, with single plain spaces. */
const plain = (text: string): string =>
  text
    .replace(/(?:\s|\u200b|\u2060)+/g, ' ')
    .trim()
    .toLowerCase();

const notADuration = (why: string, tryThis: string): ParsedDuration => ({ kind: 'not_a_duration', why, tryThis });

/**
 * Minutes of `90m`, `2h`, `1h30m`, `1h30`, `1.5h`, `45 min` or `1 hour and 30 minutes`. Refuses everything else with a
 * suggestion: numbers without a unit, days, seconds, parts of a minute, and more than 59 minutes after hours.
 */
export const parseDuration = (text: string): ParsedDuration => {
  const written = plain(text);
  const minutes = oneUnit(written) ?? hoursAndMinutes(written);
  if (minutes === undefined) return explain(written);
  if (!Number.isInteger(minutes))
    return notADuration(`"${written}" is not a whole number of minutes`, formatDuration(Math.max(1, minutes)));
  return minutes === 0 ? notADuration(`"${written}" is no time at all`, '15m') : { kind: 'minutes', minutes };
};

const oneUnit = (written: string): number | undefined => {
  const [, whole = '', fraction = '', unit = ''] = /^(\d{1,5})(?:[.,](\d{1,3}))? ?([a-z]+)$/.exec(written) ?? [];
  const minutes = MINUTES_OF_UNIT.get(unit);
  return minutes === undefined ? undefined : (Number(whole + fraction) * minutes) / 10 ** fraction.length;
};

const HOURS_AND_MINUTES = /^(\d{1,5}) ?([a-z]+?)(?: | and )?(\d{1,5}) ?([a-z]+)$/;

const hoursAndMinutes = (written: string, mostMinutes = 59): number | undefined => {
  const attached = /^(\d{1,5})h(\d\d)$/.exec(written);
  const [, hours = '', hourUnit = '', minutes = '', minuteUnit = ''] = attached
    ? ['', attached[1], 'h', attached[2], 'm']
    : (HOURS_AND_MINUTES.exec(written) ?? []);
  if (MINUTES_OF_UNIT.get(hourUnit) !== 60 || MINUTES_OF_UNIT.get(minuteUnit) !== 1) return undefined;
  return Number(minutes) > mostMinutes ? undefined : Number(hours) * 60 + Number(minutes);
};

const explain = (written: string): ParsedDuration => {
  const quoted = quote(written);
  if (written === '') return notADuration('a duration is missing', '2h');
  if (/\d{6}/.test(written)) return notADuration(`${quoted} is longer than anything that can be asked for`, '8h');
  if (/^\d+(?:[.,]\d+)?$/.test(written)) return notADuration(`${quoted} has no unit`, `${written}${guess(written)}`);
  if (DAYS_AND_MORE.test(written)) return notADuration(`${quoted} is not counted in hours or minutes`, '8h');
  if (SECONDS.test(written))
    return notADuration(
      `${quoted} is in seconds; whole minutes are the shortest`,
      formatDuration(Math.ceil(Number.parseFloat(written.replace(',', '.')) / 60) || 1),
    );
  const [, whole = '', part = ''] = /^(\d{0,3})([¼½¾]) ?h/.exec(written) ?? [];
  if (part !== '')
    return notADuration(
      `${quoted} is not in digits`,
      formatDuration(Number(whole) * 60 + ('¼½¾'.indexOf(part) + 1) * 15),
    );
  if (/^-/.test(written)) return notADuration(`${quoted} is less than no time`, '15m');
  const [, hours, minutes] = /^(\d{1,2})[:.](\d\d)$/.exec(written) ?? [];
  if (hours !== undefined)
    return notADuration(
      `${quoted} could be a duration or a time of day`,
      formatDuration(Number(hours) * 60 + Number(minutes)),
    );
  const tooManyMinutes = hoursAndMinutes(written, Number.MAX_SAFE_INTEGER);
  if (tooManyMinutes !== undefined)
    return notADuration(`${quoted} has 60 minutes or more beside its hours`, formatDuration(tooManyMinutes));
  return notADuration(`${quoted} is not a duration`, likelyDuration(written));
};

/** What a text such as `2hors`, `+30m`, `1h30m15s` or `2小时` was probably meant as: never more than it says. */
const likelyDuration = (written: string): string => {
  const [, known] = /^\+?(\d{1,4}h\d\d?m|\d{1,4} ?[hm])(?![a-z])/.exec(written) ?? [];
  const parsed = known === undefined ? undefined : parseDuration(known);
  if (parsed?.kind === 'minutes') return formatDuration(parsed.minutes).replaceAll(' ', '');
  const [, hours, rest] = /^(\d{1,2}):(\d\d) ?h/.exec(written) ?? [];
  if (hours !== undefined) return formatDuration(Number(hours) * 60 + Number(rest)).replaceAll(' ', '') || '15m';
  const [, amount, unit = ''] = /^\+?(\d{1,5}) ?([a-z]*)/.exec(written) ?? [];
  const [likely] = unit === '' ? [] : nearest(unit, [...MINUTES_OF_UNIT.keys()]);
  if (amount === undefined) return '1h30m';
  if (Number(amount) === 0) return '15m';
  return `${amount}${likely?.slice(0, 1) ?? guess(amount)}`;
};

/** A text in quotes, cut where it is longer than anything that was meant. */
export const quote = (text: string): string => `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;

/** The likely unit of a number without one: hours up to 12, otherwise minutes. */
const guess = (amount: string): 'h' | 'm' => (Number(amount.replace(',', '.')) <= 12 ? 'h' : 'm');

/** Minutes as people read them, `1h 30m`: what parseDuration takes back. Parts of a minute are left out. */
export const formatDuration = (minutes: number): string => {
  const whole = Math.floor(minutes);
  const [hours, rest] = [Math.floor(whole / 60), whole % 60];
  if (hours === 0) return `${rest}m`;
  return rest === 0 ? `${hours}h` : `${hours}h ${rest}m`;
};

/** A time of day as typed, in the time zone of the user. */
export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  /** Only if it was written: without it the next such time is meant. */
  readonly day?: 'today' | 'tomorrow';
}

export type ParsedClockTime =
  | { readonly kind: 'clock_time'; readonly time: ClockTime }
  | ({ readonly kind: 'not_a_clock_time' } & Mistake);

/** A time of day: `17:00`, `9.30`, `5pm`, `5:30 p.m.`, with `today` or `tomorrow` before or after it. */
export const parseClockTime = (text: string): ParsedClockTime => {
  const written = plain(text).replace(/([ap])\.m\b\.?/, '$1m');
  const [, before, hours, minutes, half, after] =
    /^(?:(today|tomorrow) )?(?:at )?(\d{1,2})(?:[:.](\d\d))? ?(am|pm)?(?: (today|tomorrow))?$/.exec(written) ?? [];
  const isTwelveHours = half !== undefined;
  const isReadable = hours !== undefined && (minutes !== undefined || isTwelveHours) && !(before && after);
  const [hour, minute] = [Number(hours), Number(minutes ?? 0)];
  const isInRange = minute < 60 && (isTwelveHours ? hour >= 1 && hour <= 12 : hour < 24);
  if (!isReadable || !isInRange) {
    const tryThis = hour === 24 && minute === 0 ? '0:00' : '17:00';
    return { kind: 'not_a_clock_time', why: `${quote(written)} is not a time of day`, tryThis };
  }
  const day = before ?? after;
  return {
    kind: 'clock_time',
    time: {
      hour: isTwelveHours ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour,
      minute,
      ...(day === 'today' || day === 'tomorrow' ? { day } : {}),
    },
  };
};

/** The time of day that a text such as `17h30`, `1730`, `17:30Z` or `noon` was probably meant as. Only for suggestions. */
export const repairClockTime = (text: string): string | undefined => {
  if (/^noon\b/i.test(text)) return '12:00';
  if (/^midnight\b/i.test(text)) return '0:00';
  const [, hours, minutes, half] = /^(\d{1,2})(?:[:.hu]?([0-5]\d)(?!\d))?(?![\d/-]) ?h?(am|pm)?/i.exec(text) ?? [];
  if (hours === undefined) return undefined;
  // "until 5" is more often the afternoon.
  const guess = minutes === undefined && Number(hours) <= 12 ? 'pm' : '';
  const time = parseClockTime(`${hours}:${minutes ?? '00'}${half ?? guess}`);
  return time.kind === 'clock_time' ? formatClockTime(time.time) : undefined;
};

/** A time of day as people read it, `17:00` or `17:00 tomorrow`: what parseClockTime takes back. */
export const formatClockTime = ({ hour, minute, day }: ClockTime): string =>
  `${hour}:${String(minute).padStart(2, '0')}${day === undefined ? '' : ` ${day}`}`;

export type FoundMoment =
  /** `minutes` are the whole minutes until then. */
  | { readonly kind: 'moment'; readonly at: Date; readonly minutes: number }
  | ({ readonly kind: 'already_past' } & Mistake)
  | { readonly kind: 'unknown_time_zone'; readonly timeZone: string };

/** At 22:00, `until 2:00` is meant for the night that follows; at 17:05, `until 17:00` is a slip. */
const NEXT_DAY_WITHIN_MINUTES = 12 * 60;

/**
 * The first time after `after` at which a clock in the time zone shows the time of day. A time that has passed today
 * means tomorrow only if that is at most 12 hours away or `tomorrow` was typed, so that a typo never becomes a day.
 */
export const untilToMinutes = (time: ClockTime, timeZone: string, now: Date, after = now): FoundMoment => {
  const clock = wallClockIn(timeZone);
  if (clock === undefined) return { kind: 'unknown_time_zone', timeZone };
  const from = time.day === undefined ? after : now;
  const firstOn = (daysLater: number): Date | undefined =>
    clock.momentsOf(time.hour, time.minute, from, daysLater).find((moment) => moment > after);
  const sameDay = time.day === 'tomorrow' ? undefined : firstOn(0);
  const at = sameDay ?? (time.day === 'today' ? undefined : firstOn(1));
  const minutes = at === undefined ? 0 : Math.floor((at.getTime() - after.getTime()) / 60_000);
  const isTooFar = sameDay === undefined && time.day === undefined && minutes > NEXT_DAY_WITHIN_MINUTES;
  if (at !== undefined && !isTooFar) return { kind: 'moment', at, minutes };
  const shown = formatClockTime({ hour: time.hour, minute: time.minute });
  return {
    kind: 'already_past',
    why: `${shown} has already passed ${after > now ? 'by then' : 'today'}`,
    tryThis: `${shown} tomorrow`,
  };
};

/** The moment a start such as `from 14:00` means: now, in the minute that the clock shows it, else as for an end. */
export const startToMoment = (time: ClockTime, timeZone: string, now: Date): FoundMoment => {
  const shown = wallClockIn(timeZone)?.at(now);
  const isThisMinute = shown?.hour === time.hour && shown.minute === time.minute && time.day !== 'tomorrow';
  return isThisMinute ? { kind: 'moment', at: now, minutes: 0 } : untilToMinutes(time, timeZone, now);
};
