import { parseSlackChannelId } from '../names.ts';
import { parseDuration } from '../schedule/duration.ts';
import type { Settings } from './catalog.ts';
import { compileDuration } from './compile-duration.ts';
import { compileWho } from './compile-who.ts';
import type { ProblemList } from './problems.ts';
import type { Field } from './read-fields.ts';
import { readFields } from './read-fields.ts';
import { settingsSchema } from './schema.ts';
import type { Written } from './source.ts';

/** No access lasts longer: a session of an IAM role cannot. */
export const LONGEST_MINUTES = 12 * 60;
const DAY_MINUTES = 24 * 60;
const DEFAULT_REMINDERS = ['30m', '2h', '6h'];

/** Reads the settings section; what is not written gets its default. */
export const compileSettings = (section: Written | undefined, list: ProblemList): Settings => {
  const fields = section === undefined ? {} : readFields(section, ['settings'], settingsSchema.shape, list);
  const lapseBounds = {
    min: 1,
    max: 30 * DAY_MINUTES,
    why: 'a request that waits longer is forgotten by those who asked',
  };
  const remindBounds = { min: 1, max: LONGEST_MINUTES, why: 'nothing is held longer than 12 hours at once' };
  const minimumBounds = { min: 1, max: LONGEST_MINUTES, why: 'sessions of a role last 12 hours at most' };
  const channel = fields.operatorsChannel?.value;
  const reminders = (fields.reminders?.value ?? DEFAULT_REMINDERS).flatMap((text) => {
    const parsed = parseDuration(text);
    return parsed.kind === 'minutes' ? parsed.minutes : [];
  });
  tellWrongOrder(fields.reminders, reminders, list);
  return {
    retentionDays: fields.retentionDays?.value ?? 400,
    lapseAfterMinutes: compileDuration(fields.lapseAfter, lapseBounds, list) ?? DAY_MINUTES,
    minimumMinutes: compileDuration(fields.minimumDuration, minimumBounds, list) ?? 1,
    remindBeforeEndMinutes: compileDuration(fields.remindBeforeEnd, remindBounds, list) ?? 10,
    reminderMinutes: reminders,
    ...(channel === undefined ? {} : { operatorsChannel: parseSlackChannelId(channel) }),
    admins: compileWho(fields.admins, list),
  };
};

/** Reminders come one after the other: one that is not later than the one before would never come. */
const tellWrongOrder = (
  field: Field<readonly string[]> | undefined,
  minutes: readonly number[],
  list: ProblemList,
): void => {
  const index = minutes.findIndex((one, place) => place > 0 && one <= (minutes[place - 1] ?? 0));
  const item = field?.written.items[index];
  if (item === undefined || field === undefined) return;
  list.problem(item.at, [...field.path, index], `${item.text} is not later than the one before it`);
};
