import type { RoleRule } from '../../../core/catalog/catalog.ts';
import { approvalOf, type Preview } from '../../../core/request/preview.ts';
import type { RequestedAccess } from '../../../core/request/request.ts';
import { formatDuration } from '../../../core/schedule/duration.ts';
import type { Explanation } from '../../../core/text/explain.ts';
import { addMinutes, wholeSecond } from '../../../core/time.ts';
import { context, message, type SlackMessage, section } from '../blocks.ts';
import { code, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import { explanationBlocks } from './explained.ts';
import { howLong, named, targetOf } from './words.ts';

/** Who decides, in a sentence. */
export const whoApproves = (rules: readonly RoleRule[]): Mrkdwn => {
  const { approvers, approvals } = approvalOf(rules);
  if (approvals === 0) return mrkdwn`Nobody has to approve: asking is enough.`;
  return mrkdwn`Needs ${approvals === 1 ? 'one approval' : `${approvals} approvals`}. Approvers: ${named(approvers)}.`;
};

/** What follows from a choice in the form: who will approve, and until when it would last. */
export const previewText = (
  { rules, durationMinutes }: Preview,
  { minutes, startsAt, now }: { readonly minutes: number; readonly startsAt?: Date | undefined; readonly now: Date },
): Mrkdwn => {
  const length = formatDuration(minutes);
  const isLater = startsAt !== undefined && startsAt > now;
  const endsAt = addMinutes(wholeSecond(isLater ? startsAt : now), minutes);
  const span = isLater
    ? mrkdwn`Approved before its start, ${length} would last from ${moment(startsAt)} until ${moment(endsAt)}`
    : mrkdwn`Approved now, ${length} would end ${moment(endsAt)}`;
  return mrkdwn`${whoApproves(rules)}\n${span}; the longest is ${formatDuration(durationMinutes.max)}.`;
};

/** What an asking would come to. */
export const dryRunAnswer = (
  {
    requested,
    rules,
    box,
  }: {
    readonly requested: RequestedAccess;
    readonly rules: readonly RoleRule[];
    readonly box: { readonly startsAt: Date; readonly endsAt: Date };
  },
  lacking?: Explanation,
): SlackMessage => {
  const headline = mrkdwn`You may ask for ${targetOf(requested)}, ${howLong(requested)}.`;
  const starts = requested.notBefore === undefined ? mrkdwn`` : mrkdwn`start ${moment(box.startsAt)} and `;
  const span = mrkdwn`Approved now, it would ${starts}end ${moment(box.endsAt)}. There is room for it in IAM.`;
  const nothing = mrkdwn`This was a dry run: nothing was asked for and nothing is stored. To ask, leave out ${code('--dry-run')}.`;
  return message(mrkdwn`${headline} ${whoApproves(rules)} ${span} ${nothing}`, [
    section(headline),
    section(mrkdwn`${whoApproves(rules)}\n${span}`),
    ...(lacking === undefined ? [] : explanationBlocks(lacking)),
    context(nothing),
  ]);
};
