import { type AuthorityWorld, among } from '../authority/membership.ts';
import type { Role } from '../catalog/catalog.ts';
import { defined } from '../defined.ts';
import { type IsAmong, judgeRule, type Question, selectRule, type WhenPart } from './select.ts';

/** How one rule of a role is judged. `later`: a rule before it applies. */
export interface ExplainedRule {
  readonly index: number;
  readonly name?: string;
  readonly answer: 'applies' | 'later' | 'no' | 'unknown';
  readonly failed?: readonly WhenPart[];
  readonly unread?: readonly string[];
}

export type ExplainedRefusal = 'no_rule' | 'unknown' | 'not_a_requester' | 'no_emergencies' | 'too_long';

/** What a request for a role would need. */
export interface Explained {
  readonly role: string;
  /** The position of the rule that applies, from 0. */
  readonly rule: number | null;
  readonly outcome: 'automatic' | 'approval' | 'refused';
  /** The approvals that the rule needs. */
  readonly approvals: number;
  readonly minutes: number;
  readonly why?: ExplainedRefusal;
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

/** Which rule of a role applies to a request, and why the others do not. Decides as the bot does, from what the world knows. */
export const explainRules = (role: Role, question: Question, world: AuthorityWorld): Explained => {
  const isAmong: IsAmong = (who, user) => among(who, user, world);
  const found = selectRule(role.rules, question, isAmong);
  const selected = found.kind === 'selected' ? found : undefined;
  const minutes = selected?.minutes ?? question.minutes ?? role.rules[0]?.durationMinutes.default ?? 0;
  const match = selected?.match.rule;
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
  if (match === undefined || (selected?.uncertain.length ?? 0) > 0) return refused('unknown');
  const { isEmergency, holder } = question;
  const requesters = isEmergency ? match.emergency?.requesters : match.requesters;
  if (requesters === undefined) return refused('no_emergencies');
  const member = isAmong(requesters, holder).answer;
  if (member !== 'yes') return refused(member === 'no' ? 'not_a_requester' : 'unknown');
  if (minutes > (isEmergency ? (match.emergency?.maxMinutes ?? 0) : match.durationMinutes.max))
    return refused('too_long');
  const approvals = isEmergency ? 0 : match.approvals;
  const outcome = approvals === 0 ? 'automatic' : 'approval';
  return { role: role.name, rule: selected?.match.index ?? null, outcome, approvals, minutes, rules };
};
