import { defined } from '../defined.ts';
import type { Explained, ExplainedRule } from './explained.ts';

/** A rule of the list that a role uses, as the catalog file has it. */
export interface WrittenRule {
  readonly name?: string;
  /** Counted from 1. */
  readonly line: number;
  /** Why the role does not have the rule. `labels`: it is for other labels. `after`: a rule before it applies to every request. */
  readonly left?: 'labels' | 'after';
}

/** An explanation in which rules have their position in the file, and those of roles with other labels are shown too. */
export const asWritten = (explained: Explained, written: readonly WrittenRule[]): Explained => {
  const kept = written.flatMap(({ left }, index) => (left === undefined ? [index] : []));
  if (kept.length !== explained.rules.length) return explained;
  const rules = written.map(({ name, line, left }, index): ExplainedRule => {
    const judged = explained.rules[kept.indexOf(index)];
    const answer = left === 'labels' ? 'other_labels' : 'later';
    return { ...(judged ?? { answer }), index, line, ...defined({ name }) };
  });
  return { ...explained, rule: explained.rule === null ? null : (kept[explained.rule] ?? null), rules };
};
