import type { Schedule } from '../../core/catalog/catalog.ts';
import { parseSlackUserId } from '../../core/names.ts';
import { dayNumber, type Rotation } from '../../core/schedule/rotation.ts';
import { type WallClock, wallClockIn } from '../../core/schedule/wall-clock.ts';
import { SCHEDULE_NAME, WALL_TIME } from './on-call-schema.ts';
import type { Path } from './problems.ts';
import type { Draft, Source } from './read.ts';
import type { CatalogInput } from './schema.ts';

interface RotationDraft {
  readonly rotation?: readonly string[];
  readonly shift?: string;
  readonly from?: string;
  readonly zone?: string;
  readonly overrides?: readonly { readonly user?: string; readonly from?: string; readonly until?: string }[];
}

/** The moment of a date and a time. Reports a date that does not exist, and a time that the clocks skip. */
const momentOf = (text: string, clock: WallClock, path: Path, zone: string, source: Source): Date | undefined => {
  const [, year = 0, month = 0, day = 0, hour = 0, minute = 0] = (WALL_TIME.exec(text) ?? []).map(Number);
  const noon = new Date(Date.UTC(year, month - 1, day, 12));
  if (noon.getUTCMonth() !== month - 1 || noon.getUTCDate() !== day || hour > 23 || minute > 59) {
    source.problem(path, `"${text}" is not a date and a time of a calendar`);
    return undefined;
  }
  const shownAtNoon = clock.at(noon);
  const apart = dayNumber(year, month, day) - dayNumber(shownAtNoon.year, shownAtNoon.month, shownAtNoon.day);
  const [moment = noon] = clock.momentsOf(hour, minute, noon, apart);
  const shown = clock.at(moment);
  if (shown.hour === hour && shown.minute === minute) return moment;
  source.problem(path, `the clocks of ${zone} are put forward over ${text}; choose a time that exists on that day`);
  return undefined;
};

const compileOverrides = (
  { overrides = [], zone = '' }: RotationDraft,
  clock: WallClock,
  path: Path,
  source: Source,
): Rotation['overrides'] => {
  const compiled = overrides.flatMap(({ user, from, until }, index) => {
    const at = [...path, 'overrides', index];
    if (user === undefined || from === undefined || until === undefined) return [];
    const begins = momentOf(from, clock, [...at, 'from'], zone, source);
    const ends = momentOf(until, clock, [...at, 'until'], zone, source);
    if (begins === undefined || ends === undefined) return [];
    if (ends <= begins) source.problem([...at, 'until'], `${until} is not after ${from}`);
    return [{ at, from: begins, until: ends, user: parseSlackUserId(user) }];
  });
  for (const [index, one] of compiled.entries()) {
    const other = compiled.slice(0, index).find(({ from, until }) => from < one.until && one.from < until);
    if (other !== undefined)
      source.problem(one.at, `this override overlaps the one in line ${source.at(other.at)?.at.line}`);
  }
  return compiled.map(({ user, from, until }) => ({ user, fromMs: from.getTime(), untilMs: until.getTime() }));
};

const compileRotation = (draft: RotationDraft, path: Path, source: Source): Schedule | undefined => {
  const { rotation, shift, from, zone } = draft;
  if (rotation === undefined || shift === undefined || from === undefined || zone === undefined) return undefined;
  const clock = wallClockIn(zone);
  if (clock === undefined) {
    source.problem([...path, 'zone'], `there is no time zone "${zone}"; expected a name such as Europe/Berlin`);
    return undefined;
  }
  const begins = momentOf(from, clock, [...path, 'from'], zone, source);
  const overrides = compileOverrides(draft, clock, path, source);
  if (begins === undefined) return undefined;
  const { year, month, day, hour, minute } = clock.at(begins);
  return {
    kind: 'rotation',
    users: rotation.map(parseSlackUserId),
    shiftDays: Number.parseInt(shift, 10) * (shift.endsWith('w') ? 7 : 1),
    fromDay: dayNumber(year, month, day),
    hour,
    minute,
    zone,
    overrides,
  };
};

const compileSchedule = (schedule: unknown, path: Path, source: Source): Schedule | undefined => {
  if (Array.isArray(schedule)) return { kind: 'static', users: (schedule as readonly string[]).map(parseSlackUserId) };
  const { pagerDuty, ...rotation } = schedule as RotationDraft & { readonly pagerDuty?: string };
  return pagerDuty === undefined
    ? compileRotation(rotation, path, source)
    : { kind: 'pagerduty', scheduleId: pagerDuty };
};

/** The schedules of a catalog. Mistakes are reported. */
export const compileOnCall = (
  section: Draft<CatalogInput>['onCall'],
  source: Source,
): Readonly<Record<string, Schedule>> | undefined => {
  for (const name of source.at(['onCall'])?.entries.keys() ?? [])
    if (!SCHEDULE_NAME.test(name))
      source.problem(
        ['onCall', name],
        `"${name}" is not a valid name for a schedule; expected lower-case letters, digits and dashes`,
        'key',
      );
  if (section === undefined || section === null) return undefined;
  return Object.fromEntries(
    Object.entries(section).flatMap(([name, schedule]) => {
      const compiled = compileSchedule(schedule, ['onCall', name], source);
      return compiled === undefined ? [] : [[name, compiled]];
    }),
  );
};
