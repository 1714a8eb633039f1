import type { ListedRule } from '../../catalog/catalog.ts';
import { judgeRule, selectRule } from '../select.ts';
import { holdersIn, type Identity, type Schedules } from './holders.ts';
import { type Case, casesOf, type Way, waysOf, waysToRefuse } from './space.ts';

/** Why a rule never applies to a request that it could grant. */
export type NeverApplies =
  | { readonly kind: 'covered'; readonly by: readonly number[]; readonly refuses?: true }
  /** Its `when` is for emergencies, and the rule allows none. */
  | { readonly kind: 'no_emergency' }
  | { readonly kind: 'emergency_starts_now' }
  /** Its `when` is for users who are not among its requesters. */
  | { readonly kind: 'not_requesters' }
  | { readonly kind: 'too_long'; readonly minMinutes: number; readonly maxMinutes: number }
  | { readonly kind: 'too_short'; readonly maxMinutes: number }
  /** The clocks never show its hours in the coming year. */
  | { readonly kind: 'no_hours' };

export interface RulesWorld {
  readonly schedules: Schedules;
  readonly identities: readonly Identity[];
  readonly minimumMinutes: number;
  /** A moment for each combination of hours. */
  readonly moments: readonly number[];
}

/** Why a rule could grant nothing even if it were the only one. */
const whyNothing = (
  rule: ListedRule,
  all: readonly Way[],
  { identities, schedules, minimumMinutes }: RulesWorld,
): NeverApplies => {
  const { when = {} } = rule;
  if (when.emergency === true && when.start === 'scheduled') return { kind: 'emergency_starts_now' };
  if (when.emergency === true && all.every(({ mode }) => mode !== 'emergency')) return { kind: 'no_emergency' };
  const ways = all.filter(({ mode }) => (mode === 'emergency') === (when.emergency ?? false));
  const usable = ways.filter(({ lists }) => holdersIn(identities, lists, schedules).length > 0);
  if (usable.length === 0) return { kind: 'not_requesters' };
  const { minMinutes = 0, maxMinutes = Number.POSITIVE_INFINITY } = when.duration ?? {};
  const longest = Math.max(...usable.map((way) => way.maxMinutes));
  if (minMinutes > longest) return { kind: 'too_long', minMinutes, maxMinutes: longest };
  return maxMinutes < minimumMinutes ? { kind: 'too_short', maxMinutes } : { kind: 'no_hours' };
};

/** The fewest of the earlier rules that together apply to all of some cases before a rule does. */
const coverOf = (rules: readonly ListedRule[], index: number, cases: readonly Case[]): readonly number[] => {
  const areCovered = (by: readonly number[]): boolean => {
    const kept = [...by, index].flatMap((one) => rules[one] ?? []);
    return cases.every(({ question, isAmong }) => {
      const found = selectRule(kept, question, isAmong);
      return found.kind === 'selected' && found.match.index < by.length;
    });
  };
  const earlier = [...rules.keys()].slice(0, index);
  const alone = earlier.find((one) => areCovered([one]));
  if (alone !== undefined) return [alone];
  return earlier.reduce<readonly number[]>((left, one) => {
    const without = left.filter((other) => other !== one);
    return areCovered(without) ? without : left;
  }, earlier);
};

/**
 * Why one of the rules of a role never applies to a request that it could grant; undefined if it does. Asks the selection itself
 * about one request of every kind that the rules tell apart.
 */
export const neverApplies = (
  rules: readonly ListedRule[],
  index: number,
  world: RulesWorld,
): NeverApplies | undefined => {
  const rule = rules[index];
  // A last rule that refuses the rest says that this is intended, and nothing need be left.
  if (rule === undefined || (rule.refuse !== undefined && rule.when === undefined)) return undefined;
  const cases: Case[] = [];
  const { minimumMinutes } = world;
  const ways = rule.refuse === undefined ? waysOf(rule, minimumMinutes) : waysToRefuse(rule, rules, minimumMinutes);
  for (const way of ways)
    for (const one of casesOf(way, rules, world, world.moments)) {
      const { question, isAmong } = one;
      if (judgeRule(rule, question, isAmong).answer !== 'matches') continue;
      const found = selectRule(rules, question, isAmong);
      if (found.kind === 'selected' && found.match.index === index) return undefined;
      cases.push(one);
    }
  if (cases.length === 0) return whyNothing(rule, ways, world);
  const refuses = rule.refuse === undefined ? {} : { refuses: true as const };
  return { kind: 'covered', by: coverOf(rules, index, cases), ...refuses };
};
