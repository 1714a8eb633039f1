import { type Check, isObject, list, object, rule, string } from './shape.ts';
import { anyText, plainText, url } from './text.ts';

/**
 * Option values hold 75 characters: the figure of Slack's own types. Its pages have named 150 as well; what is made for 75
 * passes either way.
 */
const optionValue = string(75);

/** An option of a select: plain text only. */
export const option = object({ text: plainText(75), value: optionValue }, { description: plainText(75) });

/** An option of checkboxes and radio buttons, which may be formatted. */
export const formattedOption = object({ text: anyText(75), value: optionValue }, { description: anyText(75) });

/** An option of an overflow menu, which may lead somewhere. */
export const overflowOption = object({ text: plainText(75), value: optionValue }, { description: plainText(75), url });

const optionGroup = object({ label: plainText(75), options: list(option, { max: 100 }) });

/** What a static select takes: options or groups of them, never both. */
export const optionFields = {
  options: list(option, { max: 100 }),
  option_groups: list(optionGroup, { max: 100 }),
};

/** Refuses a static select with both or neither of its two sources. */
export const hasOneOptionSource = rule(
  (element) => (element['options'] === undefined) !== (element['option_groups'] === undefined),
  'must define exactly one of `options` and `option_groups`',
);

/** All options of an element, whether grouped or not. */
export const optionsOf = (element: Readonly<Record<string, unknown>>): readonly unknown[] => {
  const groups = Array.isArray(element['option_groups']) ? element['option_groups'] : [];
  const grouped = groups.flatMap((group) =>
    isObject(group) && Array.isArray(group['options']) ? group['options'] : [],
  );
  return [...(Array.isArray(element['options']) ? element['options'] : []), ...grouped];
};

const sameOption = (one: unknown, other: unknown): boolean => {
  if (!isObject(one) || !isObject(other)) return false;
  const [oneText, otherText] = [one['text'], other['text']];
  return (
    one['value'] === other['value'] &&
    isObject(oneText) &&
    isObject(otherText) &&
    oneText['type'] === otherText['type'] &&
    oneText['text'] === otherText['text']
  );
};

/** Refuses a preselection that is not among the options, text and value alike. */
export const initialIsOffered: Check = (value, pointer) => {
  if (!isObject(value)) return [];
  const offered = optionsOf(value);
  const initials = [
    ...(value['initial_option'] === undefined ? [] : [{ at: 'initial_option', option: value['initial_option'] }]),
    ...(Array.isArray(value['initial_options'])
      ? value['initial_options'].map((entry, index) => ({ at: `initial_options/${index}`, option: entry }))
      : []),
  ];
  return initials
    .filter((initial) => !offered.some((entry) => sameOption(entry, initial.option)))
    .map(({ at }) => ({ pointer: `${pointer}/${at}`, message: 'should match exactly one of the provided options' }));
};
