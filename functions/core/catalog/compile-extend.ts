import { formatDuration } from '../schedule/duration.ts';
import type { ExtendRule, RoleRule } from './catalog.ts';
import { compileDuration } from './compile-duration.ts';
import { LONGEST_MINUTES } from './compile-settings.ts';
import type { ProblemList } from './problems.ts';
import type { Field, Fields, Named } from './read-fields.ts';
import type { extendSchema } from './rule-schema.ts';

export type ExtendFields = Fields<typeof extendSchema.shape>;

const MOST_TOTAL_MINUTES = 7 * 24 * 60;

/** How a role may be extended. Undefined when something of it is wrong, which is told. */
export const compileExtend = (
  role: Named,
  whole: Field<unknown> | undefined,
  { by, automatic, maxTotal }: ExtendFields,
  beside: { readonly durationMinutes: RoleRule['durationMinutes']; readonly list: ProblemList },
): ExtendRule | undefined => {
  const { durationMinutes, list } = beside;
  const at = whole?.written.keyAt ?? role.written.keyAt;
  const path = whole?.path ?? role.path;
  if (by === undefined)
    list.problem(at, path, 'by is missing; expected a duration such as 1h: what one extension adds');
  const byMinutes = compileDuration(
    by,
    { min: 1, max: LONGEST_MINUTES, why: 'nothing is granted for longer at once' },
    list,
  );
  const why = 'who needs a role for longer than a week needs another one';
  const written = compileDuration(maxTotal, { min: 1, max: MOST_TOTAL_MINUTES, why }, list);
  if (byMinutes === undefined || (maxTotal !== undefined && written === undefined)) return undefined;
  const maxTotalMinutes = written ?? durationMinutes.max;
  if (maxTotalMinutes <= durationMinutes.default) {
    const total = `${maxTotal === undefined ? 'the longest of all (maxTotal, here duration.max)' : 'maxTotal'} is ${formatDuration(maxTotalMinutes)}`;
    const usual = `what is granted by default lasts ${formatDuration(durationMinutes.default)}`;
    list.problem(
      maxTotal?.written.at ?? at,
      maxTotal?.path ?? path,
      `${total}, and ${usual}: it could never be extended`,
    );
  }
  return { byMinutes, automatic: automatic?.value ?? false, maxTotalMinutes };
};
