import type { Catalog, Who } from '../catalog/catalog.ts';
import type { EmergencyReviewRefusal } from '../request/emergency.ts';
import type { EndRefusal } from '../request/end.ts';
import type { Request, RequestStatus } from '../request/request.ts';
import type { ReviewRefusal } from '../request/review.ts';
import { rulesInForce } from '../request/rules.ts';
import { formatDuration } from '../schedule/duration.ts';
import {
  ACCOUNT_REFUSALS,
  approvals,
  CAPACITY_REFUSALS,
  contactAdmins,
  type Explained,
  type Explanation,
  explainBy,
  explainUnmet,
  unreadNames,
  unreadText,
} from './explain.ts';
import { explainUnknownAdmin } from './explain-admin.ts';

/** What a click was about. */
export interface ClickContext {
  readonly request: Pick<Request, 'requested'> & Partial<Pick<Request, 'reviews'>>;
  readonly catalog: Catalog;
}

const REVIEW_REFUSALS: Explained<ReviewRefusal, ClickContext> = {
  ...ACCOUNT_REFUSALS,
  ...CAPACITY_REFUSALS,
  already_decided: (refusal) => ({
    why: `This request ${BECAME[refusal.status]}.`,
    next: 'Nothing is left to decide; its card shows how it stands.',
  }),
  self_approval_refused: (_, context) => ({
    why: `You asked for this yourself, and ${context.request.requested.target} does not allow deciding on one's own request.`,
    next: 'Another approver has to decide.',
    ...approversOf(context),
  }),
  not_an_approver: (_, context) => ({
    why: `You are not among the approvers of ${context.request.requested.target}.`,
    next: 'One of its approvers has to decide.',
    ...approversOf(context),
  }),
  membership_unknown: (refusal, context) => ({
    why: `The bot could not read ${unreadText(refusal)}, so it cannot tell who can approve ${context.request.requested.target}.`,
    next: 'Press again in a few minutes, or have an approver decide who is named in the catalog by user id.',
    ...unreadNames(refusal),
  }),
  already_counted: (refusal, context) => ({
    why: 'Your approval is counted already.',
    next: `${approvals(refusal.missing)} still missing, by somebody else.`,
    ...approversOf(context),
  }),
  not_prepared: () => ({
    why: 'The AWS identity of the requester has not been read from Slack yet.',
    next: 'Press again in a minute.',
  }),
  rule_changed: (refusal) => ({
    why: `The role ${refusal.name} was changed in the catalog or taken out of it since this was asked for.`,
    next: 'The requester has to ask again, under the rule of today.',
  }),
  not_shorter: (refusal, context) => ({
    why:
      context.request.requested.extends === undefined
        ? `An approver can give less than the ${formatDuration(refusal.requestedMinutes)} that were asked for, and ${formatDuration(refusal.minMinutes)} at least.`
        : 'An extension is given as it was asked for, or not at all.',
    next: 'Approve it as it is, or deny it and say what would be right.',
  }),
  too_late: () => ({
    why: 'The time in which this could be decided is over.',
    next: 'The requester has to ask again.',
  }),
  unmet: (refusal) => explainUnmet(refusal.unmet),
};

/** Why a click on Approve or Deny did not count. */
export const explainReviewRefusal = (refusal: ReviewRefusal, context: ClickContext): Explanation =>
  explainBy(REVIEW_REFUSALS, refusal, context);

const EMERGENCY_REFUSALS: Explained<EmergencyReviewRefusal, ClickContext> = {
  ...ACCOUNT_REFUSALS,
  not_an_approver: REVIEW_REFUSALS.not_an_approver,
  membership_unknown: REVIEW_REFUSALS.membership_unknown,
  own_emergency: (_, context) => ({
    why: 'You declared this emergency yourself.',
    next: 'An approver other than you has to say whether it was right.',
    ...approversOf(context),
  }),
  review_not_owed: () => ({
    why: 'No review is owed here: it was given already, or nothing was given to review.',
    next: 'Look at the card: it shows what was said of it.',
  }),
};

/** Why somebody's word on an emergency did not count. */
export const explainEmergencyReviewRefusal = (refusal: EmergencyReviewRefusal, context: ClickContext): Explanation =>
  explainBy(EMERGENCY_REFUSALS, refusal, context);

const END_REFUSALS: Explained<EndRefusal, Pick<ClickContext, 'catalog'>> = {
  ...ACCOUNT_REFUSALS,
  membership_unknown: (refusal, context) => explainUnknownAdmin(refusal, context.catalog),
  not_yours: (_, context) => ({
    why: 'This is the access of somebody else.',
    next: 'Its holder or an admin of the bot has to end it.',
    ...contactAdmins(context.catalog),
  }),
  already_closed: (refusal) => ({
    why: `This request ${BECAME[refusal.status]}.`,
    next: 'Nothing of it is left to end; /assume list shows what is open.',
  }),
};

/** Why something could not be ended or cancelled. */
export const explainEndRefusal = (refusal: EndRefusal, context: Pick<ClickContext, 'catalog'>): Explanation =>
  explainBy(END_REFUSALS, refusal, context);

const BECAME: Readonly<Record<RequestStatus['kind'], string>> = {
  pending: 'is still waiting for approval',
  approved: 'has been approved already',
  active: 'has been approved already, and the access is active',
  denied: 'has been denied already',
  cancelled: 'has been cancelled already',
  lapsed: 'has lapsed: nobody decided in time',
  failed: 'has failed already',
  ended: 'has been approved, and the access has ended already',
};

/** Those who could still decide: neither who asked, nor who approved already. */
const approversOf = ({ request, catalog }: ClickContext): { contacts?: readonly Who[] } => {
  const { by, via } = request.requested;
  const spent = new Set([by, via, ...(request.reviews ?? []).map((review) => review.by)]);
  const inForce = rulesInForce(request, catalog);
  if (inForce.kind !== 'rules') return {};
  const contacts = Map.groupBy(
    inForce.rules.flatMap((rule) => rule.approvers).filter((who) => who.kind !== 'user' || !spent.has(who.id)),
    (who) => (who.kind === 'everyone' ? who.kind : who.id),
  );
  return contacts.size === 0 ? {} : { contacts: [...contacts.values()].flatMap(([who]) => who ?? []) };
};
