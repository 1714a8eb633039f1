/** The time zone and locale in which a time is shown. */
export interface Reader {
  readonly timeZone: string;
  readonly now: Date;
}

const format = (at: Date, timeZone: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-US', { timeZone, ...options }).format(at);

const dayOf = (at: Date, timeZone: string): number => {
  const [month = 1, day = 1, year = 1970] = format(at, timeZone, { year: 'numeric', month: 'numeric', day: 'numeric' })
    .split('/')
    .map(Number);
  return Date.UTC(year, month - 1, day) / 86_400_000;
};

const NEAR: Readonly<Record<number, string>> = { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' };

/** Tokens with `_pretty` show yesterday, today or tomorrow where that applies. */
const pretty = (at: Date, { timeZone, now }: Reader, otherwise: string): string =>
  NEAR[dayOf(at, timeZone) - dayOf(now, timeZone)] ?? otherwise;

const ordinal = (day: number): string => {
  const rest = day % 100;
  if (rest >= 11 && rest <= 13) return `${day}th`;
  return `${day}${['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'}`;
};

const longDate = (at: Date, timeZone: string, weekday: boolean): string => {
  const day = ordinal(Number(format(at, timeZone, { day: 'numeric' })));
  const month = format(at, timeZone, { month: 'long' });
  const year = format(at, timeZone, { year: 'numeric' });
  return `${weekday ? `${format(at, timeZone, { weekday: 'long' })}, ` : ''}${month} ${day}, ${year}`;
};

const token = (name: string, at: Date, reader: Reader): string | undefined => {
  const { timeZone } = reader;
  const short = () => format(at, timeZone, { year: 'numeric', month: 'short', day: 'numeric' });
  switch (name) {
    case 'date_num':
      return new Date(dayOf(at, timeZone) * 86_400_000).toISOString().slice(0, 10);
    case 'date':
      return longDate(at, timeZone, false);
    case 'date_pretty':
      return pretty(at, reader, longDate(at, timeZone, false));
    case 'date_short':
      return short();
    case 'date_short_pretty':
      return pretty(at, reader, short());
    case 'date_long':
      return longDate(at, timeZone, true);
    case 'date_long_pretty':
      return pretty(at, reader, longDate(at, timeZone, true));
    case 'time':
      return format(at, timeZone, { hour: 'numeric', minute: '2-digit' });
    case 'time_secs':
      return format(at, timeZone, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
    default:
      return undefined;
  }
};

/** A time in Slack's date format, in the reader's time zone. An unknown token returns the fallback. */
export const formatSlackDate = (epochSeconds: number, pattern: string, fallback: string, reader: Reader): string => {
  const at = new Date(epochSeconds * 1000);
  let isKnown = true;
  const formatted = pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = token(name, at, reader);
    isKnown = isKnown && value !== undefined;
    return value ?? '';
  });
  return isKnown ? formatted : fallback;
};

/** The time of a message, as `9:41 AM`. */
export const clockTime = (at: Date, timeZone: string): string =>
  format(at, timeZone, { hour: 'numeric', minute: '2-digit' });

/** The time with seconds, as `09:41:07`, for the end of access. */
export const clockSeconds = (at: Date, timeZone: string): string =>
  format(at, timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** The date of a message, as a heading between days. */
export const dayHeading = (at: Date, reader: Reader): string => {
  const day = pretty(at, reader, longDate(at, reader.timeZone, true));
  return day.charAt(0).toUpperCase() + day.slice(1);
};

/** The UTC offset of a time zone at a given time, in milliseconds. */
const offsetAt = (at: Date, timeZone: string): number => {
  const parts = format(at, timeZone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (parts.match(/\d+/g) ?? []).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at.getTime() / 1000) * 1000;
};

/**
 * Converts the value of a date and time field, `2030-01-02T09:30` in the user's time zone, to seconds since the epoch.
 */
export const epochSecondsOf = (local: string, timeZone: string): number => {
  const asUtc = new Date(`${local}:00Z`);
  // Near a clock change, the offset at the guess can be wrong. The second lookup corrects it.
  const guess = new Date(asUtc.getTime() - offsetAt(asUtc, timeZone));
  return (asUtc.getTime() - offsetAt(guess, timeZone)) / 1000;
};

/** The inverse: converts seconds since the epoch to the value of a date and time field. */
export const localDateTime = (epochSeconds: number, timeZone: string): string => {
  const at = new Date(epochSeconds * 1000);
  return new Date(at.getTime() + offsetAt(at, timeZone)).toISOString().slice(0, 16);
};
