import { approversMissing } from '../authority/approval.ts';
import { mayRequest } from '../authority/authority.ts';
import { EMPTY_DIRECTORY } from '../authority/directory.ts';
import { type AuthorityWorld, among } from '../authority/membership.ts';
import type { Role, RoleRule } from '../catalog/catalog.ts';
import { ruleLimits } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import type { SlackUserId } from '../names.ts';
import { refuseLength } from '../request/decide-request.ts';
import { emergencyLimits } from '../request/emergency.ts';
import { latestPlan } from '../request/rules.ts';
import { applyingRules } from './choose.ts';
import { type IsAmong, judgeRule, type Question, selectRule, type WhenPart } from './select.ts';

/** How one rule of a role is judged. `later`: a rule before it applies. `other_labels`: it is for roles with other labels. */
export interface ExplainedRule {
  readonly index: number;
  readonly name?: string;
  /** Where it begins in the catalog file, if that was read. */
  readonly line?: number;
  readonly answer: 'applies' | 'later' | 'no' | 'unknown' | 'other_labels';
  readonly failed?: readonly WhenPart[];
  readonly unread?: readonly string[];
}

export type ExplainedRefusal =
  | 'no_rule'
  | 'rule_refuses'
  | 'unknown'
  | 'not_a_requester'
  | 'no_emergencies'
  | 'approvers_missing'
  | 'too_long'
  | 'too_short';

/** What a request for a role would need. */
export interface Explained {
  readonly role: string;
  /** The position of the rule that applies, from 0. */
  readonly rule: number | null;
  /** The positions of the rules that may apply: their requirements apply too. */
  readonly together?: readonly number[];
  readonly outcome: 'automatic' | 'approval' | 'refused';
  /** The approvals that the rule needs. */
  readonly approvals: number;
  readonly minutes: number;
  readonly why?: ExplainedRefusal;
  /** Why the rule refuses, in the words of the catalog. */
  readonly refuse?: string;
  readonly rules: readonly ExplainedRule[];
}

const ruleOf = (role: Role, question: Question, isAmong: IsAmong, match: number | undefined) =>
  role.rules.map((rule, index): ExplainedRule => {
    const verdict = judgeRule(rule, question, isAmong);
    const named = { index, ...defined({ name: rule.ruleName }) };
    if (verdict.answer === 'no') return { ...named, answer: 'no', failed: verdict.failed };
    if (verdict.answer === 'unknown') return { ...named, answer: 'unknown', unread: verdict.unread };
    return { ...named, answer: index === match ? 'applies' : 'later' };
  });

/** The default length of an emergency without one, which can be shorter than that of its rule, and may have another rule. */
const emergencyDefault = (role: Role, question: Question, isAmong: IsAmong): number | undefined => {
  if (!question.isEmergency || question.minutes !== undefined) return undefined;
  const found = selectRule(role.rules, question, isAmong);
  if (found.kind !== 'selected' || found.match.rule.refuse !== undefined) return undefined;
  return Math.min(found.minutes, emergencyLimits(applyingRules(found)).durationMinutes.default);
};

/** Whether too few users could approve, by the catalog alone. Of the groups, only the memberships of the holder are known. */
const lacksApprovers = (rules: readonly RoleRule[], by: SlackUserId, { catalog, now }: AuthorityWorld): boolean =>
  approversMissing(
    { requested: { by } },
    rules.map((rule, index) => ({ ...rule, plans: [latestPlan(rule)], index })),
    { catalog, now, directory: EMPTY_DIRECTORY },
  ) !== undefined;

/** Which rule of a role applies to a request, and why the others do not. Decides as the bot does, from what the world knows. */
export const explainRules = (role: Role, question: Question, world: AuthorityWorld): Explained => {
  const isAmong: IsAmong = (who, user) => among(who, user, world);
  const shorter = emergencyDefault(role, question, isAmong);
  if (shorter !== undefined) return explainRules(role, { ...question, minutes: shorter }, world);
  const found = selectRule(role.rules, question, isAmong);
  const selected = found.kind === 'selected' ? found : undefined;
  const minutes = selected?.minutes ?? question.minutes ?? role.rules[0]?.durationMinutes.default ?? 0;
  const rules = ruleOf(role, { ...question, minutes }, isAmong, selected?.match.index);
  const refused = (why: ExplainedRefusal): Explained => ({
    role: role.name,
    rule: why === 'unknown' ? null : (selected?.match.index ?? null),
    outcome: 'refused',
    approvals: 0,
    minutes,
    why,
    rules,
  });
  if (found.kind === 'no_rule') return refused('no_rule');
  if (selected === undefined) return refused('unknown');
  const { refuse } = selected.match.rule;
  if (refuse !== undefined) return { ...refused('rule_refuses'), refuse };
  if (selected.uncertain.some(({ rule }) => rule.refuse !== undefined)) return refused('unknown');
  const applying = applyingRules(selected);
  const { isEmergency, holder } = question;
  const authority = mayRequest({ by: holder, holder, rules: applying, isEmergency }, world);
  if (authority.answer === 'unknown') return refused('unknown');
  if (authority.answer === 'no')
    return refused(authority.refusal.kind === 'no_emergencies' ? 'no_emergencies' : 'not_a_requester');
  const limits = isEmergency ? emergencyLimits(applying) : ruleLimits(applying);
  const length = refuseLength(minutes, limits, world.catalog.settings.minimumMinutes);
  if (length !== undefined) return refused(length.kind);
  if (!isEmergency && lacksApprovers(applying, holder, world)) return refused('approvers_missing');
  const approvals = isEmergency ? 0 : Math.max(...applying.map((rule) => rule.approvals));
  const outcome = approvals === 0 ? 'automatic' : 'approval';
  const together = selected.uncertain.map(({ index }) => index);
  const beside = together.length === 0 ? {} : { together };
  return { role: role.name, rule: selected.match.index, ...beside, outcome, approvals, minutes, rules };
};
