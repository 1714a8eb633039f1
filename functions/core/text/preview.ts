import type { RoleRule, Stage } from '../catalog/catalog.ts';
import { approvalOf, type Preview } from '../request/preview.ts';
import type { RequestedAccess } from '../request/request.ts';
import { formatDuration } from '../schedule/duration.ts';
import { addMinutes, wholeSecond } from '../time.ts';
import { clip } from './clip.ts';
import { conditionTexts } from './conditions.ts';
import { count } from './explain.ts';
import { hoursText } from './hours.ts';
import { accessFor, byRules, named } from './phrases.ts';
import { code, join, type Text, text, words } from './text.ts';

const approvalBy = ({ approvers, approvals, fromDifferent, hours }: Stage): Text =>
  text`${words(count(approvals, 'approval'))} by ${named(approvers)}${fromDifferent && text`, each from another group`}${hours && words(`, ${hoursText(hours)} only`)}`;

/** How many approvals are needed, and from whom. Roles of a bundle with different stages are summed up. */
export const whoApproves = (rules: readonly RoleRule[]): Text => {
  const { approvers, approvals } = approvalOf(rules);
  if (approvals === 0) return text`No approval is needed.`;
  const [first, ...others] = rules.filter((rule) => rule.approvals > 0);
  const isOne = others.every(({ stages }) => JSON.stringify(stages) === JSON.stringify(first?.stages));
  return first?.stages !== undefined && isOne
    ? text`Needs ${join(first.stages.map(approvalBy), ', then ')}.`
    : text`Needs ${words(count(approvals, 'approval'))}. Approvers: ${named(approvers)}.`;
};

const MOST_RULES = 400;

/** What the form shows about a selected role: who approves it, and when the access would end. */
export const previewText = (
  { rules, durationMinutes, ruleNames }: Pick<Preview, 'rules' | 'durationMinutes' | 'ruleNames'>,
  { minutes, startsAt, now }: { readonly minutes: number; readonly startsAt?: Date | undefined; readonly now: Date },
): readonly Text[] => {
  const isLater = startsAt !== undefined && startsAt > now;
  const endsAt = addMinutes(wholeSecond(isLater ? startsAt : now), minutes);
  const length = formatDuration(minutes);
  const max = formatDuration(durationMinutes.max);
  return [
    ruleNames.length === 0
      ? whoApproves(rules)
      : text`The first of these rules that applies decides who approves: ${clip(ruleNames.join(', '), MOST_RULES)}.`,
    ...conditionTexts(rules),
    isLater
      ? text`If approved before its start, ${length} would last from ${startsAt} until ${endsAt}. The maximum is ${max}.`
      : text`If approved now, ${length} would end ${endsAt}. The maximum is ${max}.`,
  ];
};

const rulePrefix = (rules: readonly RoleRule[]): Text | undefined => {
  const by = byRules(rules, 'By');
  return by && text`${by}: `;
};

export const dryRunText = ({
  requested,
  rules,
  box,
}: {
  readonly requested: RequestedAccess;
  readonly rules: readonly RoleRule[];
  readonly box: { readonly startsAt: Date; readonly endsAt: Date };
}): { readonly headline: Text; readonly details: readonly Text[]; readonly note: Text } => {
  const start = requested.notBefore && text`start ${box.startsAt} and `;
  return {
    headline: text`You can request ${accessFor(requested)}.`,
    details: [
      text`${rulePrefix(rules)}${whoApproves(rules)}`,
      text`If approved now, it would ${start}end ${box.endsAt}. It fits into the IAM policies.`,
      ...conditionTexts(rules),
    ],
    note: text`This was a dry run, and nothing was requested. To request it, leave out ${code('--dry-run')}.`,
  };
};
