import type { EscalationRule } from './catalog.ts';
import { compileDuration } from './compile-duration.ts';
import { compileWho } from './compile-who.ts';
import type { ProblemList } from './problems.ts';
import type { Field, Fields, Named } from './read-fields.ts';
import type { escalationSchema } from './rule-schema.ts';

export type EscalationFields = Fields<typeof escalationSchema.shape>;

const MOST_WAITING_MINUTES = 30 * 24 * 60;

/** Who may approve besides when nobody did for a while. Undefined when something of it is wrong, which is told. */
export const compileEscalation = (
  role: Named,
  whole: Field<unknown> | undefined,
  { after, approvers }: EscalationFields,
  { lapseAfterMinutes, list }: { readonly lapseAfterMinutes: number; readonly list: ProblemList },
): EscalationRule | undefined => {
  const at = whole?.written.keyAt ?? role.written.keyAt;
  const path = whole?.path ?? role.path;
  if (after === undefined)
    list.problem(at, path, 'after is missing; expected a duration such as 2h: how long the approvers have before');
  if (approvers === undefined)
    list.problem(at, path, 'approvers is missing; expected a list of those who may approve from then on');
  else if (approvers.value?.length === 0)
    list.problem(approvers.written.at, approvers.path, 'the list is empty; write escalation: false');
  const bounds = { min: 1, max: MOST_WAITING_MINUTES, why: 'no request waits longer' };
  const afterMinutes = compileDuration(after, bounds, list);
  if (afterMinutes === undefined || approvers?.value === undefined) return undefined;
  if (after !== undefined && afterMinutes >= lapseAfterMinutes)
    list.warning(
      after.written.at,
      after.path,
      'requests lapse before that (settings.lapseAfter), so it never comes to it',
    );
  return { afterMinutes, approvers: compileWho(approvers, list) };
};
