import type { MembershipUnknown } from '../authority/answer.ts';
import { type AuthorityWorld, among } from '../authority/membership.ts';
import type { Bundle, ListedRule, Role, RoleRule } from '../catalog/catalog.ts';
import { withRulesOf } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import { canonicalJson } from '../hash.ts';
import type { AccessName } from '../names.ts';
import type { RequestedAccess, RequestedRole } from '../request/request.ts';
import { type IsAmong, type Question, type Selection, selectRule, type WhenPart } from './select.ts';

/** No rule of a role matches a request. */
export interface NoRule {
  readonly kind: 'no_rule';
  readonly name: AccessName;
  /** For each rule, in order, the parts of `when` that the request does not meet. */
  readonly rules: readonly { readonly rule?: string; readonly failed: readonly WhenPart[] }[];
}

/** The rule that applies to a request refuses it. */
export interface RuleRefuses {
  readonly kind: 'rule_refuses';
  readonly name: AccessName;
  readonly rule?: string;
  /** Why, in the words of the catalog. */
  readonly why: string;
}

export interface Chosen {
  readonly kind: 'chosen';
  readonly roles: readonly RequestedRole[];
  /** The requested minutes, or the shortest default of the chosen rules. */
  readonly minutes: number;
  /** The groups and schedules on which it depends whether a rule applies beside another one. */
  readonly unread: readonly string[];
}

/** What a request is for. */
export interface Wanted {
  readonly roles: readonly Role[];
  readonly bundle?: Bundle | undefined;
}

/** Whether every request for a role has the same rule. */
export const isPlain = ({ rules }: Role): boolean => rules.length === 1 && rules[0]?.when === undefined;

const withoutWhen = ({ when: _when, refuse: _refuse, ...rule }: ListedRule): RoleRule => rule;

/** A rule that may apply. If it does, the holder is one of those whom it is for. */
export const ifItApplies = (rule: ListedRule, { requesters }: RoleRule): RoleRule =>
  canonicalJson(rule.requesters) === canonicalJson(rule.when?.requester)
    ? { ...withoutWhen(rule), requesters }
    : withoutWhen(rule);

/** The rule that certainly applies, and those before it that may apply: their requirements apply together. */
export const applyingRules = ({
  match,
  uncertain,
}: Extract<Selection<ListedRule>, { kind: 'selected' }>): readonly [RoleRule, ...RoleRule[]] => {
  const first = withoutWhen(match.rule);
  return [first, ...uncertain.map(({ rule }) => ifItApplies(rule, first))];
};

const chooseOne = (
  role: Role,
  name: AccessName,
  question: Question,
  isAmong: IsAmong,
):
  | {
      readonly rules: readonly [RoleRule, ...RoleRule[]];
      readonly index: number;
      readonly minutes: number;
      readonly unread: readonly string[];
    }
  | NoRule
  | RuleRefuses
  | MembershipUnknown => {
  const found = selectRule(role.rules, question, isAmong);
  if (found.kind === 'membership_unknown') return found;
  if (found.kind === 'no_rule') {
    const rules = found.failed.flatMap((failed, index) => {
      const { ruleName, refuse } = role.rules[index] ?? {};
      return refuse === undefined ? [{ failed, ...defined({ rule: ruleName }) }] : [];
    });
    return { kind: 'no_rule', name, rules };
  }
  const { match, uncertain, minutes, unread } = found;
  const { refuse: why, ruleName } = match.rule;
  if (why !== undefined) return { kind: 'rule_refuses', name, why, ...defined({ rule: ruleName }) };
  if (uncertain.some(({ rule }) => rule.refuse !== undefined)) return { kind: 'membership_unknown', unread };
  return { rules: applyingRules(found), index: match.index, minutes, unread };
};

/** The rules that apply to a request for some roles, or for a bundle. All are judged by the same length. */
export const chooseRules = (
  { roles, bundle }: Wanted,
  question: Question,
  world: AuthorityWorld,
): Chosen | NoRule | RuleRefuses | MembershipUnknown => {
  const isAmong: IsAmong = (who, user) => among(who, user, world);
  const chosen: RequestedRole[] = [];
  const lengths: number[] = [];
  const unread = new Set<string>();
  for (const role of roles) {
    const one = chooseOne(role, role.name, question, isAmong);
    if ('kind' in one) return one;
    const ofBundle = withRulesOf(bundle, role);
    const beside = ofBundle && chooseOne(ofBundle, bundle?.name ?? role.name, question, isAmong);
    if (beside !== undefined && 'kind' in beside) return beside;
    const [rule, ...uncertain] = one.rules;
    const together = [...uncertain, ...(beside?.rules ?? [])];
    chosen.push({
      name: role.name,
      arn: role.arn,
      rule,
      ruleIndex: one.index,
      ...(together.length === 0 ? {} : { together }),
    });
    lengths.push(one.minutes, ...(beside === undefined ? [] : [beside.minutes]));
    for (const of of [...one.unread, ...(beside?.unread ?? [])]) unread.add(of);
  }
  const minutes = Math.min(...lengths);
  return question.minutes === undefined && lengths.length > 1
    ? chooseRules({ roles, bundle }, { ...question, minutes }, world)
    : { kind: 'chosen', roles: chosen, minutes, unread: [...unread] };
};

/** The length of a stored request in minutes. */
const lengthOf = ({ duration, notBefore, at }: RequestedAccess): number =>
  duration.kind === 'for'
    ? duration.minutes
    : Math.ceil((duration.at.getTime() - (notBefore ?? at).getTime()) / 60_000);

/** A stored request as a question. Hours and lengths are those of the request; groups are judged again. */
export const questionOf = (requested: RequestedAccess): Question => {
  const { by, via = by, at, notBefore, emergency = false, extends: base } = requested;
  return {
    holder: by,
    typedBy: via,
    minutes: base === undefined ? lengthOf(requested) : lengthOf({ ...requested, notBefore: base.endsAt }),
    at: base === undefined ? (notBefore ?? at) : at,
    isEmergency: emergency,
    isScheduled: notBefore !== undefined && base === undefined,
    ...(base === undefined ? {} : { extended: { firstStart: base.since, endsAt: base.endsAt } }),
  };
};
