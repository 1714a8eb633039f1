import type { Schedule, Settings } from '../../core/catalog/catalog.ts';
import { formatDuration } from '../../core/schedule/duration.ts';
import type { Layers, MAPS, RuleDraft } from './layers.ts';
import type { Path } from './problems.ts';
import type { Source } from './read.ts';
import { minutesOf } from './schema-parts.ts';

export type Maps = {
  readonly [Key in (typeof MAPS)[number]]?: Exclude<RuleDraft[Key], false | undefined>;
};

/** Why a regular expression cannot be used as a ticket pattern; undefined if it is proven safe. */
export type ProvePattern = (pattern: string) => string | undefined;

/** The input that all rules share. */
export interface RuleInput {
  readonly source: Source;
  readonly settings: Pick<Settings, 'minimumMinutes' | 'lapseAfterMinutes'>;
  /** The names of the schedules under onCall. */
  readonly schedules: readonly string[];
  /** The schedules, without those that are wrong. */
  readonly onCall?: Readonly<Record<string, Schedule>> | undefined;
  readonly provePattern: ProvePattern;
}

/** The input of one rule, and the source locations of its fields. */
export type RuleContext = ReturnType<typeof createRuleContext>;

export const createRuleContext = ({ own, shared }: Layers, input: RuleInput) => {
  const { source } = input;
  const bases = [...own, ...shared].map(({ path }) => path);
  const rule: Path = bases[0] ?? [];
  const pathsOf = (keys: readonly string[]): readonly Path[] => bases.map((base) => [...base, ...keys]);
  /** Whether the schema found a problem in a field. */
  const hasProblem = (...keys: readonly string[]): boolean => pathsOf(keys).some(source.hasProblem);
  return {
    ...input,
    /** The most specific place of the rule: in a list of rules, or its role. */
    rule,
    hasProblem,
    /** Whether the schema found a problem in a field of the rule or its role. */
    hasOwnProblem: (key: string): boolean => own.some(({ path }) => source.hasProblem([...path, key])),
    /** The path of a field in the most specific place that has it; the path of the rule if it is in none. */
    pathOf: (...keys: readonly string[]): Path => pathsOf(keys).find((path) => source.at(path) !== undefined) ?? rule,
    /** Whether a field is in none of the places. */
    isAbsent: (...keys: readonly string[]): boolean =>
      !hasProblem(...keys) && pathsOf(keys).every((path) => source.at(path) === undefined),
  };
};

/** Reports keys that a map needs, in any of its places, and lists in it that are empty. */
export const requireKeys = (
  map: 'extend' | 'emergency' | 'escalation',
  expected: Readonly<Record<string, string>>,
  { source, pathOf, isAbsent }: RuleContext,
): void => {
  for (const [key, text] of Object.entries(expected)) {
    const { kind, items } = source.at(pathOf(map, key)) ?? {};
    if (isAbsent(map, key)) source.problem(pathOf(map), `${key} is missing; expected ${text}`);
    else if (kind === 'list' && items?.length === 0)
      source.problem(pathOf(map, key), `the list is empty; write ${map}: false`);
  }
};

/** The minutes of a duration. Reports one below the minimum. */
export const atLeastMinimum = (
  text: string | undefined,
  path: Path,
  { source, settings: { minimumMinutes } }: RuleContext,
): number | undefined => {
  if (text === undefined) return undefined;
  const minutes = minutesOf(text);
  const minimum = formatDuration(minimumMinutes);
  if (minutes < minimumMinutes)
    source.problem(path, `${text} is too short; the minimum is ${minimum} (settings.minimumDuration)`);
  return minutes;
};
