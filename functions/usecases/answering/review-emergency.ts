import {
  decideEmergencyReview,
  type EmergencyReviewDecision,
  type EmergencyVerdict,
} from '../../core/request/emergency.ts';
import { type Click, type ClickDeps, reviewClick } from './decide-click.ts';

/** Takes an approver's review of an emergency. */
export const createReviewEmergency =
  (deps: ClickDeps) =>
  ({ verdict, ...click }: Click & { readonly verdict: EmergencyVerdict }) =>
    reviewClick<EmergencyReviewDecision>(deps, click, 'review', {
      decide: (request, world) => decideEmergencyReview(request, click.actor, verdict, world),
    });
