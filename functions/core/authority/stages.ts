import type { RoleRule, Stage, Who } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';
import type { RequestedAccess } from '../request/request.ts';
import { isWithin } from '../rules/hours.ts';
import type { Hours } from '../rules/when.ts';
import type { Evidence } from './answer.ts';
import { type Acting, onBehalf, rightOf, shareUser } from './delegation.ts';
import { mostSeated } from './matching.ts';
import { type AuthorityWorld, among, isSameUser, unreadOf } from './membership.ts';

/** The approvals that one rule asks for, stage by stage. */
export interface Plan extends Pick<RoleRule, 'allowSelfApproval'> {
  readonly stages: readonly Stage[];
  /** Only users who are among these too count. Absent: the stages name all that count. */
  readonly among?: readonly Who[];
}

/** The stages of a rule, one after the other. None: no approval is needed. */
export const stagesOf = ({
  stages,
  approvers,
  approvals,
}: Pick<RoleRule, 'stages' | 'approvers' | 'approvals'>): readonly Stage[] =>
  stages ?? (approvals === 0 ? [] : [{ approvers, approvals }]);

/** An approval, when it was given. */
export interface Given extends Acting {
  readonly at: Date;
}

/** An approval that counts, and the entries of the approvers of its stage that name the user. */
interface Counted extends Acting {
  readonly stage: number;
  readonly entries: readonly number[];
}

export interface Progress {
  /** The place of the stage that approvals are awaited for; the number of stages if none is. */
  readonly stage: number;
  readonly counted: readonly Counted[];
  readonly evidence: Evidence;
}

export type CannotCount =
  | { readonly kind: 'not_an_approver' }
  | { readonly kind: 'self_approval_refused' }
  /** Approvals of others are awaited: an earlier or a later stage names the user. */
  | { readonly kind: 'not_your_stage'; readonly approvers: readonly Who[] }
  /** An approval for the same entry of the approvers was given, and each has to be for another one. */
  | { readonly kind: 'from_different_approvers'; readonly approvers: readonly Who[] }
  | { readonly kind: 'outside_hours'; readonly hours: readonly Hours[] };

export type Placed =
  | { readonly kind: 'counts'; readonly progress: Progress; readonly evidence: Evidence }
  | { readonly kind: 'no'; readonly refusal: CannotCount }
  | { readonly kind: 'unknown'; readonly unread: readonly string[] }
  /** Nothing is awaited, or the user approved already. */
  | { readonly kind: 'not_needed' };

type People = Pick<RequestedAccess, 'by' | 'via'>;

/** Whether an approval would be the user's own. An account of the requester's never counts unless the rule says so. */
export const isOwnRequest = (
  reviewer: SlackUserId,
  { by, via }: People,
  { allowSelfApproval }: Pick<RoleRule, 'allowSelfApproval'>,
  world: AuthorityWorld,
): boolean => {
  // The user who requested on behalf of another never decides on it, even where the rule allows self-approval.
  if (via !== undefined && isSameUser(reviewer, via, world)) return true;
  return isSameUser(reviewer, by, world) && !(allowSelfApproval && reviewer === by);
};

/** The same for a decision. A delegate decides neither on a request of their own nor on one of the approver who named them. */
export const isOwnDecision = (
  acting: Acting,
  people: People,
  rule: Pick<RoleRule, 'allowSelfApproval'>,
  world: AuthorityWorld,
): boolean =>
  acting.for === undefined
    ? isOwnRequest(acting.by, people, rule, world)
    : [acting.by, acting.for].some((user) => isOwnRequest(user, people, { allowSelfApproval: false }, world));

/** Why a decision on an own request is refused. Whose delegate a user is makes no request their own. */
export const refusalOfOwn = ({ by }: Acting, people: People, world: AuthorityWorld) =>
  ({
    kind: isOwnRequest(by, people, { allowSelfApproval: false }, world) ? 'self_approval_refused' : 'not_an_approver',
  }) as const;

/** The approvals that a plan needs, in all stages. */
export const neededFor = ({ stages }: Pick<Plan, 'stages'>): number =>
  stages.reduce((sum, { approvals }) => sum + approvals, 0);

/** Approvals that are still awaited. */
export const missingIn = (plan: Plan, { counted }: Pick<Progress, 'counted'>): number =>
  neededFor(plan) - counted.length;

const advanced = ({ stages }: Plan, { stage, counted, evidence }: Progress, one: Counted): Progress => {
  const all = [...counted, one];
  const isComplete = all.filter((other) => other.stage === stage).length === stages[stage]?.approvals;
  return { stage: isComplete ? stage + 1 : stage, counted: all, evidence };
};

/** Whether an approval counts for the stage that is awaited. */
export const place = (plan: Plan, progress: Progress, given: Given, people: People, world: AuthorityWorld): Placed => {
  const { by, at } = given;
  const right = rightOf(given);
  const stage = plan.stages[progress.stage];
  if (stage === undefined || progress.counted.some((one) => shareUser(one, given, world)))
    return { kind: 'not_needed' };
  const here = among(stage.approvers, right, world);
  const also = plan.among === undefined ? undefined : among(plan.among, right, world);
  if (also?.answer === 'unknown') return { kind: 'unknown', unread: also.unread };
  const everywhere = plan.stages.map(({ approvers }) => among(approvers, right, world));
  const refuse = (refusal: CannotCount): Placed => ({ kind: 'no', refusal });
  if (also?.answer === 'no' || everywhere.every(({ answer }) => answer !== 'yes')) {
    const unread = also?.answer === 'no' ? [] : unreadOf(everywhere);
    return unread.length > 0 ? { kind: 'unknown', unread } : refuse({ kind: 'not_an_approver' });
  }
  if (isOwnDecision(given, people, plan, world)) return refuse(refusalOfOwn(given, people, world));
  if (here.answer === 'unknown') return { kind: 'unknown', unread: here.unread };
  const { approvers, hours, fromDifferent } = stage;
  if (here.answer === 'no') return refuse({ kind: 'not_your_stage', approvers });
  if (hours !== undefined && !hours.some((one) => isWithin(at, one))) return refuse({ kind: 'outside_hours', hours });
  const each = fromDifferent === true ? approvers.map((one) => among([one], right, world)) : [];
  const entries = each.flatMap(({ answer }, index) => (answer === 'yes' ? index : []));
  const seated = progress.counted.filter((one) => one.stage === progress.stage).map((one) => one.entries);
  if (fromDifferent === true && mostSeated([...seated, entries]) <= seated.length) {
    const unread = unreadOf(each);
    return unread.length > 0 ? { kind: 'unknown', unread } : refuse({ kind: 'from_different_approvers', approvers });
  }
  const counted = advanced(plan, progress, { by, ...onBehalf(given), stage: progress.stage, entries });
  return {
    kind: 'counts',
    progress: { ...counted, evidence: [...progress.evidence, ...here.evidence] },
    evidence: here.evidence,
  };
};

export interface Tally {
  readonly progress: Progress;
  /** Users whose approval does not count. */
  readonly outside: readonly SlackUserId[];
  /** The groups and schedules that could not be read. If there are any, the rest is not certain. */
  readonly unread: readonly string[];
}

/** The approvals of a request, in the order in which they were given, by what is known of the users now. */
export const tallyOf = (plan: Plan, given: readonly Given[], people: People, world: AuthorityWorld): Tally => {
  let progress: Progress = { stage: 0, counted: [], evidence: [] };
  const outside: SlackUserId[] = [];
  const unread = new Set<string>();
  for (const one of given) {
    const placed = place(plan, progress, one, people, world);
    if (placed.kind === 'counts') progress = placed.progress;
    if (placed.kind === 'no') outside.push(one.by);
    if (placed.kind === 'unknown') for (const of of placed.unread) unread.add(of);
  }
  return { progress, outside, unread: [...unread] };
};
