import type { SlackChannelId, SlackGroupId, SlackUserId } from '../../core/names.ts';

/** Text in Slack's own markup. Only this file makes it: whatever else goes in is escaped on the way. */
export interface Mrkdwn {
  readonly source: string;
}

/** What turns letters around, or cannot be seen: nobody needs it in a reason, and it can make one look like another. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\ufeff]/gu;

/** A text as it was written, without what only tricks the eye. */
export const legible = (text: string): string => text.replace(UNSEEN, '');

/** Signs that look the same and format nothing; Slack knows no way of escaping its own. */
const HARMLESS: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** Inside a word they format nothing, and `my_role` stays as it is; a backtick does anywhere. */
const EMPHASIS = /`|(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu;

/**
 * A text of somebody else as mrkdwn that says just that: `&` first, then what opens a mention or a link
 * (https://docs.slack.dev/messaging/formatting-message-text#escaping), then emphasis, quotes and emoji.
 */
const escaped = (text: string): string =>
  legible(text)
    // A quote begins at the beginning of a line, and cannot where there is none.
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(EMPHASIS, (sign) => HARMLESS[sign] ?? sign)
    .replace(/:(?=[\w+'-]+:)/g, '∶');

const sourceOf = (value: Mrkdwn | string | number): string =>
  typeof value === 'object' ? value.source : escaped(String(value));

/** Our words with values in them: Mrkdwn goes in as it is, every other value as text. */
export const mrkdwn = (strings: TemplateStringsArray, ...values: readonly (Mrkdwn | string | number)[]): Mrkdwn => ({
  source: strings.reduce((made, next, index) => {
    const value = values[index - 1];
    return made + (value === undefined ? '' : sourceOf(value)) + next;
  }),
});

/** Several pieces with our own words between them. */
export const joined = (pieces: readonly Mrkdwn[], between: string): Mrkdwn => ({
  source: pieces.map(({ source }) => source).join(between),
});

/** A name as code: nothing in it is formatted, and it can be copied as it is. */
export const code = (text: string): Mrkdwn => ({
  source: `\`${legible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/[`\n]/g, 'ˋ')}\``,
});

export const person = (id: SlackUserId): Mrkdwn => ({ source: `<@${id}>` });
export const group = (id: SlackGroupId): Mrkdwn => ({ source: `<!subteam^${id}>` });
export const channel = (id: SlackChannelId): Mrkdwn => ({ source: `<#${id}>` });

/** A moment in each reader's own time zone, with UTC where Slack cannot show that. */
export const moment = (at: Date): Mrkdwn => {
  const epochSeconds = Math.floor(at.getTime() / 1000);
  const plain = at.toISOString().slice(0, 16).replace('T', ' ');
  return { source: `<!date^${epochSeconds}^{date_short_pretty} at {time}|${plain} UTC>` };
};
