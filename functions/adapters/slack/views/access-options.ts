import type { types } from '@slack/bolt';
import type { Requestable } from '../../../core/authority/requestable.ts';
import { formatDuration } from '../../../core/schedule/duration.ts';
import { LIMITS, type PlainText, plain } from '../blocks.ts';

interface Choice {
  readonly name: string;
  readonly description: string;
  /** What its group is called. */
  readonly place: string;
}

/** All that can be chosen, bundles first, then role by role, account by account. */
export const choicesOf = ({ accounts, bundles }: Requestable): readonly Choice[] => [
  ...bundles.map(({ name, description, roles }) => ({
    name,
    description: `${roles.length} roles. ${description}`,
    place: 'Bundles',
  })),
  ...accounts.flatMap(({ account, roles }) =>
    roles.map(({ name, description, durationMinutes }) => ({
      name,
      description: `Up to ${formatDuration(durationMinutes.max)}. ${description}`,
      place: account.name,
    })),
  ),
];

export interface OptionGroup {
  readonly label: PlainText;
  readonly options: types.PlainTextOption[];
}

const option = ({ name, description }: Choice): types.PlainTextOption => ({
  text: plain(name, LIMITS.optionText),
  value: name,
  description: plain(description, LIMITS.optionText),
});

const groupsOf = (choices: readonly Choice[], label: (place: string, count: number) => string): OptionGroup[] =>
  [...Map.groupBy(choices, ({ place }) => place)].map(([place, those]) => ({
    label: plain(label(place, those.length), LIMITS.optionText),
    options: those.map(option),
  }));

/** The choices of a select, by account. As many as Slack takes: see searchedOptions for more. */
export const optionGroups = (choices: readonly Choice[]): OptionGroup[] => groupsOf(choices, (place) => place);

/** How well a choice answers a search: by its name, then by its place, then by its description. */
const rank = ({ name, description, place }: Choice, words: readonly string[]): number | undefined => {
  const ranks = words.map((word) => {
    if (name.startsWith(word)) return 0;
    if (name.includes(word)) return 1;
    if (place.toLowerCase().includes(word)) return 2;
    return description.toLowerCase().includes(word) ? 3 : undefined;
  });
  return ranks.some((one) => one === undefined) ? undefined : Math.max(0, ...ranks.map((one) => one ?? 0));
};

/**
 * The choices that a search finds, the best first and sorted before any is left out; where some are, the label of
 * their group says how many.
 */
export const searchedOptions = (choices: readonly Choice[], query: string): OptionGroup[] => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = choices
    .flatMap((choice) => {
      const ranked = rank(choice, words);
      return ranked === undefined ? [] : [{ choice, ranked }];
    })
    .sort((a, b) => a.ranked - b.ranked)
    .map(({ choice }) => choice);
  const counts = new Map([...Map.groupBy(found, ({ place }) => place)].map(([place, those]) => [place, those.length]));
  return groupsOf(found.slice(0, LIMITS.options), (place, count) => {
    const all = counts.get(place) ?? count;
    return count === all ? place : `${place} (${count} of ${all}: type more to find the others)`;
  });
};
