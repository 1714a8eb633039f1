import type { DurationInput } from '../command/clauses.ts';
import { defined } from '../defined.ts';
import { type ClockTime, startToMoment, untilToMinutes } from '../schedule/duration.ts';
import { addDays, wholeSecond } from '../time.ts';
import type { RequestedDuration } from './request.ts';

interface TimeInput {
  readonly duration?: DurationInput;
  readonly from?: ClockTime;
  readonly startsAt?: Date;
}

export type ScheduleRefusal =
  | { readonly kind: 'time_zone_unknown' }
  | { readonly kind: 'already_past'; readonly why: string; readonly tryThis: string }
  | { readonly kind: 'ends_before_start' }
  | { readonly kind: 'start_said_twice' }
  | { readonly kind: 'start_passed' }
  | { readonly kind: 'starts_too_late'; readonly maxDays: number };

interface Schedule {
  readonly kind: 'schedule';
  readonly duration: RequestedDuration;
  readonly notBefore?: Date;
  readonly minutes: number;
}

/** An approved request uses capacity in IAM from its approval on, so its start is limited. */
const MOST_DAYS_AHEAD = 14;

const minuteOf = (time: Date): number => Math.floor(time.getTime() / 60_000);

const isRefusal = (start: Date | ScheduleRefusal | undefined): start is ScheduleRefusal =>
  start !== undefined && 'kind' in start;

/** The requested start, if it is in the future. A time of day means today or tomorrow. */
const resolveStart = ({ from, startsAt }: TimeInput, zone: string, now: Date): Date | ScheduleRefusal | undefined => {
  if (from !== undefined && startsAt !== undefined) return { kind: 'start_said_twice' };
  // A calendar has no seconds, so the current minute counts as now.
  if (startsAt !== undefined && minuteOf(startsAt) < minuteOf(now)) return { kind: 'start_passed' };
  if (startsAt !== undefined && startsAt > addDays(now, MOST_DAYS_AHEAD))
    return { kind: 'starts_too_late', maxDays: MOST_DAYS_AHEAD };
  const found = from === undefined ? undefined : startToMoment(from, zone, now);
  if (found?.kind === 'unknown_time_zone') return { kind: 'time_zone_unknown' };
  if (found?.kind === 'already_past') return found;
  const start = found?.at ?? startsAt;
  return start !== undefined && start > now ? wholeSecond(start) : undefined;
};

/** The start and the length of a request, in the time zone of the requester. */
export const resolveSchedule = (
  input: TimeInput,
  defaultMinutes: number,
  timeZone: string | undefined,
  now: Date,
): Schedule | ScheduleRefusal => {
  const clockTimes = input.from !== undefined || input.duration?.kind === 'until';
  if (clockTimes && timeZone === undefined) return { kind: 'time_zone_unknown' };
  const zone = timeZone ?? 'UTC';
  const notBefore = resolveStart(input, zone, now);
  if (isRefusal(notBefore)) return notBefore;

  const duration = input.duration ?? { kind: 'minutes', minutes: defaultMinutes };
  if (duration.kind === 'minutes') {
    const { minutes } = duration;
    return { kind: 'schedule', duration: { kind: 'for', minutes }, minutes, ...defined({ notBefore }) };
  }
  const until = untilToMinutes(duration, zone, now, notBefore ?? now);
  if (until.kind === 'unknown_time_zone') return { kind: 'time_zone_unknown' };
  if (until.kind === 'already_past') return until;
  const at = wholeSecond(until.at);
  const minutes = Math.ceil((at.getTime() - (notBefore ?? now).getTime()) / 60_000);
  if (minutes <= 0) return { kind: 'ends_before_start' };
  return { kind: 'schedule', duration: { kind: 'until', at }, minutes, ...defined({ notBefore }) };
};
