import type { Catalog, Who } from '../catalog/catalog.ts';
import type { EmergencyReviewRefusal } from '../request/emergency.ts';
import type { EndRefusal } from '../request/end.ts';
import type { Request, RequestStatus } from '../request/request.ts';
import type { ReviewRefusal } from '../request/review.ts';
import { rulesInForce } from '../request/rules.ts';
import { formatDuration } from '../schedule/duration.ts';
import {
  approvals,
  type Explanation,
  explainAccountRefusal,
  explainCapacityRefusal,
  explainUnmet,
  unreadNames,
  unreadText,
} from './explain.ts';
import { explainUnknownAdmin } from './explain-admin.ts';

/** What a click was about. */
export interface ClickContext {
  readonly request: Pick<Request, 'asked'> & Partial<Pick<Request, 'reviews'>>;
  readonly catalog: Catalog;
}

/** Why a click on Approve or Deny did not count. */
export const explainReviewRefusal = (refusal: ReviewRefusal, context: ClickContext): Explanation => {
  const { target } = context.request.asked;
  switch (refusal.kind) {
    case 'workspace_unknown':
    case 'outside_workspace':
    case 'not_a_member':
      return explainAccountRefusal(refusal);
    case 'does_not_fit':
    case 'session_name_taken':
      return explainCapacityRefusal(refusal);
    case 'already_decided':
      return {
        why: `This request ${BECAME[refusal.status]}.`,
        next: 'Nothing is left to decide; its card shows how it stands.',
      };
    case 'self_approval_refused':
      return {
        why: `You asked for this yourself, and ${target} does not allow deciding on one's own request.`,
        next: 'Another approver has to decide.',
        ...approversOf(context),
      };
    case 'not_an_approver':
      return {
        why: `You are not among the approvers of ${target}.`,
        next: 'One of its approvers has to decide.',
        ...approversOf(context),
      };
    case 'membership_unknown':
      return {
        why: `The bot could not read ${unreadText(refusal)}, so it cannot tell who can approve ${target}.`,
        next: 'Press again in a few minutes, or have an approver decide who is named in the catalog by user id.',
        ...unreadNames(refusal),
      };
    case 'already_counted':
      return {
        why: 'Your approval is counted already.',
        next: `${approvals(refusal.missing)} still missing, by somebody else.`,
        ...approversOf(context),
      };
    case 'not_prepared':
      return {
        why: 'The AWS identity of the requester has not been read from Slack yet.',
        next: 'Press again in a minute.',
      };
    case 'rule_changed':
      return {
        why: `The role ${refusal.name} was changed in the catalog or taken out of it since this was asked for.`,
        next: 'The requester has to ask again, under the rule of today.',
      };
    case 'not_shorter':
      return {
        why:
          context.request.asked.extends === undefined
            ? `An approver can give less than the ${formatDuration(refusal.askedMinutes)} that were asked for, and ${formatDuration(refusal.minMinutes)} at least.`
            : 'An extension is given as it was asked for, or not at all.',
        next: 'Approve it as it is, or deny it and say what would be right.',
      };
    case 'too_late':
      return {
        why: 'The time in which this could be decided is over.',
        next: 'The requester has to ask again.',
      };
    case 'unmet':
      return explainUnmet(refusal.unmet);
    default:
      return refusal satisfies never;
  }
};

/** Why somebody's word on an emergency did not count. */
export const explainEmergencyReviewRefusal = (refusal: EmergencyReviewRefusal, context: ClickContext): Explanation => {
  switch (refusal.kind) {
    case 'workspace_unknown':
    case 'outside_workspace':
    case 'not_a_member':
      return explainAccountRefusal(refusal);
    case 'not_an_approver':
    case 'membership_unknown':
      return explainReviewRefusal(refusal, context);
    case 'own_emergency':
      return {
        why: 'You declared this emergency yourself.',
        next: 'An approver other than you has to say whether it was right.',
        ...approversOf(context),
      };
    case 'review_not_owed':
      return {
        why: 'No review is owed here: it was given already, or nothing was given to review.',
        next: 'Look at the card: it shows what was said of it.',
      };
    default:
      return refusal satisfies never;
  }
};

/** Why something could not be ended or cancelled. */
export const explainEndRefusal = (refusal: EndRefusal, { catalog }: Pick<ClickContext, 'catalog'>): Explanation => {
  switch (refusal.kind) {
    case 'workspace_unknown':
    case 'outside_workspace':
    case 'not_a_member':
      return explainAccountRefusal(refusal);
    case 'membership_unknown':
      return explainUnknownAdmin(refusal, catalog);
    case 'not_yours':
      return {
        why: 'This is the access of somebody else.',
        next: 'Its holder or an admin of the bot has to end it.',
        ...(catalog.settings.admins.length === 0 ? {} : { ask: catalog.settings.admins }),
      };
    case 'already_closed':
      return {
        why: `This request ${BECAME[refusal.status]}.`,
        next: 'Nothing of it is left to end; /assume list shows what is open.',
      };
    default:
      return refusal satisfies never;
  }
};

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
const approversOf = ({ request, catalog }: ClickContext): { ask?: readonly Who[] } => {
  const { by, via } = request.asked;
  const spent = new Set([by, via, ...(request.reviews ?? []).map((review) => review.by)]);
  const inForce = rulesInForce(request, catalog);
  if (inForce.kind !== 'rules') return {};
  const ask = Map.groupBy(
    inForce.rules.flatMap((rule) => rule.approvers).filter((who) => who.kind !== 'user' || !spent.has(who.id)),
    (who) => (who.kind === 'everyone' ? who.kind : who.id),
  );
  return ask.size === 0 ? {} : { ask: [...ask.values()].flatMap(([who]) => who ?? []) };
};
