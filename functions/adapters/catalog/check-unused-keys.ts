import type { CompiledRules, RuleList } from './compile-rules.ts';
import { type Layer, MAPS, type RuleDraft } from './layers.ts';
import type { Source } from './read.ts';

const isMap = (key: string): key is (typeof MAPS)[number] => MAPS.some((one) => one === key);

/** Whether a rule uses nothing of a key of its role, because it has its own. */
const replaces = (rule: RuleDraft, key: string): boolean => {
  const { stages, approvers, approvals } = rule;
  if (key === 'stages' && (approvers !== undefined || approvals !== undefined)) return true;
  if ((key === 'approvers' || key === 'approvals') && stages !== undefined) return true;
  return rule[key as keyof RuleDraft] !== undefined;
};

const replacesInMap = (rule: RuleDraft, map: (typeof MAPS)[number], key: string): boolean => {
  const own: Readonly<Record<string, unknown>> | false | undefined = rule[map];
  return own === false || own?.[key] !== undefined;
};

/** Warns about keys of a role that each of its shared rules replaces: the author may expect that the role wins. */
export const checkUnusedKeys = (
  { path, draft }: Layer,
  list: RuleList,
  { origins }: CompiledRules,
  source: Source,
): void => {
  const kept = list.rules.filter((rule, index) => origins[index]?.left === undefined && rule.refuse === undefined);
  if (kept.length === 0) return;
  const line = source.at(list.path)?.keyAt.line;
  const warn = (keys: readonly string[]): void =>
    source.warning(
      [...path, ...keys],
      `this is never used: each rule of line ${line} has its own ${keys.join('.')}`,
      'key',
    );
  for (const [key, value] of Object.entries(draft)) {
    if (isMap(key) && typeof value === 'object')
      for (const inner of Object.keys(value)) {
        if (kept.every((rule) => replacesInMap(rule, key, inner))) warn([key, inner]);
      }
    else if (kept.every((rule) => replaces(rule, key))) warn([key]);
  }
};
