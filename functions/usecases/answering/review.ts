import type { AuthorityWorld } from '../../core/authority/membership.ts';
import { defined } from '../../core/defined.ts';
import { grantsOf } from '../../core/request/decide-request.ts';
import {
  decideEmergencyReview,
  type EmergencyReviewDecision,
  type EmergencyReviewRefusal,
  type ReviewResult,
} from '../../core/request/emergency.ts';
import type { Request } from '../../core/request/request.ts';
import { decideApproval, decideDenial, type ReviewDecision, type ReviewRefusal } from '../../core/request/review.ts';
import { explainReviewRefusal } from '../../core/text/explain-review.ts';
import type { Needs } from '../ports.ts';
import { readBase } from '../shared/read-requests.ts';
import { refuseRoleCapacity } from './check-submission.ts';
import { type Click, type ClickDeps, reviewClick } from './decide-click.ts';

/** `shorter`: approved for fewer minutes than were requested. */
export type ApproverChoice =
  | 'approve'
  | { readonly shorter?: number; readonly note?: string }
  | { readonly deny: string };

/** Takes an approver's decision. Everything but the ID of the request is read from the store. */
export const createReview =
  (deps: ClickDeps & Needs<'hub', { grants: 'ofRole' }>) =>
  ({ choice, ...click }: Click & { readonly choice: ApproverChoice }) => {
    const { actor } = click;
    const isDenial = typeof choice === 'object' && 'deny' in choice;
    const decide = async (request: Request, known: AuthorityWorld): Promise<ReviewDecision> => {
      const world = { ...known, base: await readBase(deps.requests, request) };
      if (isDenial) return decideDenial(request, actor, choice.deny, world);
      const { shorter: minutes, note } = choice === 'approve' ? {} : choice;
      const decision = decideApproval(request, actor, world, defined({ minutes, note }));
      if (decision.kind !== 'approved') return decision;
      const partitions = await Promise.all(request.requested.roles.map(({ arn }) => deps.grants.ofRole(arn)));
      const full = refuseRoleCapacity(partitions, grantsOf(request, decision), deps, world.now);
      return full === undefined ? decision : { kind: 'refused', refusal: full };
    };
    const rules = { decide, explain: explainReviewRefusal };
    return reviewClick<ReviewRefusal, ReviewDecision>(deps, click, isDenial ? 'deny' : 'approve', rules);
  };

/** Takes an approver's review of an emergency. */
export const createReviewEmergency =
  (deps: ClickDeps) =>
  ({ result, ...click }: Click & { readonly result: ReviewResult }) =>
    reviewClick<EmergencyReviewRefusal, EmergencyReviewDecision>(deps, click, 'review', {
      decide: (request, world) => decideEmergencyReview(request, click.actor, result, world),
      explain: explainReviewRefusal,
    });
