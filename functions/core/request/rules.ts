import { neededFor, type Plan, stagesOf } from '../authority/stages.ts';
import type { Bundle, Catalog, ListedRule, Role, RoleRule } from '../catalog/catalog.ts';
import { own, todaysRule, withRulesOf } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import { canonicalJson } from '../hash.ts';
import type { AccessName } from '../names.ts';
import { ifItApplies } from '../rules/choose.ts';
import { type RequestedAccess, type RequestState, type Review, requestedRules } from './request.ts';

/** Every rule of the roles of a request today and of its bundle, and its own rules: what its decision may depend on. */
export const rulesAbout = (requested: RequestedAccess, { roles, bundles }: Catalog): readonly ListedRule[] => {
  const today = requested.roles.flatMap(({ name }) => own<Role>(roles, name) ?? []);
  const bundle = own<Bundle>(bundles, requested.target);
  const ofBundle = today.slice(0, 1).flatMap((role) => withRulesOf(bundle, role) ?? []);
  return [...[...today, ...ofBundle].flatMap(({ rules }) => rules), ...requestedRules(requested)];
};

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
  /** The place among all rules of the request. */
  readonly index: number;
}

/** Whether an approval counts for a rule of its request. */
export const isFor = ({ roles, rules }: Pick<Review, 'roles' | 'rules'>, { name, index }: RuleInForce): boolean =>
  rules === undefined ? roles.includes(name) : rules.includes(index);

const withSecondLine = (rule: RoleRule): RoleRule => {
  const added = rule.escalation?.approvers ?? [];
  const stages = rule.stages?.map((stage) => ({ ...stage, approvers: [...stage.approvers, ...added] }));
  return { ...rule, approvers: [...rule.approvers, ...added], ...defined({ stages }) };
};

const planOf = (rule: RoleRule): Plan => ({ allowSelfApproval: rule.allowSelfApproval, stages: stagesOf(rule) });

/** What one rule asks for, with those who may approve later if no one decides. */
export const latestPlan = (rule: RoleRule): Plan => planOf(withSecondLine(rule));

const isEqual = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other);

/** What a rule asks for, with the rule that it was at the time of the request. */
export const inForce = (
  today: RoleRule,
  then: RoleRule,
  isEscalated: boolean,
  requested: RequestedAccess,
): Omit<RuleInForce, 'index'> => {
  const [now, before] = isEscalated ? [withSecondLine(today), withSecondLine(then)] : [today, then];
  // A user who is no longer an approver decides nothing, not even by the rule of the request.
  const asked = isEqual(planOf(now), planOf(before)) ? [] : [{ ...planOf(before), among: now.approvers }];
  const needed = [planOf(now), ...asked].filter(({ stages }) => stages.length > 0);
  const plans = isWaived(requested, today) ? [] : needed;
  return { ...today, approvals: Math.max(0, ...plans.map(neededFor)), approvers: now.approvers, plans };
};

/** The current rules of each requested role. A catalog that changed makes a request stricter, never laxer. */
export const rulesInForce = (
  { requested, isEscalated = false }: Judged,
  catalog: Catalog,
): { readonly kind: 'rules'; readonly rules: readonly RuleInForce[] } | RuleChanged => {
  const rules: RuleInForce[] = [];
  for (const { name, rule, together = [] } of requested.roles) {
    const first = todaysRule(rule, catalog);
    for (const then of [rule, ...together]) {
      const found = then === rule ? first : todaysRule(then, catalog);
      if (first === undefined || found === undefined) return { kind: 'rule_changed', name };
      const today = then === rule || then.bundle !== undefined ? found : ifItApplies(found, first);
      rules.push({ ...inForce(today, then, isEscalated, requested), index: rules.length });
    }
  }
  return { kind: 'rules', rules };
};

const isWaived = (requested: RequestedAccess, today: RoleRule): boolean =>
  (requested.extends?.automatic === true && today.extend?.automatic === true) ||
  (requested.emergency === true && today.emergency !== undefined);
