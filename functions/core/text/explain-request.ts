import type { Catalog } from '../catalog/catalog.ts';
import type { RequestRefusal } from '../request/decide-request.ts';
import type { NoRule } from '../rules/choose.ts';
import { formatDuration } from '../schedule/duration.ts';
import { count, didYouMean, type Explained, explainBy, unknownName, unreadNames, unreadText } from './explain.ts';
import { ACCOUNT_REFUSALS, IDENTITY_REFUSALS } from './explain-account.ts';
import { CAPACITY_REFUSALS } from './explain-capacity.ts';
import { explainLockdown, explainNoMfa } from './explain-unmet.ts';
import { ticketText } from './phrases.ts';
import { utc } from './plain.ts';
import { failedTexts } from './rule-parts.ts';
import { again, type Typed } from './suggestions.ts';

/** What a request was about, as it was typed. */
export interface RequestRefusalContext extends Typed {
  readonly catalog: Catalog;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const OTHER_REFUSED = {
  not_a_member: () => 'That user is not a full member of this workspace.',
  not_a_requester: (name: string) => `That user is not among the requesters of ${name}.`,
  no_identity: () => 'The catalog does not contain the AWS identity of that user.',
} as const;

const whyNot = ({ rule = '', failed }: NoRule['rules'][number]): string =>
  `${rule === '' ? 'its rule' : `"${rule}"`}: ${failedTexts(failed, 'you are')}`;

export const REQUEST_REFUSALS: Explained<RequestRefusal, [RequestRefusalContext]> = {
  ...ACCOUNT_REFUSALS,
  ...IDENTITY_REFUSALS,
  ...CAPACITY_REFUSALS,
  unknown_access: ({ name, nearest }, context) => {
    const [only, ...others] = nearest;
    const isOne = only !== undefined && others.length === 0;
    return {
      why: unknownName(name),
      next: isOne ? `Did you mean ${only}?` : didYouMean(nearest, 'List what you can request.'),
      tryThis: isOne ? again(context, { name: only }) : '/assume list',
    };
  },
  no_rule: ({ name, rules }) => ({
    why: `No rule of ${name} applies to this request (${rules.map(whyNot).join('; ')}).`,
    next: 'Request a length or time that a rule is for, or ask the maintainers of the catalog to add one.',
    tryThis: '/assume list',
  }),
  rule_refuses: ({ name, rule, why }) => ({
    why: `${rule === undefined ? 'The catalog' : `The rule "${rule}" of ${name}`} refuses this request: ${why}`,
    next: 'Change the request, or list what you can request.',
    tryThis: '/assume list',
  }),
  not_a_requester: ({ name, rule }) => ({
    why: `You are not among the requesters of ${rule.name}${name === rule.name ? '' : `, which is part of ${name}`}.`,
    next: 'Ask an approver to add you in the catalog, or list what you can request.',
    tryThis: '/assume list',
    contacts: rule.approvers,
  }),
  not_for_others: ({ name }, context) => ({
    why: `You cannot request ${name} on behalf of another user.`,
    next: 'Ask that user to request it.',
    tryThis: again(context, { without: ['onBehalfOf'] }),
  }),
  other_refused: ({ why }, { name, catalog }) => ({
    why: OTHER_REFUSED[why](name),
    next: 'Have the catalog or the Slack account changed, or choose another user.',
    contacts: catalog.settings.admins,
  }),
  membership_unknown: (refusal, { catalog }) => ({
    why: `The bot could not read ${unreadText(refusal)}, so it cannot tell whether you can request this.`,
    next: 'Try again in a few minutes. If the problem persists, contact the operators of the bot.',
    ...unreadNames(refusal),
    contacts: catalog.settings.admins,
  }),
  locked_down: (refusal) => explainLockdown(refusal),
  no_emergencies: (refusal, context) => ({
    why: `The catalog does not allow emergencies for ${refusal.name}.`,
    next: 'Request it without --emergency, and contact its approvers directly.',
    tryThis: again(context, { without: ['emergency'] }),
  }),
  not_an_emergency_requester: ({ rule }, context) => ({
    why: `You are not among the users who can declare an emergency for ${rule.name}.`,
    next: 'Ask one of them, or request it without --emergency.',
    tryThis: again(context, { without: ['emergency'] }),
    contacts: rule.emergency?.requesters ?? [],
  }),
  mfa_impossible: ({ name }) => explainNoMfa(name),
  emergency_starts_now: (_, context) => ({
    why: 'An emergency starts immediately, so it cannot have a start time.',
    next: 'Leave out the start, and explain why it is urgent.',
    tryThis: again(context, { without: ['from'], ...(context.typed?.reason ? {} : { reason: 'why it is urgent' }) }),
  }),
  emergency_unreviewed: (refusal, context) => ({
    why: `Your previous emergency has not been reviewed yet; the review is due by ${utc(refusal.dueBy)}.`,
    next: 'Ask an approver to review it, or request this without --emergency.',
    tryThis: again(context, { without: ['emergency'] }),
  }),
  approvers_missing: ({ name, needed, missing, left }) => ({
    why: `The rule of ${name} needs ${count(needed, 'approval')}, and ${needed === missing ? 'none' : `only ${needed - missing}`} can be given: the requester and deactivated users cannot approve.`,
    next: `Have ${count(missing, 'more approver')} added in the catalog.`,
    ...(left.length === 0
      ? {}
      : { names: { label: 'Can approve', who: left.map((id) => ({ kind: 'user', id }) as const) } }),
  }),
  too_long: ({ maxMinutes, requestedMinutes }, context) => ({
    why: `The maximum duration of ${context.name} is ${formatDuration(maxMinutes)}, and you requested ${formatDuration(requestedMinutes)}.`,
    next: `Request ${formatDuration(maxMinutes)} or less.`,
    tryThis: again(context, { minutes: maxMinutes }),
  }),
  too_short: ({ minMinutes, requestedMinutes }, context) => ({
    why: `The minimum duration is ${formatDuration(minMinutes)}, and you requested ${formatDuration(requestedMinutes)}.`,
    next: `Request ${formatDuration(minMinutes)} or more.`,
    tryThis: again(context, { minutes: minMinutes }),
  }),
  time_zone_unknown: (_, context) => ({
    why: 'Your time zone is not known, so the bot cannot use a time of day.',
    next: 'Enter a duration instead, or set the time zone in your Slack profile and try again in a few minutes.',
    tryThis: again(context, { minutes: 60, without: ['from'] }),
  }),
  already_past: (refusal) => ({
    why: `${capital(refusal.why)}.`,
    next: `Enter "${refusal.tryThis}", or a duration such as 1h.`,
  }),
  ends_before_start: (_, context) => ({
    why: 'The end is not after the start.',
    next: 'Enter a later end, or a duration.',
    tryThis: again(context, { from: context.typed?.from ?? { hour: 14, minute: 0 }, minutes: 60 }),
  }),
  start_said_twice: () => ({
    why: 'The start is entered twice: in words and in the date picker.',
    next: 'Leave out "from", or clear the date picker.',
  }),
  start_passed: () => ({
    why: 'This start is in the past.',
    next: 'Choose a later start, or leave it blank to start on approval.',
  }),
  starts_too_late: ({ maxDays }) => ({
    why: `A start can be at most ${maxDays} days from now.`,
    next: 'Choose an earlier start, or request it later.',
  }),
  reason_missing: (_, context) => ({
    why: `A reason is required for ${context.name}.`,
    next: 'Enter why you need it.',
    tryThis: again(context, { reason: 'why you need it' }),
  }),
  ticket_missing: (ticket, { name }) => ({
    why: `The reason for ${name} must contain a ticket.`,
    next: `Add a ticket ${ticketText(ticket)}`,
  }),
};

export const explainRequestRefusal = explainBy(REQUEST_REFUSALS);
