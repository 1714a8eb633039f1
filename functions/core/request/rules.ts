import type { Catalog, RoleRule } from '../catalog/catalog.ts';
import { todaysRule } from '../catalog/lookup.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import type { RequestedAccess, RequestState, Review } from './request.ts';

type Judged = Pick<RequestState, 'requested'> & Partial<Pick<RequestState, 'isEscalated'>>;

/** A role that left the catalog, or has another ARN now. */
export interface RuleChanged {
  readonly kind: 'rule_changed';
  readonly name: AccessName;
}

/** The current rule of each requested role; of the number of approvals, the stricter of then and now counts. */
export const rulesInForce = (
  { requested, isEscalated = false }: Judged,
  catalog: Catalog,
): { readonly kind: 'rules'; readonly rules: readonly RoleRule[] } | RuleChanged => {
  const rules: RoleRule[] = [];
  for (const { name, rule: then } of requested.roles) {
    const today = todaysRule(then, catalog);
    if (today === undefined) return { kind: 'rule_changed', name };
    const approvals = isWaived(requested, today) ? 0 : Math.max(then.approvals, today.approvals);
    const secondLine = isEscalated ? (today.escalation?.approvers ?? []) : [];
    rules.push({ ...today, approvals, approvers: [...today.approvers, ...secondLine] });
  }
  return { kind: 'rules', rules };
};

const isWaived = (requested: RequestedAccess, today: RoleRule): boolean =>
  (requested.extends?.automatic === true && today.extend?.automatic === true) ||
  (requested.emergency === true && today.emergency !== undefined);

/** How many approvals are missing, for the role that misses most. Reviews of one user by two accounts count once. */
export const missingApprovals = (
  rules: readonly RoleRule[],
  reviews: readonly Review[],
  isSame: (one: SlackUserId, other: SlackUserId) => boolean = (one, other) => one === other,
): number =>
  Math.max(
    0,
    ...rules.map(({ name, approvals }) => {
      const reviewers = reviews.filter(({ roles }) => roles.includes(name)).map(({ by }) => by);
      const isRepeated = (user: SlackUserId, at: number) => reviewers.slice(0, at).some((other) => isSame(other, user));
      return approvals - reviewers.filter((user, at) => !isRepeated(user, at)).length;
    }),
  );
