import type { Catalog } from '../catalog/catalog.ts';
import type { RequestRefusal } from '../request/decide-request.ts';
import { formatDuration, quote } from '../schedule/duration.ts';
import {
  ACCOUNT_REFUSALS,
  CAPACITY_REFUSALS,
  contactAdmins,
  type Explained,
  type Explanation,
  explainBy,
  explainIdentityRefusal,
  explainLockdown,
  listed,
  unreadNames,
  unreadText,
} from './explain.ts';

/** What an asking was about: `name` as it was typed. */
export interface RequestRefusalContext {
  readonly name: string;
  readonly catalog: Catalog;
}

/** Why a request was refused, and what would work. */
export const explainRequestRefusal = (refusal: RequestRefusal, context: RequestRefusalContext): Explanation =>
  explainBy(REQUEST_REFUSALS, refusal, context);

/** Why nobody could approve a request, with who is left. */
const explainApproversMissing = ({
  name,
  missing,
  left,
}: Extract<RequestRefusal, { kind: 'approvers_missing' }>): Explanation => {
  const needed = missing + left.length;
  const rest = left.length === 0 ? 'no user is left who can give one' : `only ${left.length} can still be given`;
  return {
    why: `The rule of ${name} needs ${needed} ${needed === 1 ? 'approval' : 'approvals'}, and ${rest}: deactivated accounts and the requester do not count.`,
    next: `Have ${missing} more ${missing === 1 ? 'approver' : 'approvers'} added to the rule in the catalog.`,
    ...(left.length === 0
      ? {}
      : { names: { label: 'Can still approve', who: left.map((id) => ({ kind: 'user', id }) as const) } }),
  };
};

/** A time where the zone of the reader is not known: `2030-01-01 12:00 UTC`. */
const utc = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** As one word, so that it can be typed into a command anywhere. */
const compact = (minutes: number): string => formatDuration(minutes).replaceAll(' ', '');

export const REQUEST_REFUSALS: Explained<RequestRefusal, RequestRefusalContext> = {
  ...ACCOUNT_REFUSALS,
  ...CAPACITY_REFUSALS,
  no_identity: (refusal, { catalog }) => ({ ...explainIdentityRefusal(refusal), ...contactAdmins(catalog) }),
  email_unknown: (refusal, { catalog }) => ({ ...explainIdentityRefusal(refusal), ...contactAdmins(catalog) }),
  email_domain_refused: (refusal, { catalog }) => ({ ...explainIdentityRefusal(refusal), ...contactAdmins(catalog) }),
  email_local_part_refused: (refusal, { catalog }) => ({
    ...explainIdentityRefusal(refusal),
    ...contactAdmins(catalog),
  }),
  email_taken: (refusal, { catalog }) => ({ ...explainIdentityRefusal(refusal), ...contactAdmins(catalog) }),
  unknown_access: (refusal) => ({
    why: `There is no role or bundle called ${quote(refusal.name)}.`,
    next:
      refusal.nearest.length === 0
        ? 'See what you can ask for.'
        : `Did you mean ${listed(refusal.nearest, 'or')}? If not, see what you can ask for.`,
    tryThis: '/assume list',
  }),
  not_a_requester: (refusal) => ({
    why:
      refusal.name === refusal.rule.name
        ? `You are not among those who may ask for ${refusal.name}.`
        : `You are not among those who may ask for ${refusal.rule.name}, which ${refusal.name} contains.`,
    next: 'Have an approver of it add you in the catalog, or see what you can ask for.',
    tryThis: '/assume list',
    ...(refusal.rule.approvers.length === 0 ? {} : { contacts: refusal.rule.approvers }),
  }),
  not_for_others: (refusal) => ({
    why: `You may not ask for ${refusal.name} in the name of somebody else.`,
    next: 'Have them ask themselves.',
    tryThis: `/assume ${refusal.name}`,
  }),
  other_refused: (refusal, { name, catalog }) => ({
    why: {
      not_a_member: 'They are no full member of this workspace.',
      not_a_requester: `They are not among those who may have ${name}.`,
      no_identity: 'The catalog does not say who they are in AWS.',
    }[refusal.why],
    next: 'Have the catalog or their account changed, or ask for somebody else.',
    ...contactAdmins(catalog),
  }),
  membership_unknown: (refusal, { catalog }) => ({
    why: `The bot could not read ${unreadText(refusal)}, so it cannot tell whether you can request this.`,
    next: 'Try again in a few minutes. If it keeps failing, tell the operators of the bot.',
    ...unreadNames(refusal),
    ...contactAdmins(catalog),
  }),
  locked_down: (refusal) => explainLockdown(refusal),
  no_emergencies: (refusal, { name }) => ({
    why: `The catalog allows no emergencies for ${refusal.name}.`,
    next: 'Ask in the usual way, and tell its approvers that it is urgent.',
    tryThis: `/assume ${name}`,
  }),
  not_an_emergency_requester: (refusal, { name }) => ({
    why: `You are not among those who may declare an emergency for ${refusal.rule.name}.`,
    next: 'Have one of them do it, or ask in the usual way.',
    tryThis: `/assume ${name}`,
    ...(refusal.rule.emergency === undefined ? {} : { contacts: refusal.rule.emergency.requesters }),
  }),
  emergency_starts_now: (_, { name }) => ({
    why: 'An emergency starts at once, so it takes no start in the future.',
    next: 'Leave the start out, and say why it cannot wait.',
    tryThis: `/assume ${name} --emergency why it cannot wait`,
  }),
  emergency_unreviewed: (refusal, { name }) => ({
    why: `Your previous emergency has not been reviewed yet. The review is due by ${utc(refusal.dueBy)}.`,
    next: 'Have an approver review it first, or request this in the usual way.',
    tryThis: `/assume ${name}`,
  }),
  approvers_missing: (refusal) => explainApproversMissing(refusal),
  too_long: (refusal, { name }) => ({
    why: `The longest for ${name} is ${formatDuration(refusal.maxMinutes)}, and you asked for ${formatDuration(refusal.requestedMinutes)}.`,
    next: `Ask for ${formatDuration(refusal.maxMinutes)} or less.`,
    tryThis: `/assume ${name} ${compact(refusal.maxMinutes)}`,
  }),
  too_short: (refusal, { name }) => ({
    why: `${formatDuration(refusal.minMinutes)} is the shortest that can be asked for, and you asked for ${formatDuration(refusal.requestedMinutes)}.`,
    next: `Ask for ${formatDuration(refusal.minMinutes)} or more.`,
    tryThis: `/assume ${name} ${compact(refusal.minMinutes)}`,
  }),
  time_zone_unknown: (_, { name }) => ({
    why: 'Your time zone is not known, so a time of day says nothing yet.',
    next: 'Say how long instead, or set the time zone in your Slack profile and try again in a few minutes.',
    tryThis: `/assume ${name} 1h`,
  }),
  already_past: (refusal) => ({
    why: `${capital(refusal.why)}.`,
    next: `Write "${refusal.tryThis}" if you mean that, or say how long, such as 1h.`,
  }),
  ends_before_start: (_, { name }) => ({
    why: 'The end you asked for is not after the start.',
    next: 'Give a later end, or say how long it should last from the start.',
    tryThis: `/assume ${name} from 14:00 1h`,
  }),
  start_said_twice: () => ({
    why: 'The start is said twice: in words, and by the calendar.',
    next: 'Say it once: leave out "from" where it says how long, or empty this field.',
  }),
  start_passed: () => ({
    why: 'This start has passed already.',
    next: 'Choose a later one, or none: then it starts as soon as it is approved.',
  }),
  starts_too_late: (refusal) => ({
    why: `A start can be ${refusal.maxDays} days away at most.`,
    next: 'Choose an earlier one, or ask again when it is nearer.',
  }),
  reason_missing: (_, { name }) => ({
    why: `A reason is needed for ${name}.`,
    next: 'Say why you need it.',
    tryThis: `/assume ${name} why you need it`,
  }),
  ticket_missing: (refusal, { name }) => ({
    why: `The reason for ${name} has to name a ticket, and yours does not.`,
    next: `Put one into the reason that matches ${refusal.pattern}`,
  }),
};
