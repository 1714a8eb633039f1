import type { ListedRule, Who } from '../../core/catalog/catalog.ts';
import type { When } from '../../core/rules/when.ts';
import { asRule, compileRefusal, type Refusal } from './compile-refusal.ts';
import { type CompiledRule, compileRule, type Listed } from './compile-rule.ts';
import { compileWhen, type WhenDraft } from './compile-when.ts';
import { type Labels, type MatchDraft, matches } from './labels.ts';
import { combine, type Layers, type RuleDraft } from './layers.ts';
import type { Path } from './problems.ts';
import type { RuleInput } from './rule-context.ts';

export interface ListedDraft extends RuleDraft {
  readonly name?: string;
  readonly refuse?: string;
  readonly when?: WhenDraft & { readonly labels?: MatchDraft };
}

/** A list of rules in the file. */
export interface RuleList {
  readonly path: Path;
  readonly rules: readonly ListedDraft[];
}

/** A rule of a list, without the role that it is for. */
export type CompiledListedRule = CompiledRule & Pick<ListedRule, 'ruleName' | 'when' | 'refuse'>;

/** A rule of the list that a role uses, and why the role does not have it. */
export interface RuleOrigin {
  readonly path: Path;
  readonly name?: string;
  /** `labels`: it is for other labels. `after`: an earlier rule applies to every request of the role. */
  readonly left?: 'labels' | 'after';
}

export interface CompiledRules {
  readonly rules: readonly CompiledListedRule[];
  /** All rules of the list, in order. */
  readonly origins: readonly RuleOrigin[];
}

/** The longest length of a rule that applies to shorter requests only is theirs. */
const withinWhen = ({ durationMinutes, ...rule }: CompiledListedRule, isMaxWritten: boolean): CompiledListedRule => {
  const most = rule.when?.duration?.maxMinutes;
  if (most === undefined) return { ...rule, durationMinutes };
  const max = isMaxWritten ? Math.min(durationMinutes.max, most) : most;
  return { ...rule, durationMinutes: { max, default: Math.min(durationMinutes.default, max) } };
};

const EVERYONE: readonly Who[] = [{ kind: 'everyone' }];

const compileListed = (
  { name, when: _when, refuse: _refuse, ...draft }: ListedDraft,
  when: When | undefined,
  path: Path,
  role: Layers,
  input: RuleInput,
  sharedBy?: Path,
): CompiledListedRule | undefined => {
  const layers = { own: [{ path, draft }, ...role.own], shared: role.shared };
  const { requesters, duration } = combine([...layers.own, ...layers.shared]);
  if (requesters === undefined && when?.requester === undefined)
    input.source.warning(path, 'the rule has no requesters, so everyone in the workspace may request the role by it');
  const line = input.source.at(path)?.at.line;
  const shown = name === undefined ? `the rule in line ${line}` : `the rule "${name}" (line ${line})`;
  const appliesTo = when?.requester ?? EVERYONE;
  const listed: Listed = { shown, appliesTo, ...(sharedBy === undefined ? {} : { sharedBy }) };
  const rule = compileRule(layers, input, listed);
  if (rule === undefined) return undefined;
  const named = {
    ...rule,
    ...(name === undefined ? {} : { ruleName: name }),
    ...(when === undefined ? {} : { when }),
  };
  return withinWhen(named, duration !== undefined && duration.max !== undefined);
};

/** Reports rules of a list without a name, or with that of another. */
const checkList = ({ path, rules }: RuleList, { source }: RuleInput): void => {
  const names = new Set<string>();
  for (const [index, { name }] of rules.entries()) {
    const at = [...path, index];
    if (name === undefined && rules.length > 1 && !source.hasProblem([...at, 'name']))
      source.problem(at, 'the rule has no name; with several rules, each needs one that users see');
    if (name !== undefined && names.has(name))
      source.problem([...at, 'name'], `another rule of this list has the name "${name}"`);
    names.add(name ?? '');
  }
};

const isGrant = (rule: CompiledListedRule | Refusal): rule is CompiledListedRule => 'channel' in rule;

const withRefusals = (
  rules: readonly (CompiledListedRule | Refusal)[],
  { path, rules: drafts }: RuleList,
  { source }: RuleInput,
): readonly CompiledListedRule[] => {
  const grant = rules.find(isGrant);
  if (drafts.every(({ refuse }) => refuse !== undefined))
    source.problem(path, 'all of these rules refuse, so the role could never be requested; remove the role', 'key');
  return grant === undefined ? [] : rules.map((rule) => (isGrant(rule) ? rule : withinWhen(asRule(rule, grant), true)));
};

/** The rules of a role that has these labels, in order. The other keys of its places are defaults of each rule. */
export const compileRules = (
  list: RuleList,
  role: Layers,
  labels: Labels | undefined,
  input: RuleInput,
  /** The role, for a list of defaults. */
  sharedBy?: Path,
): CompiledRules => {
  checkList(list, input);
  const rules: (CompiledListedRule | Refusal)[] = [];
  let isComplete = false;
  const origins = list.rules.map((draft, index): RuleOrigin => {
    const path = [...list.path, index];
    const { name, when } = draft;
    const origin = { path, ...(name === undefined ? {} : { name }) };
    if (when?.labels !== undefined && !matches(when.labels, labels)) return { ...origin, left: 'labels' };
    if (isComplete) return { ...origin, left: 'after' };
    const { labels: _, ...condition } = when ?? {};
    const compiled = compileWhen(condition, [...path, 'when'], input);
    const rule =
      compileRefusal(draft, compiled, path, input.source) ??
      compileListed(draft, compiled, path, role, input, sharedBy);
    if (rule !== undefined) rules.push(rule);
    isComplete = Object.keys(when ?? {}).every((key) => key === 'labels');
    return origin;
  });
  return { rules: withRefusals(rules, list, input), origins };
};
