import type { types } from '@slack/bolt';
import type { Requestable } from '../../../core/authority/requestable.ts';
import { type Entry, groupLabel, optionDescription, requestableGroups } from '../../../core/text/lists.ts';
import { LIMITS, type PlainText, plain } from '../blocks.ts';

interface Choice {
  readonly entry: Entry;
  /** The name of its group: an account, or the bundles. */
  readonly group: string;
}

/** Everything that a user can select: bundles first, then roles by account. */
export const choicesOf = (requestable: Requestable): readonly Choice[] =>
  requestableGroups(requestable).flatMap(({ name, entries }) => entries.map((entry) => ({ entry, group: name })));

export interface OptionGroup {
  readonly label: PlainText;
  readonly options: types.PlainTextOption[];
}

const option = ({ entry }: Choice): types.PlainTextOption => ({
  text: plain(entry.name, LIMITS.optionText),
  value: entry.name,
  description: plain(optionDescription(entry), LIMITS.optionText),
});

/** The options of a menu by account, at most as many as Slack takes. `found` are those that a search found in all. */
export const optionGroups = (choices: readonly Choice[], found = choices): OptionGroup[] => {
  const counts = Map.groupBy(found, ({ group }) => group);
  return [...Map.groupBy(choices, ({ group }) => group)].map(([group, those]) => ({
    label: plain(groupLabel(group, those.length, counts.get(group)?.length ?? 0), LIMITS.optionText),
    options: those.map(option),
  }));
};

/** How well a choice matches a search: by its name, then by its group, then by its description. */
const rank = ({ entry: { name, description }, group }: Choice, words: readonly string[]): number | undefined => {
  const ranks = words.map((word) => {
    if (name.startsWith(word)) return 0;
    if (name.includes(word)) return 1;
    if (group.toLowerCase().includes(word)) return 2;
    return description.toLowerCase().includes(word) ? 3 : undefined;
  });
  return ranks.some((one) => one === undefined) ? undefined : Math.max(0, ...ranks.map((one) => one ?? 0));
};

/** The options that a search finds, sorted before any are left out. */
export const searchedOptions = (choices: readonly Choice[], query: string): OptionGroup[] => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = choices
    .flatMap((choice) => {
      const ranked = rank(choice, words);
      return ranked === undefined ? [] : [{ choice, ranked }];
    })
    .sort((a, b) => a.ranked - b.ranked)
    .map(({ choice }) => choice);
  return optionGroups(found.slice(0, LIMITS.options), found);
};
