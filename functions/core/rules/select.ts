import type { Evidence } from '../authority/answer.ts';
import type { Membership } from '../authority/membership.ts';
import type { Who } from '../catalog/catalog.ts';
import type { SlackUserId } from '../names.ts';
import { isWithin } from './hours.ts';
import type { When } from './when.ts';

/** The members of a rule that selection reads. */
export interface Selectable {
  readonly when?: When;
  readonly durationMinutes: { readonly default: number };
  /** 0: the rule needs no approval. */
  readonly approvals: number;
}

export interface Question {
  readonly holder: SlackUserId;
  readonly typedBy: SlackUserId;
  /** Absent: the default of each rule. */
  readonly minutes?: number;
  /** The time of the request, or the scheduled start. */
  readonly at: Date;
  readonly isEmergency: boolean;
  readonly isScheduled: boolean;
  /** Of an extension: the first start of its chain, and the end that it extends. */
  readonly extended?: { readonly firstStart: Date; readonly endsAt: Date };
}

export type IsAmong = (who: readonly Who[], user: SlackUserId) => Membership;

export type WhenPart = keyof When | 'typedBy';

export type Verdict =
  | { readonly answer: 'matches'; readonly evidence: Evidence }
  | { readonly answer: 'no'; readonly failed: readonly WhenPart[] }
  /** Depends on groups or schedules that could not be read. */
  | { readonly answer: 'unknown'; readonly unread: readonly string[] };

export interface Selected<Rule> {
  /** The place of the rule in the list, from 0. */
  readonly index: number;
  readonly rule: Rule;
}

export type Selection<Rule> =
  | {
      readonly kind: 'selected';
      /** The first rule that certainly matches. */
      readonly match: Selected<Rule>;
      /** Rules before it that may match: their requirements apply together with those of the match. */
      readonly uncertain: readonly Selected<Rule>[];
      /** The groups and schedules that those depend on. */
      readonly unread: readonly string[];
      readonly minutes: number;
      readonly evidence: Evidence;
    }
  /** For each rule, in order, the parts of `when` that the request does not meet. */
  | { readonly kind: 'no_rule'; readonly failed: readonly (readonly WhenPart[])[] }
  | { readonly kind: 'membership_unknown'; readonly unread: readonly string[] };

const MINUTE_MS = 60_000;

const isLengthMet = ({ duration }: When, minutes: number, { extended }: Question): boolean => {
  const before = extended === undefined ? 0 : extended.endsAt.getTime() - extended.firstStart.getTime();
  const total = minutes + Math.max(0, before) / MINUTE_MS;
  return total >= (duration?.minMinutes ?? 0) && total <= (duration?.maxMinutes ?? Number.POSITIVE_INFINITY);
};

/** Whether the `when` of one rule matches a request. A part that certainly fails outweighs what could not be read. */
export const judgeRule = (rule: Selectable, question: Question, isAmong: IsAmong): Verdict => {
  const { when = {}, approvals, durationMinutes } = rule;
  const { holder, typedBy, at, isEmergency, isScheduled, minutes = durationMinutes.default } = question;
  const failed: WhenPart[] = [];
  if (!isLengthMet(when, minutes, question)) failed.push('duration');
  if (when.hours !== undefined && !when.hours.some((hours) => isWithin(at, hours))) failed.push('hours');
  if (when.emergency !== undefined && when.emergency !== isEmergency) failed.push('emergency');
  if (when.start !== undefined && (when.start === 'scheduled') !== isScheduled) failed.push('start');

  const members: Membership[] = [];
  if (when.requester !== undefined) {
    const ofHolder = isAmong(when.requester, holder);
    members.push(ofHolder);
    if (ofHolder.answer === 'no') failed.push('requester');
    // Without an approver, no one but the user who typed has agreed.
    if (approvals === 0 && typedBy !== holder) {
      const ofTyper = isAmong(when.requester, typedBy);
      members.push(ofTyper);
      if (ofTyper.answer === 'no') failed.push('typedBy');
    }
  }
  if (failed.length > 0) return { answer: 'no', failed };
  const unread = members.flatMap((one) => (one.answer === 'unknown' ? one.unread : []));
  if (unread.length > 0) return { answer: 'unknown', unread: [...new Set(unread)] };
  return { answer: 'matches', evidence: members.flatMap((one) => (one.answer === 'yes' ? one.evidence : [])) };
};

/**
 * The first rule that matches, and the rules before it of which that is not certain. Without `minutes`, each rule is tried
 * with its own default; the shortest default found is then judged as if it had been typed, so that a later check of the
 * stored length selects the same rule.
 */
export const selectRule = <Rule extends Selectable>(
  rules: readonly Rule[],
  question: Question,
  isAmong: IsAmong,
): Selection<Rule> => {
  const failed: (readonly WhenPart[])[] = [];
  const uncertain: Selected<Rule>[] = [];
  const unread: string[] = [];
  for (const [index, rule] of rules.entries()) {
    const verdict = judgeRule(rule, question, isAmong);
    if (verdict.answer === 'no') failed.push(verdict.failed);
    if (verdict.answer === 'unknown') {
      uncertain.push({ index, rule });
      unread.push(...verdict.unread);
    }
    if (verdict.answer !== 'matches') continue;
    const { minutes } = question;
    if (minutes !== undefined)
      return {
        kind: 'selected',
        match: { index, rule },
        uncertain,
        unread: [...new Set(unread)],
        minutes,
        evidence: verdict.evidence,
      };
    const defaults = [rule, ...uncertain.map((one) => one.rule)].map((one) => one.durationMinutes.default);
    return selectRule(rules, { ...question, minutes: Math.min(...defaults) }, isAmong);
  }
  return unread.length > 0 ? { kind: 'membership_unknown', unread: [...new Set(unread)] } : { kind: 'no_rule', failed };
};
