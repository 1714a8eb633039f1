import type { Element, Message, Screen, Text } from './local-slack.ts';

export const plain = (text: Text | undefined): string => (typeof text === 'string' ? text : (text?.text ?? ''));

/** The plain text of formatted text: its lines and code blocks, joined. */
const formatted = ({ text, elements = [] }: Element): string => plain(text) + elements.map(formatted).join('');

/** Text with names in place of IDs, as a client of Slack shows it. Dates use their fallback. */
export const readable = (text: string, { users, channels, usergroups }: Screen): string =>
  text
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<@(\w+)[^>]*>/g, (_, id: string) => `@${users.find((user) => user.id === id)?.name ?? id}`)
    .replaceAll(/<#(\w+)(?:\|([^>]*))?>/g, (_, id: string, name?: string) => {
      return `#${channels.find((channel) => channel.id === id)?.name ?? (name || id)}`;
    })
    .replaceAll(
      /<!subteam\^(\w+)[^>]*>/g,
      (_, id: string) => `@${usergroups.find((one) => one.id === id)?.handle ?? id}`,
    )
    .replaceAll(/<(https?:[^|>]+)\|([^>]*)>/g, '$2 ($1)')
    .replaceAll(/<!(channel|here|everyone)[^>]*>/g, '@$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** A message or a form for the terminal, with its buttons in brackets. */
export const shown = (
  { blocks = [], text = '' }: Pick<Message, 'blocks'> & { readonly text?: string },
  screen: Screen,
): string => {
  const lines = blocks.flatMap(({ type, text: own, fields = [], elements = [] }) => [
    plain(own),
    ...fields.map((field) => field.text),
    ...elements.map((element) => {
      if (type === 'rich_text') return formatted(element);
      return element.action_id === undefined ? plain(element.text) : `[${plain(element.text)}]`;
    }),
  ]);
  return readable(lines.filter((line) => line !== '').join('\n') || text, screen);
};

/** The messages of a user in all channels, oldest first. */
export const messagesOf = ({ channels }: Screen): readonly Message[] =>
  channels
    .flatMap(({ id, messages }) => messages.map((message) => ({ ...message, channel: id })))
    .toSorted((a, b) => Number(a.ts) - Number(b.ts));
