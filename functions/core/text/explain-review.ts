import type { Catalog, Who } from '../catalog/catalog.ts';
import { awaitedApprovers } from '../request/awaited.ts';
import type { EmergencyReviewRefusal } from '../request/emergency.ts';
import type { EndRefusal } from '../request/end.ts';
import type { Request, RequestStatus } from '../request/request.ts';
import type { ReviewRefusal } from '../request/review.ts';
import { rulesInForce } from '../request/rules.ts';
import { formatDuration } from '../schedule/duration.ts';
import { count, type Explained, explainBy, unreadNames, unreadText } from './explain.ts';
import { ACCOUNT_REFUSALS } from './explain-account.ts';
import { explainUnknownAdmin } from './explain-admin.ts';
import { CAPACITY_REFUSALS } from './explain-capacity.ts';
import { explainUnmet } from './explain-unmet.ts';
import { hoursText } from './hours.ts';

export interface ClickContext {
  readonly request: Pick<Request, 'requested'> & Partial<Pick<Request, 'reviews'>>;
  readonly catalog: Catalog;
}

const REVIEW_REFUSALS: Explained<ReviewRefusal | EmergencyReviewRefusal, [ClickContext]> = {
  ...ACCOUNT_REFUSALS,
  ...CAPACITY_REFUSALS,
  already_decided: (refusal) => ({
    why: `This request ${BECAME[refusal.status]}.`,
    next: 'No further decision is needed; the card shows the current status.',
  }),
  self_approval_refused: (_, context) => ({
    why: `This is your own request, and ${context.request.requested.target} does not allow self-approval.`,
    next: 'Ask another approver to decide.',
    contacts: approversOf(context),
  }),
  not_an_approver: (_, context) => ({
    why: `You are not an approver of ${context.request.requested.target}.`,
    next: 'Ask one of its approvers to decide.',
    contacts: approversOf(context),
  }),
  not_your_stage: ({ approvers }, { request }) => ({
    why: `This request is approved in stages, and it waits for other approvers of ${request.requested.target}.`,
    next: 'No approval of yours is needed now.',
    contacts: approvers,
  }),
  from_different_approvers: ({ approvers }, { request }) => ({
    why: `A member of your group has approved already, and ${request.requested.target} needs approvals from different groups.`,
    next: 'An approver of another group has to decide.',
    contacts: approvers,
  }),
  outside_hours: ({ hours }) => ({
    why: `Approvals of this stage count ${hoursText(hours)} only.`,
    next: 'Approve in these hours, or deny the request now.',
  }),
  membership_unknown: (refusal, context) => ({
    why: `The bot could not read ${unreadText(refusal)}, so it cannot tell who can approve ${context.request.requested.target}.`,
    next: 'Try again in a few minutes, or ask an approver whose user ID is in the catalog.',
    ...unreadNames(refusal),
  }),
  already_counted: ({ missing }, context) => ({
    why: 'You have already approved this request, or an approver whose place you take has.',
    next: `${count(missing, 'more approval')} by other approvers ${missing === 1 ? 'is' : 'are'} needed.`,
    contacts: approversOf(context),
  }),
  not_prepared: () => ({
    why: 'The bot has not read the AWS identity of the requester from Slack yet.',
    next: 'Try again in a minute.',
  }),
  rule_changed: (refusal) => ({
    why: `The role ${refusal.name} was changed in the catalog or removed from it after the request.`,
    next: 'Ask the requester to request it again.',
  }),
  not_shorter: ({ minMinutes, requestedMinutes }, context) => ({
    why:
      context.request.requested.extends === undefined
        ? `An approver can choose at least ${formatDuration(minMinutes)} and less than the ${formatDuration(requestedMinutes)} requested.`
        : 'The duration of an extension cannot be changed.',
    next: 'Approve it as it is, or deny it with a reason.',
  }),
  too_late: () => ({
    why: 'The time to decide this request is over.',
    next: 'Ask the requester to request it again.',
  }),
  unmet: (refusal) => explainUnmet(refusal.unmet),
  own_emergency: (_, context) => ({
    why: 'You declared this emergency yourself.',
    next: 'Ask another approver to review it.',
    contacts: approversOf(context),
  }),
  review_not_owed: () => ({
    why: 'This emergency does not need a review: it was reviewed already, or no access was granted.',
    next: 'See the card for the current status.',
  }),
};

export const explainReviewRefusal = explainBy(REVIEW_REFUSALS);

const END_REFUSALS: Explained<EndRefusal, [Pick<ClickContext, 'catalog'>]> = {
  ...ACCOUNT_REFUSALS,
  membership_unknown: (refusal, context) => explainUnknownAdmin(refusal, context.catalog),
  not_yours: (_, context) => ({
    why: 'This access belongs to another user.',
    next: 'Ask its holder or an admin of the bot to end it.',
    contacts: context.catalog.settings.admins,
  }),
  already_closed: (refusal) => ({
    why: `This request ${BECAME[refusal.status]}.`,
    next: 'There is nothing to end; /assume list shows your open requests.',
  }),
};

export const explainEndRefusal = explainBy(END_REFUSALS);

const BECAME: Readonly<Record<RequestStatus['kind'], string>> = {
  pending: 'is still waiting for approval',
  approved: 'was approved already',
  active: 'was approved already, and the access is active',
  denied: 'was denied already',
  cancelled: 'was cancelled already',
  lapsed: 'has lapsed without a decision',
  failed: 'has failed already',
  ended: 'was approved, and the access has ended',
};

/** The approvers who can still decide: neither the requester, nor those who approved already. */
const approversOf = ({ request, catalog }: ClickContext): readonly Who[] => {
  const { by, via } = request.requested;
  const spent = new Set([by, via, ...(request.reviews ?? []).map((review) => review.by)]);
  const inForce = rulesInForce(request, catalog);
  if (inForce.kind !== 'rules') return [];
  const awaited = awaitedApprovers(inForce.rules, request.reviews ?? []);
  const approvers = awaited.length > 0 ? awaited : inForce.rules.flatMap((rule) => rule.approvers);
  const able = approvers.filter((who) => who.kind !== 'user' || !spent.has(who.id));
  return [...new Map(able.map((who) => [who.kind === 'everyone' ? who.kind : who.id, who])).values()];
};
