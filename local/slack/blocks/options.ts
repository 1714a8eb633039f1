import { type Check, isObject, list, object, rule, string } from './shape.ts';
import { anyText, plainText, url } from './text.ts';

/**
 * The limit of an option value, from Slack's own types. Slack's documentation has also named 150; values of at most 75
 * characters are valid either way.
 */
const optionValue = string(75);

/** An option of a select: plain text only. */
export const option = object({ text: plainText(75), value: optionValue }, { description: plainText(75) });

/** An option of checkboxes and radio buttons, whose text may be formatted. */
export const formattedOption = object({ text: anyText(75), value: optionValue }, { description: anyText(75) });

/** An option of an overflow menu, which may have a URL. */
export const overflowOption = object({ text: plainText(75), value: optionValue }, { description: plainText(75), url });

const optionGroup = object({ label: plainText(75), options: list(option, { max: 100 }) });

/** The options of a static select: options or option groups, but not both. */
export const optionFields = {
  options: list(option, { max: 100 }),
  option_groups: list(optionGroup, { max: 100 }),
};

/** Rejects a static select that defines both sources or neither. */
export const hasOneOptionSource = rule(
  (element) => (element['options'] === undefined) !== (element['option_groups'] === undefined),
  'must define exactly one of `options` and `option_groups`',
);

/** All options of an element, including those in groups. */
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

/** Rejects an initial option unless its text and value match one of the options. */
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
