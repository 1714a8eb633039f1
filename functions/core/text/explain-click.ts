import type { Unmet } from '../request/preconditions.ts';
import type { Request } from '../request/request.ts';
import { type ReviewRefusal, requestedMinutes } from '../request/review.ts';
import { missingApprovals, rulesInForce } from '../request/rules.ts';
import type { Explanation } from './explain.ts';
import { explainAccountRefusal, NOT_A_MEMBER } from './explain-account.ts';
import { explainCapacityRefusal } from './explain-grant.ts';
import {
  type ClickContext,
  explainEmergencyReviewRefusal,
  explainEndRefusal,
  explainReviewRefusal,
} from './explain-review.ts';
import { explainUnmet } from './explain-unmet.ts';
import { type Refusal, UNMET } from './refusal-name.ts';

type RefusalKind = Exclude<Refusal, { kind: 'unmet' }>['kind'];
interface Clicked extends ClickContext {
  readonly request: Request;
}

/** Why a click was refused, by the recorded name of the refusal. Unknown names have a general answer. */
export const explainClick = ({ refusal }: { readonly refusal: string }, clicked: Clicked): Explanation => {
  const lacking = refusal.startsWith(UNMET) ? unmetOf(refusal.slice(UNMET.length), clicked) : undefined;
  if (lacking !== undefined) return explainUnmet(lacking);
  const explain = Object.hasOwn(CLICKS, refusal) ? CLICKS[refusal as RefusalKind] : undefined;
  return (
    explain?.(clicked) ?? {
      why: 'Your click was refused.',
      next: 'See the card for the current status; if the request is still pending, try again.',
    }
  );
};

/** The precondition that the request did not meet, as far as the recorded name contains it. */
const unmetOf = (kind: string, { request, catalog }: Clicked): Unmet | undefined => {
  const { by, target } = request.requested;
  switch (kind) {
    case 'tampered':
      return { kind, what: request.tampered ?? '' };
    case 'rule_changed': {
      const inForce = rulesInForce(request, catalog);
      return { kind, name: inForce.kind === 'rules' ? target : inForce.name };
    }
    case 'requester_lost':
    case 'no_emergencies_now':
      return { kind, name: target };
    case 'not_a_member':
      return { kind, by, accountStatus: 'when the button was pressed' };
    case 'principal_changed':
    case 'base_ended':
    case 'locked_down':
      return { kind };
    default:
      return undefined;
  }
};

const review =
  (refusal: (clicked: Clicked) => ReviewRefusal) =>
  (clicked: Clicked): Explanation =>
    explainReviewRefusal(refusal(clicked), clicked);

/** One entry for each kind: the type does not allow a missing one. */
const CLICKS: Readonly<Record<RefusalKind, (clicked: Clicked) => Explanation>> = {
  workspace_unknown: () => explainAccountRefusal({ kind: 'workspace_unknown' }),
  outside_workspace: () => explainAccountRefusal({ kind: 'outside_workspace' }),
  not_a_member: () => NOT_A_MEMBER,
  already_decided: review(({ request }) => ({ kind: 'already_decided', status: request.status.kind })),
  self_approval_refused: review(() => ({ kind: 'self_approval_refused' })),
  not_an_approver: review(() => ({ kind: 'not_an_approver' })),
  membership_unknown: review(() => ({ kind: 'membership_unknown', unread: [] })),
  already_counted: (clicked) => {
    const inForce = rulesInForce(clicked.request, clicked.catalog);
    const missing = inForce.kind === 'rules' ? missingApprovals(inForce.rules, clicked.request.reviews) : 0;
    // The last approval may have been given since the click.
    return missing === 0 || clicked.request.status.kind !== 'pending'
      ? { why: 'You have already approved this request.', next: 'See the card for the current status.' }
      : explainReviewRefusal({ kind: 'already_counted', missing }, clicked);
  },
  not_prepared: review(() => ({ kind: 'not_prepared' })),
  rule_changed: review(({ request, catalog }) => {
    const inForce = rulesInForce(request, catalog);
    return { kind: 'rule_changed', name: inForce.kind === 'rules' ? request.requested.target : inForce.name };
  }),
  too_late: review(() => ({ kind: 'too_late' })),
  not_shorter: review(({ request, catalog }) => ({
    kind: 'not_shorter',
    minMinutes: catalog.settings.minimumMinutes,
    requestedMinutes: requestedMinutes(request.requested, request.requested.at),
  })),
  does_not_fit: () => ({
    why: 'The policies in IAM are full: this role cannot be granted to another user.',
    next: 'Try again when the access of another user has ended, or ask the operators of the bot to raise the quota.',
  }),
  session_name_taken: ({ request }) =>
    explainCapacityRefusal({
      kind: 'session_name_taken',
      sessionName: request.principal?.sessionName ?? 'of the requester',
    }),
  not_yours: (clicked) => explainEndRefusal({ kind: 'not_yours' }, clicked),
  own_emergency: (clicked) => explainEmergencyReviewRefusal({ kind: 'own_emergency' }, clicked),
  review_not_owed: (clicked) => explainEmergencyReviewRefusal({ kind: 'review_not_owed' }, clicked),
  already_closed: (clicked) =>
    explainEndRefusal({ kind: 'already_closed', status: clicked.request.status.kind }, clicked),
};
