import type { ListedRule, Who } from '../../catalog/catalog.ts';
import { judgeRule, selectRule } from '../select.ts';
import type { Gap } from './gaps.ts';
import { holdersIn } from './holders.ts';
import type { RulesWorld } from './reachable.ts';
import { caseOf, lengthsBetween } from './space.ts';

/** A rule that applies to requests of users whom it does not admit, and a later rule that would admit them. */
export interface Shadowed {
  readonly by: number;
  readonly later: number;
  /** One such request. */
  readonly example: Gap;
}

type Asked = 'now' | 'scheduled' | 'emergency';

const admittedBy = ({ requesters, emergency }: ListedRule, mode: Asked): readonly Who[] =>
  mode === 'emergency' ? (emergency?.requesters ?? []) : requesters;

const shadowOf = (
  rules: readonly ListedRule[],
  [by, later]: readonly [number, number],
  mode: Asked,
  { identities, schedules, minimumMinutes, moments }: RulesWorld,
): Gap | undefined => {
  const [earlier, rule] = [rules[by], rules[later]];
  if (earlier === undefined || rule === undefined) return undefined;
  const [refused, admitted] = [admittedBy(earlier, mode), admittedBy(rule, mode)];
  if (refused.some(({ kind }) => kind === 'everyone') || admitted.length === 0) return undefined;
  if (JSON.stringify(refused) === JSON.stringify(admitted)) return undefined;
  const max = mode === 'emergency' ? (rule.emergency?.maxMinutes ?? 0) : rule.durationMinutes.max;
  const lists = [earlier.when?.requester, rule.when?.requester, admitted];
  for (const holder of holdersIn(identities, lists, schedules))
    for (const minutes of lengthsBetween(rules, minimumMinutes, max))
      for (const [cell, ms] of moments.entries()) {
        const { question, isAmong } = caseOf({ mode, minutes, ms }, holder);
        if (isAmong(refused, question.holder).answer === 'yes') continue;
        const found = selectRule(rules, question, isAmong);
        if (found.kind !== 'selected' || found.match.index !== by) continue;
        if (judgeRule(rule, question, isAmong).answer === 'matches')
          return { holder, mode, minutes, moments: new Set([cell]) };
      }
  return undefined;
};

/** Rules that take requests away from later rules without admitting them. One of each kind for each rule. */
export const shadowedIn = (rules: readonly ListedRule[], world: RulesWorld): readonly Shadowed[] =>
  [...rules.keys()].flatMap((by) => {
    // A rule that refuses explains that to its users.
    if (rules[by]?.refuse !== undefined) return [];
    const modes: readonly Asked[] = ['now', 'scheduled', 'emergency'];
    const found = modes.flatMap((mode) => {
      const laterRules = [...rules.keys()].filter((index) => index > by);
      for (const later of laterRules) {
        const example = shadowOf(rules, [by, later], mode, world);
        if (example !== undefined) return [{ by, later, example }];
      }
      return [];
    });
    const usual = found.find(({ example }) => example.mode !== 'emergency');
    return [...(usual === undefined ? [] : [usual]), ...found.filter(({ example }) => example.mode === 'emergency')];
  });
