import { formatDuration, parseDuration } from '../schedule/duration.ts';
import type { ProblemList } from './problems.ts';
import type { Field } from './read-fields.ts';

/** Minutes of a duration field within bounds; undefined when it is absent or wrong, which is told. */
export const compileDuration = (
  field: Field<string> | undefined,
  bounds: { readonly min: number; readonly max: number; readonly why: string },
  list: ProblemList,
): number | undefined => {
  if (field?.value === undefined) return undefined;
  const { at } = field.written;
  const parsed = parseDuration(field.value);
  if (parsed.kind === 'not_a_duration') {
    list.problem(at, field.path, `${parsed.why}; write it as ${parsed.tryThis}`);
    return undefined;
  }
  const { minutes } = parsed;
  if (minutes >= bounds.min && minutes <= bounds.max) return minutes;
  const [found, bound] =
    minutes < bounds.min
      ? ['shorter', `least is ${formatDuration(bounds.min)}`]
      : ['longer', `most is ${formatDuration(bounds.max)}`];
  list.problem(at, field.path, `${field.value} is ${found} than can be; the ${bound} (${bounds.why})`);
  return undefined;
};
