import type * as z from 'zod';
import type { Settings } from '../../core/catalog/catalog.ts';
import { formatDuration } from '../../core/schedule/duration.ts';
import type { Path } from './problems.ts';
import type { Draft, Source } from './read.ts';
import type { defaultsSchema } from './rule-schema.ts';
import { minutesOf } from './schema-parts.ts';

export type RuleDraft = Draft<z.input<typeof defaultsSchema>>;

/** The maps of a rule. Each can be in a rule, in its role, under `defaults`, or partly in each. */
export const MAPS = ['duration', 'extend', 'emergency', 'escalation', 'conditions'] as const;

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
  readonly provePattern: ProvePattern;
}

/** The input of one rule, and the source locations of its fields. */
export type RuleContext = ReturnType<typeof createRuleContext>;

export const createRuleContext = (name: string, input: RuleInput, at?: Path) => {
  const { source } = input;
  const ofRole: Path = ['roles', name];
  const role = at ?? ofRole;
  const bases: readonly Path[] = [...(at === undefined ? [] : [at]), ofRole, ['defaults']];
  const pathsOf = (keys: readonly string[]): readonly Path[] => bases.map((base) => [...base, ...keys]);
  /** Whether the schema found a problem in a field. */
  const hasProblem = (...keys: readonly string[]): boolean => pathsOf(keys).some(source.hasProblem);
  return {
    ...input,
    /** The place of the rule: its role, or its place in the rules of the role. */
    role,
    hasProblem,
    /** The path of a field in the role or under defaults; the path of the role if the field is in neither. */
    pathOf: (...keys: readonly string[]): Path => pathsOf(keys).find((path) => source.at(path) !== undefined) ?? role,
    /** Whether a field is neither in the role nor under defaults. */
    isAbsent: (...keys: readonly string[]): boolean =>
      !hasProblem(...keys) && pathsOf(keys).every((path) => source.at(path) === undefined),
  };
};

/** Reports keys that a map needs, in the role or under defaults, and lists in it that are empty. */
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
