import { boolean, byType, type Check, object, oneOf, pattern, string } from './shape.ts';

/** Plain text up to `max` characters. */
export const plainText = (max: number): Check =>
  byType({ plain_text: object({ type: oneOf('plain_text'), text: string(max) }, { emoji: boolean }) });

/** Text of up to `max` characters that may be formatted. */
export const anyText = (max: number): Check =>
  byType({
    plain_text: object({ type: oneOf('plain_text'), text: string(max) }, { emoji: boolean }),
    mrkdwn: object({ type: oneOf('mrkdwn'), text: string(max) }, { verbatim: boolean }),
  });

/** An absolute URL of at most 3,000 characters. */
export const url: Check = (value, pointer) => {
  const length = string(3000)(value, pointer);
  return length.length > 0 ? length : pattern(/^[a-z][a-z0-9+.-]*:(\/\/)?[^\s]+$/i, 'a valid URL')(value, pointer);
};

/** `block_id` and `action_id`. */
export const identifier = string(255);
