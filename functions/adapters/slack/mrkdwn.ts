import { utc } from '../../core/text/plain.ts';
import type { Piece, Text } from '../../core/text/text.ts';

/** Characters that reorder text or are invisible: they can make one name look like another. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\ufeff]/gu;

/** A text without invisible and reordering characters. */
export const legible = (text: string): string => text.replace(UNSEEN, '');

/** Characters that look the same and format nothing: Slack has no escape for its own. */
const HARMLESS: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** Inside a word they format nothing, and `my_role` stays as it is; a backtick formats anywhere. */
const EMPHASIS = /`|(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu;

const withEntities = (text: string): string =>
  legible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * A value that formats and mentions nothing: first `&`, `<` and `>`
 * (https://docs.slack.dev/messaging/formatting-message-text#escaping), then emphasis, quotes and emoji.
 */
const escaped = (text: string): string =>
  // A quote can only begin at the start of a line.
  withEntities(text.replace(/\s*\n\s*/g, ' '))
    .replace(EMPHASIS, (sign) => HARMLESS[sign] ?? sign)
    .replace(/:(?=[\w+'-]+:)/g, '∶');

const rendered = (piece: Piece): string => {
  if (typeof piece === 'string') return piece;
  switch (piece.kind) {
    case 'value':
      return escaped(piece.text);
    case 'code':
      return `\`${withEntities(piece.text).replace(/[`\n]/g, 'ˋ')}\``;
    case 'bold':
      return `*${mrkdwn(piece.text)}*`;
    case 'user':
      return `<@${piece.id}>`;
    case 'group':
      return `<!subteam^${piece.id}>`;
    case 'moment':
      // In the time zone of each reader, with UTC for clients that cannot show it.
      return `<!date^${Math.floor(piece.at.getTime() / 1000)}^{date_short_pretty} at {time}|${utc(piece.at)}>`;
    case 'emoji':
      return `:${piece.name}:`;
    case 'link':
      return `<${withEntities(piece.url).replaceAll('|', '%7C')}|${escaped(piece.label).replaceAll('|', '¦')}>`;
    case 'everyone_here':
      return '<!channel>';
    default:
      return piece satisfies never;
  }
};

/** Text to copy, as it is: only a fence in it would end the block. */
export const fenced = (text: string): string => `\`\`\`\n${withEntities(text).replaceAll('```', 'ˋˋˋ')}\n\`\`\``;

/** A text in Slack's markup. Only this file writes it. */
export const mrkdwn = ({ pieces }: Text): string => pieces.map(rendered).join('');
