import type { ListedRule } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import { type CompiledRule, compileRule } from './compile-rule.ts';
import { compileWhen, type WhenDraft } from './compile-when.ts';
import type { Path } from './problems.ts';
import { MAPS, type RuleDraft, type RuleInput } from './rule-context.ts';

export interface ListedDraft extends RuleDraft {
  readonly name?: string;
  readonly when?: WhenDraft;
}

/** A rule of a list, without the role that it is for. */
export type CompiledListedRule = CompiledRule & Pick<ListedRule, 'ruleName' | 'when'>;

/** The keys of a rule over those of its role. A map has the keys of both, and an example belongs to the pattern beside it. */
const combined = ({ ticketExample, ...role }: RuleDraft, rule: RuleDraft): RuleDraft => {
  const maps = MAPS.flatMap((key) => {
    const [ofRole, ofRule] = [role[key], rule[key]];
    return ofRole && ofRule ? [[key, { ...ofRole, ...ofRule }]] : [];
  });
  const example = rule.ticket === undefined ? defined({ ticketExample }) : {};
  return { ...role, ...example, ...rule, ...Object.fromEntries(maps) };
};

/** The longest length of a rule that applies to shorter requests only is theirs. */
const withinWhen = ({ durationMinutes, ...rule }: CompiledListedRule, isMaxWritten: boolean): CompiledListedRule => {
  const most = rule.when?.duration?.maxMinutes;
  if (most === undefined) return { ...rule, durationMinutes };
  const max = isMaxWritten ? Math.min(durationMinutes.max, most) : most;
  return { ...rule, durationMinutes: { max, default: Math.min(durationMinutes.default, max) } };
};

const compileListed = (
  role: string,
  { name, when: whenDraft, ...ofRule }: ListedDraft,
  [ofRole, defaults]: readonly [RuleDraft, RuleDraft],
  input: RuleInput,
  at: Path,
): CompiledListedRule | undefined => {
  const when = compileWhen(whenDraft, [...at, 'when'], input);
  const own = combined(ofRole, ofRule);
  const requesters = own.requesters ?? defaults.requesters;
  if (requesters === undefined && when?.requester === undefined)
    input.source.warning(at, 'the rule has no requesters, so everyone in the workspace may request the role by it');
  // Without requesters, the rule admits whom it applies to.
  const rule = compileRule(role, { ...own, requesters: requesters ?? ['everyone'] }, defaults, input, at);
  if (rule === undefined) return undefined;
  const named = {
    ...rule,
    ...(requesters === undefined && when?.requester !== undefined ? { requesters: when.requester } : {}),
    ...(name === undefined ? {} : { ruleName: name }),
    ...(when === undefined ? {} : { when }),
  };
  return withinWhen(named, (own.duration?.max ?? defaults.duration?.max) !== undefined);
};

/** The rules of a role, in order. The keys of the role, and those of `defaults`, are defaults of each rule. */
export const compileRules = (
  role: string,
  listed: readonly ListedDraft[],
  own: RuleDraft,
  defaults: RuleDraft,
  input: RuleInput,
): readonly CompiledListedRule[] => {
  const { source } = input;
  const path = ['roles', role, 'rules'];
  const names = new Set<string>();
  return listed.flatMap((draft, index) => {
    const at = [...path, index];
    if (draft.name === undefined && listed.length > 1)
      source.problem(at, 'the rule has no name; with several rules, each needs one that users see');
    if (draft.name !== undefined && names.has(draft.name))
      source.problem([...at, 'name'], `another rule of this role has the name "${draft.name}"`);
    names.add(draft.name ?? '');
    const rule = compileListed(role, draft, [own, defaults], input, at);
    const all = index > 0 ? listed.slice(0, index).findIndex(({ when = {} }) => Object.keys(when).length === 0) : -1;
    if (all >= 0)
      source.problem(
        at,
        `the rule never applies: rule ${all + 1} has no "when", so it applies to every request; put it last`,
      );
    return rule === undefined ? [] : [rule];
  });
};
