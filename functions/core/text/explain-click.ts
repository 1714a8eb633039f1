import type { EmergencyReviewRefusal } from '../request/emergency.ts';
import type { EndRefusal } from '../request/end.ts';
import type { RequestFact } from '../request/facts.ts';
import type { Request } from '../request/request.ts';
import type { ReviewRefusal } from '../request/review.ts';
import { askedMinutes, missingApprovals, rulesInForce } from '../request/review.ts';
import type { Explanation } from './explain.ts';
import { explainCapacityRefusal, explainStandingRefusal } from './explain.ts';
import type { ClickContext } from './explain-review.ts';
import { explainEmergencyReviewRefusal, explainEndRefusal, explainReviewRefusal } from './explain-review.ts';

type ClickRefused = Extract<RequestFact, { kind: 'click_refused' }>;
type RefusalKind = ReviewRefusal['kind'] | EndRefusal['kind'] | EmergencyReviewRefusal['kind'];
interface Clicked extends ClickContext {
  readonly request: Request;
}

/**
 * Why a click did not count, made from the kind of the refusal alone: that is all an event keeps of it. Kinds that a
 * later version has dropped are answered too.
 */
export const explainClick = (click: ClickRefused, clicked: Clicked): Explanation => {
  const explain = Object.hasOwn(CLICKS, click.refusal) ? CLICKS[click.refusal as RefusalKind] : undefined;
  return (
    explain?.(clicked) ?? {
      why: 'This click did not count.',
      next: 'Look at the card for how the request stands, and press again if it is still waiting.',
    }
  );
};

const review =
  (refusal: (clicked: Clicked) => ReviewRefusal) =>
  (clicked: Clicked): Explanation =>
    explainReviewRefusal(refusal(clicked), clicked);

/** One entry a kind: the type does not let one be forgotten. */
const CLICKS: Readonly<Record<RefusalKind, (clicked: Clicked) => Explanation>> = {
  workspace_unknown: () => explainStandingRefusal({ kind: 'workspace_unknown' }),
  outside_workspace: () => explainStandingRefusal({ kind: 'outside_workspace' }),
  not_a_member: () => ({
    why: 'Your account is no full member of this workspace; only full members can ask for access or decide on it.',
    next: 'Have a full member do it, or have an admin of the workspace change your account.',
  }),
  already_decided: review(({ request }) => ({ kind: 'already_decided', status: request.status.kind })),
  self_approval_refused: review(() => ({ kind: 'self_approval_refused' })),
  not_an_approver: review(() => ({ kind: 'not_an_approver' })),
  membership_unknown: review(() => ({ kind: 'membership_unknown' })),
  already_counted: (clicked) => {
    const inForce = rulesInForce(clicked.request, clicked.catalog);
    const missing = inForce.kind === 'rules' ? missingApprovals(inForce.rules, clicked.request.reviews) : 0;
    // By the time it is told the last one may have come.
    return missing === 0 || clicked.request.status.kind !== 'pending'
      ? { why: 'Your approval is counted already.', next: 'Nothing is left for you to do; the card shows the rest.' }
      : explainReviewRefusal({ kind: 'already_counted', missing }, clicked);
  },
  not_prepared: review(() => ({ kind: 'not_prepared' })),
  rule_changed: review(({ request, catalog }) => {
    const inForce = rulesInForce(request, catalog);
    return { kind: 'rule_changed', name: inForce.kind === 'rules' ? request.asked.target : inForce.name };
  }),
  too_late: review(() => ({ kind: 'too_late' })),
  not_shorter: review(({ request, catalog }) => ({
    kind: 'not_shorter',
    minMinutes: catalog.settings.minimumMinutes,
    askedMinutes: askedMinutes(request.asked, request.asked.at),
  })),
  locked_down: review(() => ({ kind: 'locked_down' })),
  no_longer_held: review(() => ({ kind: 'no_longer_held' })),
  does_not_fit: () => ({
    why: 'There is no room left in IAM for one more person on this role.',
    next: 'Press again when the access of somebody else has ended, or have its quota raised by those who run the bot.',
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
