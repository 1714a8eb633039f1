import type { EmergencyReviewRefusal } from '../request/emergency.ts';
import type { EndRefusal } from '../request/end.ts';
import type { Unmet } from '../request/preconditions.ts';
import type { Request } from '../request/request.ts';
import { type ReviewRefusal, requestedMinutes } from '../request/review.ts';
import { missingApprovals, rulesInForce } from '../request/rules.ts';
import { type Explanation, explainAccountRefusal, explainCapacityRefusal, explainUnmet } from './explain.ts';
import {
  type ClickContext,
  explainEmergencyReviewRefusal,
  explainEndRefusal,
  explainReviewRefusal,
} from './explain-review.ts';

type Refusal = ReviewRefusal | EndRefusal | EmergencyReviewRefusal;
type RefusalKind = Exclude<Refusal, { kind: 'unmet' }>['kind'];
interface Clicked extends ClickContext {
  readonly request: Request;
}

const UNMET = 'unmet.';

/** The name under which a refused click is recorded: `not_an_approver`, or `unmet.base_ended` for what the request lacks. */
export const refusalName = (refusal: Refusal): string =>
  refusal.kind === 'unmet' ? `${UNMET}${refusal.unmet.kind}` : refusal.kind;

/** Why a click was refused, by the recorded name of the refusal. Unknown names get a general answer. */
export const explainClick = ({ refusal }: { readonly refusal: string }, clicked: Clicked): Explanation => {
  const lacking = refusal.startsWith(UNMET) ? unmetOf(refusal.slice(UNMET.length), clicked) : undefined;
  if (lacking !== undefined) return explainUnmet(lacking);
  const explain = Object.hasOwn(CLICKS, refusal) ? CLICKS[refusal as RefusalKind] : undefined;
  return (
    explain?.(clicked) ?? {
      why: 'This click did not count.',
      next: 'The card shows the current state of the request. If it is still pending, press again.',
    }
  );
};

/** What a request lacked when an approver pressed, as far as the name tells. */
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
      return { kind, by, standing: 'when the button was pressed' };
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

/** One entry a kind: the type does not let one be forgotten. */
const CLICKS: Readonly<Record<RefusalKind, (clicked: Clicked) => Explanation>> = {
  workspace_unknown: () => explainAccountRefusal({ kind: 'workspace_unknown' }),
  outside_workspace: () => explainAccountRefusal({ kind: 'outside_workspace' }),
  not_a_member: () => ({
    why: 'Your account is no full member of this workspace; only full members can ask for access or decide on it.',
    next: 'Have a full member do it, or have an admin of the workspace change your account.',
  }),
  already_decided: review(({ request }) => ({ kind: 'already_decided', status: request.status.kind })),
  self_approval_refused: review(() => ({ kind: 'self_approval_refused' })),
  not_an_approver: review(() => ({ kind: 'not_an_approver' })),
  membership_unknown: review(() => ({ kind: 'membership_unknown', unread: [] })),
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
    return { kind: 'rule_changed', name: inForce.kind === 'rules' ? request.requested.target : inForce.name };
  }),
  too_late: review(() => ({ kind: 'too_late' })),
  not_shorter: review(({ request, catalog }) => ({
    kind: 'not_shorter',
    minMinutes: catalog.settings.minimumMinutes,
    requestedMinutes: requestedMinutes(request.requested, request.requested.at),
  })),
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
