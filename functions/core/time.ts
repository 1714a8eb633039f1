/** The whole second a time lies in: IAM policies and we speak of seconds. */
export const wholeSecond = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000);

/** A time as IAM policies write it, `2030-01-01T12:00:00Z`. */
export const isoSeconds = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

export const addMinutes = (time: Date, minutes: number): Date => new Date(time.getTime() + minutes * 60_000);
export const addDays = (time: Date, days: number): Date => addMinutes(time, days * 24 * 60);
export const addSeconds = (time: Date, seconds: number): Date => new Date(time.getTime() + seconds * 1000);

/** The earliest of some times; undefined when there is none. */
export const earliest = (times: readonly (Date | undefined)[]): Date | undefined =>
  times.reduce(
    (first, time) => (time !== undefined && (first === undefined || time < first) ? time : first),
    undefined,
  );

/** The latest of some times; undefined when there is none. */
export const latest = (times: readonly Date[]): Date | undefined =>
  times.reduce<Date | undefined>((last, time) => (last === undefined || time > last ? time : last), undefined);

/** The later of two times. */
export const later = (time: Date, other: Date): Date => new Date(Math.max(time.getTime(), other.getTime()));
/** The earlier of two times. */
export const earlier = (time: Date, other: Date): Date => new Date(Math.min(time.getTime(), other.getTime()));
