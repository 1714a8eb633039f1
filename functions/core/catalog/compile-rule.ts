import { parseSlackChannelId } from '../names.ts';
import { formatDuration } from '../schedule/duration.ts';
import type { RoleRule } from './catalog.ts';
import { compileDuration } from './compile-duration.ts';
import type { EmergencyFields } from './compile-emergency.ts';
import { compileEmergency } from './compile-emergency.ts';
import type { EscalationFields } from './compile-escalation.ts';
import { compileEscalation } from './compile-escalation.ts';
import type { ExtendFields } from './compile-extend.ts';
import { compileExtend } from './compile-extend.ts';
import { LONGEST_MINUTES } from './compile-settings.ts';
import { compileWho, countPeople } from './compile-who.ts';
import { expectedBy } from './field.ts';
import type { ProblemList } from './problems.ts';
import type { Field, Fields, Named } from './read-fields.ts';
import { readFields, tellWrongKind } from './read-fields.ts';
import { defaultsSchema, durationSchema, emergencySchema, escalationSchema, extendSchema } from './rule-schema.ts';
import { explainPattern } from './ticket-pattern.ts';
import { searchTicket } from './ticket-search.ts';

type RuleFields = Fields<typeof defaultsSchema.shape>;
type DurationFields = Fields<typeof durationSchema.shape>;

/** What was written of a rule: in a role, in `defaults`, or in both together. */
export interface WrittenRule {
  readonly fields: RuleFields;
  readonly duration: DurationFields;
  /** Absent where it was not written, or dropped by `false`. */
  readonly extend?: ExtendFields;
  readonly emergency?: EmergencyFields;
  readonly escalation?: EscalationFields;
}

/** What a rule says, besides which role it is for. */
export type CompiledRule = Omit<RoleRule, 'name' | 'arn' | 'accountId' | 'accountName' | 'description'>;

/** Reads the part of a rule that is a map itself. */
export const readRule = (fields: RuleFields, list: ProblemList): WrittenRule => {
  const { duration, extend, emergency, escalation } = fields;
  const expected = 'a map such as { default: 1h, max: 8h }';
  return {
    fields,
    duration:
      duration === undefined ? {} : readFields(duration.written, duration.path, durationSchema.shape, list, expected),
    ...(isMap(extend, list) ? { extend: readFields(extend.written, extend.path, extendSchema.shape, list) } : {}),
    ...(isMap(emergency, list)
      ? { emergency: readFields(emergency.written, emergency.path, emergencySchema.shape, list) }
      : {}),
    ...(isMap(escalation, list)
      ? { escalation: readFields(escalation.written, escalation.path, escalationSchema.shape, list) }
      : {}),
  };
};

/** Whether a field is there to be read; `false` drops what defaults say, and anything else is told. */
const isMap = <Value>(field: Field<Value> | undefined, list: ProblemList): field is Field<Value> => {
  if (field === undefined || field.written.value === false) return false;
  if (field.written.kind === 'map') return true;
  const { extend, emergency, escalation } = defaultsSchema.shape;
  const schema = { extend, escalation }[String(field.path.at(-1))] ?? emergency;
  tellWrongKind(field.written, field.path, expectedBy(schema), list);
  return false;
};

/** A role's own rule over the defaults; of the duration each half by itself. */
export const mergeRules = (defaults: WrittenRule, own: WrittenRule): WrittenRule => ({
  fields: { ...defaults.fields, ...own.fields },
  duration: { ...defaults.duration, ...own.duration },
  ...mergeMap('extend', defaults, own),
  ...mergeMap('emergency', defaults, own),
  ...mergeMap('escalation', defaults, own),
});

const mergeMap = (
  key: 'extend' | 'emergency' | 'escalation',
  defaults: WrittenRule,
  own: WrittenRule,
): Partial<WrittenRule> => {
  const isDropped = own.fields[key] !== undefined && own[key] === undefined;
  const isWritten = own[key] !== undefined || defaults[key] !== undefined;
  return isDropped || !isWritten ? {} : { [key]: { ...defaults[key], ...own[key] } };
};

/** The rule of a role. Undefined when something of it is wrong, which is told. */
export const compileRule = (
  role: Named,
  { fields, duration, extend, emergency, escalation }: WrittenRule,
  {
    minimumMinutes,
    lapseAfterMinutes,
    list,
  }: { readonly minimumMinutes: number; readonly lapseAfterMinutes: number; readonly list: ProblemList },
): CompiledRule | undefined => {
  const durationMinutes = compileDurations(duration, minimumMinutes, list);
  const [requesters, approvers] = [compileWho(fields.requesters, list), compileWho(fields.approvers, list)];
  const approvals = fields.approvals?.value ?? 1;
  const allowSelfApproval = fields.allowSelfApproval?.value ?? false;
  requireSomebody(fields.requesters, role, 'requesters', 'ask', list);
  if (approvals > 0) requireSomebody(fields.approvers, role, 'approvers', 'approve', list);
  if (fields.channel === undefined) tellMissing(role, 'channel', 'a Slack channel id such as C0APPROVALS', list);
  checkApprovals(role, fields, { requesters, approvers, approvals, allowSelfApproval }, list);
  const ticket = compileTicket(fields, list);
  const extendRule = durationMinutes && extend && compileExtend(role, fields.extend, extend, { durationMinutes, list });
  const emergencyRule =
    emergency && compileEmergency(role, fields.emergency, emergency, { approvers, minimumMinutes, list });
  const escalationRule =
    escalation && compileEscalation(role, fields.escalation, escalation, { lapseAfterMinutes, list });
  const onBehalfOf = compileWho(fields.onBehalfOf, list);
  const [risk, notifyApprovers] = [fields.risk?.value, fields.notifyApprovers?.value];
  if (durationMinutes === undefined || fields.channel?.value === undefined) return undefined;
  return {
    durationMinutes,
    requesters,
    approvers,
    approvals,
    allowSelfApproval,
    reason: ticket === undefined ? (fields.reason?.value ?? 'required') : 'required',
    ...(ticket === undefined ? {} : { ticket }),
    channel: parseSlackChannelId(fields.channel.value),
    ...(onBehalfOf.length === 0 ? {} : { onBehalfOf }),
    ...(risk === undefined ? {} : { risk }),
    ...(notifyApprovers === undefined ? {} : { notifyApprovers }),
    ...(escalationRule === undefined ? {} : { escalation: escalationRule }),
    ...(extendRule === undefined ? {} : { extend: extendRule }),
    ...(emergencyRule === undefined ? {} : { emergency: emergencyRule }),
  };
};

const tellMissing = ({ written, path }: Named, key: string, expected: string, list: ProblemList): void =>
  list.problem(written.keyAt, path, `${key} is missing; expected ${expected}, here or under defaults`);

const requireSomebody = (
  field: Field<readonly unknown[]> | undefined,
  role: Named,
  key: string,
  verb: string,
  list: ProblemList,
): void => {
  if (field === undefined) tellMissing(role, key, `a list of those who may ${verb}`, list);
  else if (field.value?.length === 0)
    list.problem(field.written.at, field.path, `the list is empty, so nobody could ${verb}; expected at least one`);
};

const compileDurations = (
  { default: usual, max: longest }: DurationFields,
  minimumMinutes: number,
  list: ProblemList,
): RoleRule['durationMinutes'] | undefined => {
  const why = `the shortest is settings.minimumDuration, and sessions of a role last ${formatDuration(LONGEST_MINUTES)} at most`;
  const bounds = { min: minimumMinutes, max: LONGEST_MINUTES, why };
  const [writtenUsual, writtenLongest] = [compileDuration(usual, bounds, list), compileDuration(longest, bounds, list)];
  if ((usual && writtenUsual === undefined) || (longest && writtenLongest === undefined)) return undefined;
  const max = writtenLongest ?? writtenUsual ?? Math.max(60, minimumMinutes);
  const standard = writtenUsual ?? Math.min(Math.max(60, minimumMinutes), max);
  if (usual !== undefined && standard > max)
    list.problem(
      usual.written.at,
      usual.path,
      `the default of ${formatDuration(standard)} is longer than the max of ${formatDuration(max)} (line ${longest?.written.at.line})`,
    );
  return { default: standard, max };
};

const checkApprovals = (
  role: Named,
  fields: RuleFields,
  rule: Pick<RoleRule, 'requesters' | 'approvers' | 'approvals' | 'allowSelfApproval'>,
  list: ProblemList,
): void => {
  const { approvers, approvals } = rule;
  const known = countPeople(approvers);
  if (known === undefined || known === 0 || fields.approvers?.value === undefined) return;
  const { at, keyAt } = fields.approvals?.written ?? role.written;
  const path = fields.approvals?.path ?? role.path;
  if (approvals > known) {
    const message = `${approvals} different people would have to approve, and approvers names ${known}; no request could ever be approved`;
    list.problem(fields.approvals === undefined ? keyAt : at, path, message);
    return;
  }
  if (rule.allowSelfApproval || approvals < known) return;
  // Everybody listed has to approve: whoever of them asks is one approver short.
  const stuck = rule.requesters.flatMap((one) => {
    const isApprover = one.kind === 'user' && approvers.some((other) => other.kind === 'user' && other.id === one.id);
    return isApprover ? one.id : [];
  });
  if (stuck.length > 0)
    list.warning(
      role.written.keyAt,
      role.path,
      `what ${stuck.join(' or ')} asks for could never be approved: people cannot approve for themselves, and too few others may; add approvers or allowSelfApproval`,
    );
};

const compileTicket = ({ ticket, reason }: RuleFields, list: ProblemList): string | undefined => {
  if (typeof ticket?.value !== 'string') return undefined;
  const { at } = ticket.written;
  const why = explainPattern(ticket.value);
  if (why !== undefined) list.problem(at, ticket.path, `the pattern "${ticket.value}" cannot be used: ${why}`);
  else if (searchTicket(ticket.value, '').isFound)
    list.warning(at, ticket.path, `the pattern "${ticket.value}" is found in any text, so it asks for nothing`);
  if (reason?.value === 'optional')
    list.problem(
      reason.written.at,
      reason.path,
      `a ticket is asked for (line ${at.line}), so a reason is required; expected required, or ticket: false`,
    );
  return ticket.value;
};
