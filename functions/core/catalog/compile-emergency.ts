import { parseSlackChannelId, parseSlackUserId } from '../names.ts';
import type { Contact, EmergencyRule, Who } from './catalog.ts';
import { compileDuration } from './compile-duration.ts';
import { LONGEST_MINUTES } from './compile-settings.ts';
import { compileWho, countPeople } from './compile-who.ts';
import type { ProblemList } from './problems.ts';
import type { Field, Fields, Named } from './read-fields.ts';
import type { emergencySchema } from './rule-schema.ts';

export type EmergencyFields = Fields<typeof emergencySchema.shape>;

const DAY_MINUTES = 24 * 60;

const parseContact = (text: string): Contact =>
  /^[UW]/.test(text)
    ? { kind: 'user', id: parseSlackUserId(text) }
    : { kind: 'channel', id: parseSlackChannelId(text) };

/** Who may declare an emergency, and what follows from it. Undefined when something of it is wrong, which is told. */
export const compileEmergency = (
  role: Named,
  whole: Field<unknown> | undefined,
  fields: EmergencyFields,
  beside: { readonly approvers: readonly Who[]; readonly minimumMinutes: number; readonly list: ProblemList },
): EmergencyRule | undefined => {
  const { approvers, minimumMinutes, list } = beside;
  const at = whole?.written.keyAt ?? role.written.keyAt;
  const path = whole?.path ?? role.path;
  if (fields.requesters === undefined)
    list.problem(at, path, 'requesters is missing; expected a list of those who may declare an emergency');
  else if (fields.requesters.value?.length === 0)
    list.problem(fields.requesters.written.at, fields.requesters.path, 'the list is empty; write emergency: false');
  const why = 'sessions of a role last 12 hours at most';
  const bounds = { min: minimumMinutes, max: LONGEST_MINUTES, why };
  const maxMinutes = compileDuration(fields.maxDuration, bounds, list) ?? Math.max(60, minimumMinutes);
  const reviewBounds = { min: 1, max: 30 * DAY_MINUTES, why: 'later nobody remembers what it was' };
  const reviewWithinMinutes = compileDuration(fields.reviewWithin, reviewBounds, list) ?? DAY_MINUTES;
  const requesters = compileWho(fields.requesters, list);
  if (approvers.length === 0)
    list.problem(at, path, 'an emergency is judged by the approvers of the role afterwards, and there is none');
  const [only] = approvers;
  if (countPeople(approvers) === 1 && only?.kind === 'user' && requesters.some((one) => isSame(one, only)))
    list.warning(at, path, `nobody could judge an emergency of ${only.id}: they are the only approver`);
  return {
    requesters,
    reviewWithinMinutes,
    contacts: [...new Set(fields.contacts?.value ?? [])].map(parseContact),
    maxMinutes,
  };
};

const isSame = (one: Who, other: { readonly id: string }): boolean => one.kind === 'user' && one.id === other.id;
