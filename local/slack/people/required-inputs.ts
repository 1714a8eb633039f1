import { heldField, type PlacedElement, placedElements } from '../world/input-state.ts';
import type { OpenView } from '../world/model.ts';

const text = (input: PlacedElement, value: string): string | undefined => {
  const { min_length: min, max_length: max } = input.element;
  if (typeof min === 'number' && value.length < min) return `Please enter at least ${min} characters.`;
  if (typeof max === 'number' && value.length > max) return `Please enter at most ${max} characters.`;
  if (value.length > 3000) return 'Please enter at most 3000 characters.';
  return undefined;
};

const number = (input: PlacedElement, value: string): string | undefined => {
  const { min_value: min, max_value: max, is_decimal_allowed: isDecimal } = input.element;
  const amount = Number(value);
  if (value.trim() === '' || Number.isNaN(amount)) return 'Please enter a number.';
  if (isDecimal !== true && !Number.isInteger(amount)) return 'Please enter a whole number.';
  if (min !== undefined && amount < Number(min)) return `Please enter a number of at least ${String(min)}.`;
  if (max !== undefined && amount > Number(max)) return `Please enter a number of at most ${String(max)}.`;
  return undefined;
};

const errorOf = (input: PlacedElement, view: OpenView): string | undefined => {
  const held = heldField(input.element.type);
  const value = held === undefined ? null : view.state[input.blockId]?.[input.actionId]?.[held];
  const isEmpty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return input.block['optional'] === true ? undefined : 'Please complete this required field.';
  if (typeof value !== 'string') return undefined;
  switch (input.element.type) {
    case 'plain_text_input':
      return text(input, value);
    case 'number_input':
      return number(input, value);
    case 'email_text_input':
      return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) ? undefined : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(value) ? undefined : 'Please enter a valid URL.';
    default:
      return undefined;
  }
};

/**
 * The errors that Slack's own client shows below the inputs of a modal before it sends a submission to the bot, by
 * block_id. Empty if all inputs are valid.
 */
export const complaintsOf = (view: OpenView): Readonly<Record<string, string>> => {
  const inputs = placedElements(view.blocks).filter((placed) => placed.isInput);
  return Object.fromEntries(
    inputs.flatMap((input) => {
      const error = errorOf(input, view);
      return error === undefined ? [] : [[input.blockId, error]];
    }),
  );
};
