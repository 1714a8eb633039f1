import { parseDuration } from '../../functions/core/schedule/duration.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { UsageError } from './errors.ts';

/** Parses a time option: a day, or a day with a time. Throws UsageError. */
export const timeOf = (option: string, text: string | undefined): Date | undefined => {
  if (text === undefined) return undefined;
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z?)?$/.test(text);
  const at = new Date(/T.*[^Z]$/.test(text) ? `${text}Z` : text);
  if (!isTime || Number.isNaN(at.getTime())) throw new UsageError(hubText.invalidTime(option, text));
  return at;
};

/** Parses a duration option in minutes. Throws UsageError. */
export const minutesOf = (option: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const parsed = parseDuration(text);
  if (parsed.kind === 'minutes') return parsed.minutes;
  throw new UsageError(hubText.invalidOption(option, parsed.why, parsed.tryThis));
};
