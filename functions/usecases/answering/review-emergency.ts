import {
  decideEmergencyReview,
  type EmergencyReviewDecision,
  type ReviewResult,
} from '../../core/request/emergency.ts';
import { type Click, type ClickDeps, reviewClick } from './decide-click.ts';

/** Takes an approver's review of an emergency. */
export const createReviewEmergency =
  (deps: ClickDeps) =>
  ({ result, ...click }: Click & { readonly result: ReviewResult }) =>
    reviewClick<EmergencyReviewDecision>(deps, click, 'review', {
      decide: (request, world) => decideEmergencyReview(request, click.actor, result, world),
    });
