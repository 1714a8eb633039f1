import { confirmable, dispatchable, focusable, identified, placeholder } from './element-fields.ts';
import { formattedOption, initialIsOffered } from './options.ts';
import { all, boolean, type Check, integer, list, object, oneOf, pattern, rule, string } from './shape.ts';

const date = pattern(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date in the format YYYY-MM-DD');
const time = pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time in the format HH:mm');
const decimal = pattern(/^-?\d+(\.\d+)?$/, 'a number written as a string');
const typed = { ...identified, ...focusable, ...placeholder, ...dispatchable };

const isOrdered = (low: unknown, high: unknown): boolean =>
  low === undefined || high === undefined || Number(low) <= Number(high);

/** Choices that are all visible: checkboxes and radio buttons. */
export const choices: Readonly<Record<string, Check>> = {
  checkboxes: all(
    object(
      { type: oneOf('checkboxes'), options: list(formattedOption, { max: 10 }) },
      { ...identified, ...confirmable, ...focusable, initial_options: list(formattedOption, { max: 10 }) },
    ),
    initialIsOffered,
  ),
  radio_buttons: all(
    object(
      { type: oneOf('radio_buttons'), options: list(formattedOption, { max: 10 }) },
      { ...identified, ...confirmable, ...focusable, initial_option: formattedOption },
    ),
    initialIsOffered,
  ),
};

/** Date picker and time picker. */
export const pickers: Readonly<Record<string, Check>> = {
  datepicker: object(
    { type: oneOf('datepicker') },
    { ...identified, ...confirmable, ...focusable, ...placeholder, initial_date: date },
  ),
  timepicker: object(
    { type: oneOf('timepicker') },
    { ...identified, ...confirmable, ...focusable, ...placeholder, initial_time: time, timezone: string(255) },
  ),
};

/** Date and time together, as ten digits of seconds since the epoch. */
export const dateTimePicker: Readonly<Record<string, Check>> = {
  datetimepicker: object(
    { type: oneOf('datetimepicker') },
    { ...identified, ...confirmable, ...focusable, initial_date_time: integer(1_000_000_000, 9_999_999_999) },
  ),
};

/** Text inputs, which are valid only in input blocks. */
export const typedInputs: Readonly<Record<string, Check>> = {
  plain_text_input: all(
    object(
      { type: oneOf('plain_text_input') },
      {
        ...typed,
        initial_value: string(3000),
        multiline: boolean,
        min_length: integer(0, 3000),
        max_length: integer(1, 3000),
      },
    ),
    rule((input) => isOrdered(input['min_length'], input['max_length']), '`min_length` exceeds `max_length`'),
  ),
  number_input: all(
    object(
      { type: oneOf('number_input'), is_decimal_allowed: boolean },
      { ...typed, initial_value: decimal, min_value: decimal, max_value: decimal },
    ),
    rule((input) => isOrdered(input['min_value'], input['max_value']), '`min_value` exceeds `max_value`'),
  ),
  email_text_input: object({ type: oneOf('email_text_input') }, { ...typed, initial_value: string(3000) }),
  url_text_input: object({ type: oneOf('url_text_input') }, { ...typed, initial_value: string(3000) }),
};
