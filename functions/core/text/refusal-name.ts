import type { EmergencyReviewRefusal } from '../request/emergency.ts';
import type { EndRefusal } from '../request/end.ts';
import type { ReviewRefusal } from '../request/review.ts';

/** Why a click was refused. */
export type Refusal = ReviewRefusal | EndRefusal | EmergencyReviewRefusal;

export const UNMET = 'unmet.';

/** The name under which a refused click is recorded: `not_an_approver`, or `unmet.base_ended` for a precondition. */
export const refusalName = (refusal: Refusal): string =>
  refusal.kind === 'unmet' ? `${UNMET}${refusal.unmet.kind}` : refusal.kind;
