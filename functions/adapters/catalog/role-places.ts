import { defined } from '../../core/defined.ts';
import { checkUnusedKeys } from './check-unused-keys.ts';
import { compileRule } from './compile-rule.ts';
import { type CompiledRules, compileRules, type ListedDraft, type RuleList } from './compile-rules.ts';
import { type Labels, type MatchDraft, matches } from './labels.ts';
import { BY_LABEL, type Layer, type RuleDraft } from './layers.ts';
import type { Path } from './problems.ts';
import type { Source } from './read.ts';
import type { RuleInput } from './rule-context.ts';

export interface SharedDraft extends RuleDraft {
  readonly rules?: readonly ListedDraft[] | false;
}

/** The settings that roles share. */
export interface SharedDefaults {
  readonly defaults: SharedDraft;
  /** The entries of defaultsByLabel. */
  readonly byLabel: readonly (SharedDraft & { readonly match?: MatchDraft })[];
  readonly accounts: Readonly<Record<string, { readonly labels?: Labels }>>;
}

export type Place = Layer & { readonly rules?: readonly ListedDraft[] | false };

export const placeOf = ({ rules, ...draft }: SharedDraft, path: Path): Place => ({
  path,
  draft,
  ...defined({ rules }),
});

/** The entries that match the labels, then `defaults`. An entry whose match is wrong counts as one that matches. */
export const sharedPlaces = (
  { defaults, byLabel }: SharedDefaults,
  labels: Labels | undefined,
  source: Source,
): readonly Place[] => [
  ...byLabel.flatMap(({ match, ...draft }, index) => {
    const path = [...BY_LABEL, index];
    const isWrong = match === undefined || source.hasProblem([...path, 'match']);
    return isWrong || matches(match, labels) ? [placeOf(draft, path)] : [];
  }),
  placeOf(defaults, ['defaults']),
];

/** The rules of a role: its list, or the one that its keys make. */
export const compileRulesOf = (
  name: string,
  places: readonly Place[],
  labels: Labels | undefined,
  input: RuleInput,
): CompiledRules => {
  const [own, ...shared] = places;
  const layers = { own: own === undefined ? [] : [own], shared };
  const place = places.find(({ rules }) => rules !== undefined);
  if (place?.rules) {
    const list = { path: [...place.path, 'rules'], rules: place.rules };
    const path = ['roles', name];
    const compiled = compileRules(list, layers, labels, input, place === own ? undefined : path);
    const isGranted = ({ refuse }: ListedDraft, index: number): boolean =>
      refuse === undefined && compiled.origins[index]?.left === undefined;
    // If all rules of the list refuse, that is reported for the list.
    if (!list.rules.some(isGranted) && list.rules.some(({ refuse }) => refuse === undefined))
      reportNoRule(list, path, labels, input);
    if (own !== undefined && own !== place) checkUnusedKeys(own, list, compiled, input.source);
    return compiled;
  }
  const rule = compileRule(layers, input);
  return { rules: rule === undefined ? [] : [rule], origins: [] };
};

const reportNoRule = ({ path }: RuleList, role: Path, labels: Labels | undefined, { source }: RuleInput): void => {
  const line = source.at(path)?.keyAt.line;
  const has = Object.entries(labels ?? {}).map(([key, value]) => `${key}: ${value}`);
  source.problem(
    role,
    `none of the rules in line ${line} that grant access is for the labels of this role (${has.join(', ') || 'it has none'}); add a rule without when.labels, or labels to the role`,
    'key',
  );
};
