import type { Catalog } from '../../core/catalog/catalog.ts';
import { clockChanges } from '../../core/schedule/clock-changes.ts';
import { dayNumber, type Rotation } from '../../core/schedule/rotation.ts';
import { handoverOn } from '../../core/schedule/shift.ts';
import { shownIn } from '../../core/schedule/shown-time.ts';
import { wallClockIn } from '../../core/schedule/wall-clock.ts';
import type { Path } from './problems.ts';
import type { Source } from './read.ts';

const YEAR_MS = 366 * 86_400_000;

const timeIn = (ms: number, zone: string): string => `${shownIn(ms, zone)} (${zone})`;

/** Warns that no one is on call yet. */
const checkBegin = (rotation: Rotation, firstMs: number, path: Path, now: Date, source: Source): void => {
  const { zone, overrides } = rotation;
  if (firstMs <= now.getTime()) return;
  const but = overrides.some(({ fromMs }) => fromMs < firstMs) ? ', except in overrides' : '';
  source.warning([...path, 'from'], `no one is on call before ${timeIn(firstMs, zone)}, the first handover${but}`);
};

/** Warns of overrides of a time in which the rotation has not begun. They apply anyway. */
const checkOverrides = ({ zone, overrides }: Rotation, firstMs: number, path: Path, source: Source): void => {
  for (const [index, { fromMs }] of overrides.entries())
    if (fromMs < firstMs)
      source.warning(
        [...path, 'overrides', index, 'from'],
        `this override begins before the first handover, ${timeIn(firstMs, zone)}; correct one of the two`,
      );
};

/** Warns of handovers in the coming year at a time that the clocks skip on that day. */
const checkHandovers = (rotation: Rotation, path: Path, now: Date, source: Source): void => {
  const { zone, shiftDays, fromDay } = rotation;
  const clock = wallClockIn(zone);
  if (clock === undefined) return;
  const changes = clockChanges(clock, now.getTime(), now.getTime() + YEAR_MS);
  const moved = changes.flatMap((change) => {
    const { year, month, day } = clock.at(new Date(change));
    const since = dayNumber(year, month, day) - fromDay;
    const handover = since > 0 && since % shiftDays === 0 ? handoverOn(rotation, fromDay + since) : undefined;
    return handover === undefined || handover.isShown ? [] : shownIn(handover.at.getTime(), zone);
  });
  if (moved.length > 0)
    source.warning(
      [...path, 'from'],
      `the clocks of ${zone} are put forward over the time of a handover, which is then at ${moved.join(' and ')}; choose another time if that is not intended`,
    );
};

/** Warns of rotations that have not begun, and of times that are probably mistakes. */
export const checkRotations = (onCall: Catalog['onCall'], source: Source, now: Date): void => {
  for (const [name, schedule] of Object.entries(onCall ?? {})) {
    if (schedule.kind !== 'rotation') continue;
    const path = ['onCall', name];
    const firstMs = handoverOn(schedule, schedule.fromDay)?.at.getTime() ?? 0;
    checkBegin(schedule, firstMs, path, now, source);
    checkOverrides(schedule, firstMs, path, source);
    checkHandovers(schedule, path, now, source);
  }
};
