import { boolean, byType, type Check, integer, list, object, oneOf, pattern, string } from './shape.ts';
import { identifier, url } from './text.ts';

const style = object({}, { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean });
const styled = { style };
const unlimited = { max: 1000 };
const longText = string(40_000);
const id = string(255);

const text = object({ type: oneOf('text'), text: longText }, styled);
const link = object({ type: oneOf('link'), url }, { ...styled, text: longText, unsafe: boolean });

const inline: Check = byType({
  text,
  link,
  user: object({ type: oneOf('user'), user_id: id }, styled),
  usergroup: object({ type: oneOf('usergroup'), usergroup_id: id }, styled),
  channel: object({ type: oneOf('channel'), channel_id: id }, styled),
  broadcast: object({ type: oneOf('broadcast'), range: oneOf('here', 'channel', 'everyone') }, styled),
  emoji: object({ type: oneOf('emoji'), name: id }, { ...styled, unicode: id, url }),
  date: object(
    { type: oneOf('date'), timestamp: integer(0, 9_999_999_999), format: id },
    { ...styled, url, fallback: longText },
  ),
  color: object({ type: oneOf('color'), value: pattern(/^#[0-9a-f]{6}$/i, 'a hex color') }, styled),
});

const border = { border: integer(0, 1) };
const section = object({ type: oneOf('rich_text_section'), elements: list(inline, { min: 0, ...unlimited }) });

/** The rich_text block: sections, lists, quotes and preformatted text. */
export const richText: Check = object(
  {
    type: oneOf('rich_text'),
    elements: list(
      byType({
        rich_text_section: section,
        rich_text_list: object(
          {
            type: oneOf('rich_text_list'),
            style: oneOf('bullet', 'ordered'),
            elements: list(byType({ rich_text_section: section }), unlimited),
          },
          { ...border, indent: integer(0, 8), offset: integer(0, 1000) },
        ),
        rich_text_quote: object({ type: oneOf('rich_text_quote'), elements: list(inline, unlimited) }, border),
        rich_text_preformatted: object(
          { type: oneOf('rich_text_preformatted'), elements: list(byType({ text, link }), unlimited) },
          border,
        ),
      }),
      unlimited,
    ),
  },
  { block_id: identifier },
);
