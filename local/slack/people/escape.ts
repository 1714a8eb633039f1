import type { WorldState } from '../world/state.ts';

const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const mention = (name: string, state: WorldState): string | undefined => {
  if (name === 'here' || name === 'channel' || name === 'everyone') return `<!${name}>`;
  const user = Object.values(state.users).find((entry) => entry.name === name);
  if (user) return `<@${user.id}|${user.name}>`;
  const group = Object.values(state.usergroups).find((entry) => entry.handle === name);
  return group && `<!subteam^${group.id}|@${group.handle}>`;
};

/**
 * The text of a command as the bot receives it. With `should_escape`, names become ids and URLs are put in angle
 * brackets: https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export const commandText = (typed: string, shouldEscape: boolean, state: WorldState): string => {
  const escaped = escapeMarkup(typed);
  if (!shouldEscape) return escaped;
  return escaped
    .replaceAll(/https?:\/\/[^\s|]*[^\s|.,;:!?)]/g, (address) => `<${address}>`)
    .replaceAll(/(?<=^|\s)@([a-z0-9._-]*[a-z0-9_-])/g, (text, name: string) => mention(name, state) ?? text)
    .replaceAll(/(?<=^|\s)#([a-z0-9_-]+)/g, (text, name: string) => {
      const channel = Object.values(state.channels).find((entry) => entry.kind === 'public' && entry.name === name);
      return channel ? `<#${channel.id}|${channel.name}>` : text;
    })
    .replaceAll(/(?<=^|\s)#([a-z0-9_-]+)/g, (text, name: string) => {
      // Slack does not tell an app the name of a private channel.
      const channel = Object.values(state.channels).find((entry) => entry.kind === 'private' && entry.name === name);
      return channel ? `<#${channel.id}|>` : text;
    });
};

/** The text of a message as apps receive it: references have no names in it. */
export const messageText = (typed: string, state: WorldState): string =>
  commandText(typed, true, state).replaceAll(/<([@#!][^<>|]+)\|[^<>]*>/g, (_, target: string) =>
    target.startsWith('#') ? `<${target}|>` : `<${target}>`,
  );
