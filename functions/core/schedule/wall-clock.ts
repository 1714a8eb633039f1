const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MOST_SEEN = 500;

/** What a clock on the wall of some place shows. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** A reader of the clocks of one time zone. */
export interface WallClock {
  /** What the clock shows at a moment. */
  readonly at: (moment: Date) => WallTime;
  /**
   * When the clock shows a time of day, `daysLater` days after `moment`, in order: twice when the clock is put back
   * over that time; when it is put forward over it, the time of the change.
   */
  readonly momentsOf: (hour: number, minute: number, moment: Date, daysLater: number) => readonly Date[];
}

/** The milliseconds since 1970 of a time, if the clock showed UTC. */
export const asIfUtc = (time: WallTime): number =>
  Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute);

/** The first minute in which a clock has been put to another offset, between two moments of which it is known. */
export const changeBetween = (offsetMsAt: (ms: number) => number, fromMs: number, toMs: number): number => {
  let [before, after] = [fromMs, toMs];
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / (2 * MINUTE_MS)) * MINUTE_MS;
    if (offsetMsAt(middle) === offsetMsAt(fromMs)) before = middle;
    else after = middle;
  }
  return after;
};

// Intl needs longer to make a clock than to read it.
const clocks = new Map<string, WallClock>();

/** The clocks of an IANA time zone; undefined when there is no such zone. */
export const wallClockIn = (timeZone: string): WallClock | undefined => {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const format = formatFor(timeZone);
  if (format === undefined) return undefined;
  const read = (moment: Date): WallTime => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return {
      year: part('year'),
      month: part('month'),
      day: part('day'),
      hour: part('hour'),
      minute: part('minute'),
    };
  };
  // The rules of a catalog are judged at the same few moments again and again.
  const seen = new Map<number, WallTime>();
  const at = (moment: Date): WallTime => {
    const minute = Math.floor(moment.getTime() / MINUTE_MS);
    const time = seen.get(minute) ?? read(moment);
    if (seen.size >= MOST_SEEN) seen.clear();
    seen.set(minute, time);
    return time;
  };
  const offsetMsAt = (ms: number): number => asIfUtc(at(new Date(ms))) - Math.floor(ms / MINUTE_MS) * MINUTE_MS;

  const momentsOf = (hour: number, minute: number, moment: Date, daysLater: number): readonly Date[] => {
    const today = at(moment);
    const shown = Date.UTC(today.year, today.month - 1, today.day + daysLater, hour, minute);
    const offsets = [...new Set([offsetMsAt(shown - DAY_MS), offsetMsAt(shown + DAY_MS)])];
    // A clock that is put back has the larger offset before: its moments are in order.
    const exact = offsets.map((offset) => shown - offset).filter((ms) => ms + offsetMsAt(ms) === shown);
    const found = exact.length > 0 ? exact : [changeBetween(offsetMsAt, shown - DAY_MS, shown + DAY_MS)];
    return found.map((ms) => new Date(ms));
  };
  const clock = { at, momentsOf };
  clocks.set(timeZone, clock);
  return clock;
};

const formatFor = (timeZone: string): Intl.DateTimeFormat | undefined => {
  try {
    return new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};
