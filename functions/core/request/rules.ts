import { neededFor, type Plan, stagesOf } from '../authority/stages.ts';
import type { Catalog, RoleRule } from '../catalog/catalog.ts';
import { todaysRule } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import { canonicalJson } from '../hash.ts';
import type { AccessName } from '../names.ts';
import type { RequestedAccess, RequestState } from './request.ts';

type Judged = Pick<RequestState, 'requested'> & Partial<Pick<RequestState, 'isEscalated'>>;

/** A role that left the catalog, or has another ARN now. */
export interface RuleChanged {
  readonly kind: 'rule_changed';
  readonly name: AccessName;
}

/** The current rule of a role, and what has to be approved. */
export interface RuleInForce extends RoleRule {
  /** The approvals that the rule asks for now and, if they differ, those of the time of the request. Each is needed. */
  readonly plans: readonly Plan[];
}

const withSecondLine = (rule: RoleRule): RoleRule => {
  const added = rule.escalation?.approvers ?? [];
  const stages = rule.stages?.map((stage) => ({ ...stage, approvers: [...stage.approvers, ...added] }));
  return { ...rule, approvers: [...rule.approvers, ...added], ...defined({ stages }) };
};

const planOf = (rule: RoleRule): Plan => ({ allowSelfApproval: rule.allowSelfApproval, stages: stagesOf(rule) });

const isEqual = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other);

/** The current rule of each requested role. A catalog that changed makes a request stricter, never laxer. */
export const rulesInForce = (
  { requested, isEscalated = false }: Judged,
  catalog: Catalog,
): { readonly kind: 'rules'; readonly rules: readonly RuleInForce[] } | RuleChanged => {
  const rules: RuleInForce[] = [];
  for (const { name, rule: then } of requested.roles) {
    const today = todaysRule(then, catalog);
    if (today === undefined) return { kind: 'rule_changed', name };
    const [now, before] = isEscalated ? [withSecondLine(today), withSecondLine(then)] : [today, then];
    // A user who is no longer an approver decides nothing, not even by the rule of the request.
    const asked = isEqual(planOf(now), planOf(before)) ? [] : [{ ...planOf(before), among: now.approvers }];
    const needed = [planOf(now), ...asked].filter(({ stages }) => stages.length > 0);
    const plans = isWaived(requested, today) ? [] : needed;
    rules.push({ ...today, approvals: Math.max(0, ...plans.map(neededFor)), approvers: now.approvers, plans });
  }
  return { kind: 'rules', rules };
};

const isWaived = (requested: RequestedAccess, today: RoleRule): boolean =>
  (requested.extends?.automatic === true && today.extend?.automatic === true) ||
  (requested.emergency === true && today.emergency !== undefined);
