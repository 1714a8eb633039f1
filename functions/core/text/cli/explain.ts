import type { Explained, ExplainedRefusal, ExplainedRule } from '../../rules/explained.ts';
import { formatDuration } from '../../schedule/duration.ts';
import { failedTexts } from '../rule-parts.ts';
import { counted } from './shared.ts';

const REFUSALS: Readonly<Record<ExplainedRefusal, string>> = {
  no_rule: 'no rule applies',
  rule_refuses: 'the rule refuses it',
  unknown: 'the bot needs to know the members of a group or schedule first: pass --groups or --on-call',
  not_a_requester: 'the user is not among the requesters of the rule',
  no_emergencies: 'the rule allows no emergencies',
  approvers_missing: 'too few others may approve it, and users cannot approve their own requests',
  too_long: 'the rule allows a shorter duration only',
  too_short: 'it is shorter than settings.minimumDuration',
};

const nameOf = ({ index, name, line }: ExplainedRule): string => {
  const named = name === undefined ? `rule ${index}` : `rule ${index} "${name}"`;
  return line === undefined ? named : `${named} (line ${line})`;
};

export const explainText = {
  summary: 'show which rule of a role applies to a request, and why the others do not',
  about:
    'Judges the rules of a role as the bot would judge a request, from the catalog alone. What the catalog does not know is given with --groups and --on-call; without them, it is shown as unknown. Nothing is requested.',
  arguments: { role: 'a role of the catalog' },
  options: {
    as: 'the user: a Slack user ID or a session name',
    at: 'the time of the request, or of its start with --scheduled, in UTC; default: now',
    for: 'the requested duration; default: that of the rule',
    groups: 'the user groups that the user is a member of, separated by commas; "" for none',
    onCall: 'the PagerDuty schedules that the user is on call for, separated by commas; "" for none',
    emergency: 'as an emergency',
    scheduled: 'with a start in the future',
  },
  examples: [
    'assume-bot explain prod-s3 --as U0ALICE --at 2026-11-28T20:00Z --for 2h',
    'assume-bot explain prod-s3 --as U0ALICE --groups S0SRE,S0LEADS --json',
  ],
  isBundle: (name: string, roles: readonly string[]) =>
    `${name} is a bundle without rules; explain one of its roles: ${roles.join(', ')}`,
  ofBundle: (roles: readonly string[]) => `The rules of its roles apply too: explain ${roles.join(', ')}.`,
  startsNow: 'an emergency starts at once; leave out --scheduled',
  noUser: 'pass --as with a Slack user ID or a session name',
  notAUser: (text: string) => `"${text}" is not a Slack user ID such as U0ALICE, and no session name of the catalog`,
  rule: (rule: ExplainedRule): string => {
    switch (rule.answer) {
      case 'applies':
        return `${nameOf(rule)} applies.`;
      case 'later':
        return `${nameOf(rule)} would match, but a rule before it applies.`;
      case 'unknown':
        return `${nameOf(rule)} depends on ${(rule.unread ?? []).join(', ')}.`;
      case 'no':
        return `${nameOf(rule)} does not match: ${failedTexts(rule.failed ?? [], 'the user is')}.`;
      case 'other_labels':
        return `${nameOf(rule)} is for roles with other labels.`;
      default:
        return rule.answer satisfies never;
    }
  },
  outcome: ({ role, outcome, approvals, minutes, why, refuse, together = [] }: Explained): string => {
    const length = formatDuration(minutes);
    const known =
      together.length === 0
        ? ''
        : ` As long as it is not known whether rule ${together.join(' and rule ')} applies, what it requires applies too. Pass --groups or --on-call to know.`;
    if (why !== undefined)
      return `A request of ${role} for ${length} would be refused: ${REFUSALS[why]}${refuse === undefined ? '.' : `: ${refuse}`}`;
    return outcome === 'automatic'
      ? `A request of ${role} for ${length} needs no approval.${known}`
      : `A request of ${role} for ${length} needs ${counted(approvals, 'approval')}.${known}`;
  },
};
