import { rightOf } from '../authority/delegation.ts';
import type { Plan } from '../authority/stages.ts';
import type { Stage, Who } from '../catalog/catalog.ts';
import type { Review } from './request.ts';
import { isFor, type RuleInForce } from './rules.ts';

/** What a pending request waits for, as its messages show it. They do not read groups: each approval fills the next place. */
export interface Awaited {
  readonly given: number;
  readonly needed: number;
  /** The approvers of the stages that are awaited, without the users who approved. */
  readonly approvers: readonly Who[];
  /** The place of the stage, from 0, and how many there are. */
  readonly stage: number;
  readonly stages: number;
  /** No approval of this stage was given yet. */
  readonly isNewStage: boolean;
}

const stageAt = (
  { stages }: Plan,
  given: number,
): { readonly index: number; readonly of: Stage; readonly left: number } | undefined => {
  let left = given;
  for (const [index, of] of stages.entries()) {
    if (left < of.approvals) return { index, of, left };
    left -= of.approvals;
  }
  return undefined;
};

export const awaitedOf = (rule: RuleInForce, reviews: readonly Review[]): Awaited => {
  const counted = reviews.filter((review) => isFor(review, rule));
  const reviewers = new Set(counted.map(({ by }) => by));
  const used = new Set(reviews.flatMap((review) => [review.by, rightOf(review)]));
  const given = Math.min(reviewers.size, rule.approvals);
  const open = rule.plans.flatMap((plan) => stageAt(plan, given) ?? []);
  const [first] = open;
  const stages = rule.plans[0]?.stages.length ?? 0;
  return {
    given,
    needed: rule.approvals,
    approvers: open.flatMap(({ of }) => of.approvers).filter((who) => who.kind !== 'user' || !used.has(who.id)),
    stage: first?.index ?? stages,
    stages,
    isNewStage: first?.left === 0,
  };
};

/** The rule of a role, or the one beside it, that waits for most approvals. */
export const mostAwaited = (rules: readonly RuleInForce[], reviews: readonly Review[]): Awaited | undefined =>
  rules
    .map((rule) => awaitedOf(rule, reviews))
    .toSorted((a, b) => b.needed - b.given - (a.needed - a.given) || b.needed - a.needed)[0];

/** The approvers whose approval a pending request waits for. */
export const awaitedApprovers = (rules: readonly RuleInForce[], reviews: readonly Review[]): readonly Who[] =>
  rules.flatMap((rule) => awaitedOf(rule, reviews).approvers);
