import type { MembershipUnknown } from '../authority/answer.ts';
import { type AuthorityWorld, among } from '../authority/membership.ts';
import type { ListedRule, Role, RoleRule } from '../catalog/catalog.ts';
import { defined } from '../defined.ts';
import type { AccessName } from '../names.ts';
import type { RequestedAccess } from '../request/request.ts';
import { type IsAmong, judgeRule, type Question, selectRule, type WhenPart } from './select.ts';

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
  /** One rule for each role. */
  readonly rules: readonly RoleRule[];
  /** The requested minutes, or the shortest default of the chosen rules. */
  readonly minutes: number;
}

/** Whether every request for a role has the same rule. */
export const isPlain = ({ rules }: Role): boolean => rules.length === 1 && rules[0]?.when === undefined;

const withoutWhen = ({ when: _when, refuse: _refuse, ...rule }: ListedRule): RoleRule => rule;

const chooseOne = (
  role: Role,
  question: Question,
  isAmong: IsAmong,
): { readonly rule: RoleRule; readonly minutes: number } | NoRule | RuleRefuses | MembershipUnknown => {
  const found = selectRule(role.rules, question, isAmong);
  if (found.kind === 'membership_unknown') return found;
  if (found.kind === 'no_rule') {
    const rules = found.failed.flatMap((failed, index) => {
      const { ruleName, refuse } = role.rules[index] ?? {};
      return refuse === undefined ? [{ failed, ...defined({ rule: ruleName }) }] : [];
    });
    return { kind: 'no_rule', name: role.name, rules };
  }
  // An earlier rule may apply: its requirements would apply too, so nothing is decided until its groups can be read.
  const unread = found.uncertain.flatMap(({ rule }) => {
    const verdict = judgeRule(rule, { ...question, minutes: found.minutes }, isAmong);
    return verdict.answer === 'unknown' ? verdict.unread : [];
  });
  if (unread.length > 0) return { kind: 'membership_unknown', unread: [...new Set(unread)] };
  const { refuse: why, ruleName: name } = found.match.rule;
  if (why !== undefined) return { kind: 'rule_refuses', name: role.name, why, ...defined({ rule: name }) };
  return { rule: withoutWhen(found.match.rule), minutes: found.minutes };
};

/** The rule of each role that applies to a request. All roles of a bundle are judged by the same length. */
export const chooseRules = (
  roles: readonly Role[],
  question: Question,
  world: AuthorityWorld,
): Chosen | NoRule | RuleRefuses | MembershipUnknown => {
  const isAmong: IsAmong = (who, user) => among(who, user, world);
  const chosen: { readonly rule: RoleRule; readonly minutes: number }[] = [];
  for (const role of roles) {
    const one = chooseOne(role, question, isAmong);
    if ('kind' in one) return one;
    chosen.push(one);
  }
  const minutes = Math.min(...chosen.map((one) => one.minutes));
  return question.minutes === undefined && roles.length > 1
    ? chooseRules(roles, { ...question, minutes }, world)
    : { kind: 'chosen', rules: chosen.map(({ rule }) => rule), minutes };
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
