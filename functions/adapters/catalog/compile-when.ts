import { type Hours, WEEKDAYS, type Weekday, type When } from '../../core/rules/when.ts';
import { formatDuration } from '../../core/schedule/duration.ts';
import { wallClockIn } from '../../core/schedule/wall-clock.ts';
import { compileWho, type WhoDraft } from './compile-who.ts';
import type { Path } from './problems.ts';
import type { RuleInput } from './rule-context.ts';
import { minutesOf } from './schema-parts.ts';

interface HoursDraft {
  readonly days?: readonly string[];
  readonly from?: string;
  readonly until?: string;
  readonly zone?: string;
}

export interface WhenDraft {
  readonly requester?: WhoDraft;
  readonly duration?: { readonly min?: string; readonly max?: string };
  readonly hours?: HoursDraft | readonly HoursDraft[];
  readonly emergency?: boolean;
  readonly start?: 'now' | 'scheduled';
}

/** `mon-fri` as days. `fri-mon` goes over the end of the week. */
const daysOf = (text: string): readonly Weekday[] => {
  const [first = '', last = first] = text.split('-');
  const [from, to] = [WEEKDAYS.indexOf(first as Weekday), WEEKDAYS.indexOf(last as Weekday)];
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, day) => WEEKDAYS[(from + day) % 7] as Weekday);
};

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const compileOne = ({ days, from, until, zone }: HoursDraft, path: Path, { source }: RuleInput): readonly Hours[] => {
  if (days === undefined || from === undefined || until === undefined || zone === undefined) return [];
  if (wallClockIn(zone) === undefined)
    source.problem([...path, 'zone'], `there is no time zone "${zone}"; expected a name such as Europe/Berlin`);
  if (from === until || from === '24:00')
    source.problem(
      [...path, 'from'],
      `from ${from} until ${until} is no time at all; for whole days, write from: "00:00", until: "24:00"`,
    );
  return [{ days: [...new Set(days.flatMap(daysOf))], fromMinute: minuteOf(from), untilMinute: minuteOf(until), zone }];
};

const isList = (hours: HoursDraft | readonly HoursDraft[]): hours is readonly HoursDraft[] => Array.isArray(hours);

/** Hours, or a list of hours. */
export const compileHours = (
  hours: HoursDraft | readonly HoursDraft[],
  path: Path,
  input: RuleInput,
): readonly Hours[] =>
  isList(hours)
    ? hours.flatMap((one, index) => compileOne(one, [...path, index], input))
    : compileOne(hours, path, input);

/** What a request has to meet for a rule; undefined for a rule that applies to every request. */
export const compileWhen = (draft: WhenDraft | undefined, path: Path, input: RuleInput): When | undefined => {
  if (draft === undefined || Object.keys(draft).length === 0) return undefined;
  const { requester, duration, hours, emergency, start } = draft;
  const { source } = input;
  if (requester?.length === 0) source.problem([...path, 'requester'], 'the list is empty, so the rule never applies');
  const [min, max] = [duration?.min, duration?.max].map((text) => (text === undefined ? undefined : minutesOf(text)));
  if (min !== undefined && max !== undefined && min > max)
    source.problem(
      [...path, 'duration', 'min'],
      `the min of ${formatDuration(min)} is longer than the max of ${formatDuration(max)}, so the rule never applies`,
    );
  return {
    ...(requester === undefined ? {} : { requester: compileWho(requester, [...path, 'requester'], input) }),
    ...(duration === undefined
      ? {}
      : {
          duration: {
            ...(min === undefined ? {} : { minMinutes: min }),
            ...(max === undefined ? {} : { maxMinutes: max }),
          },
        }),
    ...(hours === undefined ? {} : { hours: compileHours(hours, [...path, 'hours'], input) }),
    ...(emergency === undefined ? {} : { emergency }),
    ...(start === undefined ? {} : { start }),
  };
};
