import { optionsOf } from '../blocks/options.ts';
import { isObject } from '../blocks/shape.ts';
import type { InputValue } from '../contract.ts';
import { heldField, type PlacedElement } from '../world/input-state.ts';
import type { Json, StateValue } from '../world/model.ts';

const asList = (choice: InputValue): readonly string[] => {
  if (choice === null) return [];
  return typeof choice === 'string' || typeof choice === 'number' ? [String(choice)] : choice;
};

/** Finds an option by value and removes its group. Throws if the user could not choose it. */
export const optionOf = (value: string, offered: readonly unknown[], what: string): Json => {
  const options = offered.filter(isObject);
  const found = options.find((option) => option['value'] === value);
  if (found) return found;
  throw new Error(
    `${what} offers no option "${value}", only ${options.map((option) => `"${String(option['value'])}"`).join(', ')}`,
  );
};

const single = (choice: InputValue, what: string): string | null => {
  const [only = null, ...others] = asList(choice);
  if (others.length > 0) throw new Error(`${what} accepts one choice, not ${others.length + 1}`);
  return only;
};

const scalar = (choice: InputValue, type: string, what: string): unknown => {
  const text = single(choice, what);
  // An empty field is sent as null, never as an empty string.
  if (text === null || text === '') return null;
  if (type !== 'datetimepicker') return text;
  if (!/^[1-9]\d{9}$/.test(text))
    throw new Error(`${what} accepts ten digits of seconds since the epoch, not "${text}"`);
  return Number(text);
};

/**
 * The state value of an element after a user's choice, as in payloads. `offered` are the options of an external select;
 * all other elements define their own. Throws an Error if Slack's client would not allow the choice.
 */
export const chosen = (
  { element, actionId }: PlacedElement,
  choice: InputValue,
  offered?: readonly unknown[],
): StateValue => {
  const held = heldField(element.type);
  if (held === undefined) throw new Error(`${element.type} ${actionId} is pressed, not filled`);
  const what = `${element.type} ${actionId}`;
  const options = offered ?? optionsOf(element);
  const limit = typeof element['max_selected_items'] === 'number' ? element['max_selected_items'] : Number.MAX_VALUE;
  if (asList(choice).length > limit) throw new Error(`${what} accepts at most ${limit} choices`);
  switch (held) {
    case 'selected_option': {
      const value = single(choice, what);
      return { type: element.type, [held]: value === null ? null : optionOf(value, options, what) };
    }
    case 'selected_options':
      return { type: element.type, [held]: asList(choice).map((value) => optionOf(value, options, what)) };
    case 'selected_users':
    case 'selected_conversations':
    case 'selected_channels':
      return { type: element.type, [held]: asList(choice) };
    default:
      return { type: element.type, [held]: scalar(choice, element.type, what) };
  }
};
