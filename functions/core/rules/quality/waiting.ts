import { stagesOf } from '../../authority/stages.ts';
import type { ListedRule, Stage } from '../../catalog/catalog.ts';
import { isWithin } from '../hours.ts';
import type { Hours } from '../when.ts';
import { type Timeline, timelineOf } from './timeline.ts';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

/** Requests that lapse before approvers may approve them, because of their hours. */
export interface Lapses {
  /** Whether that is so for every request of the rule. */
  readonly isAlways: boolean;
  /** When such a request is made. */
  readonly ms: number;
}

/** The moments of a stretch from a time on, in each week of it. */
function* momentsFrom({ stretches }: Timeline, fromMs: number): Generator<number> {
  for (const { moments, untilMs } of stretches) {
    if (untilMs <= fromMs) continue;
    const [first] = moments;
    const weeks = first === undefined ? 0 : Math.max(0, Math.floor((fromMs - first.ms) / WEEK_MS));
    for (let week = weeks; first !== undefined && first.ms + week * WEEK_MS < untilMs; week += 1)
      for (const { ms } of moments) {
        const at = ms + week * WEEK_MS;
        if (at > fromMs && at < untilMs) yield at;
      }
  }
}

const isIn = (hours: readonly Hours[] | undefined, ms: number): boolean =>
  hours === undefined || hours.some((one) => isWithin(new Date(ms), one));

/** When the approvals of all stages can have been given, of a request of some time; undefined if that is not before `untilMs`. */
const approvedAt = (
  stages: readonly Stage[],
  timeline: Timeline,
  fromMs: number,
  untilMs: number,
): number | undefined => {
  let at = fromMs;
  for (const { hours } of stages) {
    if (isIn(hours, at)) continue;
    let opens: number | undefined;
    for (const ms of momentsFrom(timeline, at)) {
      if (ms >= untilMs) break;
      if (!isIn(hours, ms)) continue;
      opens = ms;
      break;
    }
    if (opens === undefined) return undefined;
    at = opens;
  }
  return at;
};

interface Time {
  readonly ms: number;
  readonly untilMs: number;
}

/** The times in which the same hours apply: in the first week of each stretch, and in the last ones, which wait into the next stretch. */
function* timesIn({ stretches }: Timeline, waitMs: number): Generator<Time> {
  for (const { moments, untilMs } of stretches) {
    const startMs = moments[0]?.ms ?? untilMs;
    const weeks = Math.ceil((untilMs - startMs) / WEEK_MS);
    const lastWeeks = Math.ceil(waitMs / WEEK_MS) + 1;
    for (let week = 0; week < weeks; week = Math.max(week + 1, weeks - lastWeeks))
      for (const [index, moment] of moments.entries()) {
        const ms = moment.ms + week * WEEK_MS;
        const next = (moments[index + 1]?.ms ?? startMs + WEEK_MS) + week * WEEK_MS;
        if (ms < untilMs) yield { ms, untilMs: Math.min(next, untilMs) };
      }
  }
}

/**
 * Whether requests of a rule lapse before the hours in which its approvers may approve. At the beginning of a time out of these hours
 * the wait is the longest, and in its last minute the shortest, so these two are asked about.
 */
export const lapsesBeforeHours = (rule: ListedRule, lapseAfterMinutes: number, now: Date): Lapses | undefined => {
  const stages = stagesOf(rule);
  const hours = stages.flatMap((stage) => stage.hours ?? []);
  // A scheduled request is made before the hours of its start.
  if (hours.length === 0 || rule.when?.start === 'scheduled') return undefined;
  const timeline = timelineOf([...hours, ...(rule.when?.hours ?? [])], now);
  const waitMs = lapseAfterMinutes * MINUTE_MS;
  const endMs = timeline.stretches.at(-1)?.untilMs ?? 0;
  const isLost = (ms: number): boolean => approvedAt(stages, timeline, ms, ms + waitMs) === undefined;
  const lost: number[] = [];
  let canWork = false;
  for (const { ms, untilMs } of timesIn(timeline, waitMs)) {
    // Beyond the end of the year nothing is known.
    if (!isIn(rule.when?.hours, ms) || untilMs + waitMs > endMs) continue;
    if (isLost(ms)) lost.push(ms);
    if (!isLost(untilMs - MINUTE_MS)) canWork = true;
  }
  const [first] = lost;
  return first === undefined ? undefined : { isAlways: !canWork, ms: first };
};
