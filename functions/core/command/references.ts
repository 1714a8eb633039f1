import type { Directory } from '../authority/directory.ts';
import type { SlackUserId } from '../names.ts';

/** A reference without a name: `<@U0BOB>`, `<#C0OTHER|>`, `<!subteam^S0SRE>`. */
const NAMELESS = /<(@[UW][A-Z0-9]+|#[CGD][A-Z0-9]+|!subteam\^S[A-Z0-9]+)\|?>/g;

/** A name in the form of Slack, which separates a reference from its name by `|`. */
const safe = (name: string): string => name.replace(/[<>|&]/g, '');

const nameOf = (target: string, { people }: Pick<Directory, 'people'>): string => {
  if (target.startsWith('#')) return 'unknown-channel';
  if (target.startsWith('!')) return '@unknown-group';
  return safe(people[target.slice(1) as SlackUserId]?.name ?? '') || 'unknown-user';
};

/**
 * A text of Slack in which each reference has a name. Slack sends none with messages, and not always with commands
 * (https://docs.slack.dev/messaging/formatting-message-text). An ID means nothing to the people who read the text.
 */
export const withNames = (text: string, directory: Pick<Directory, 'people'>): string =>
  text.replace(NAMELESS, (_, target: string) => `<${target}|${nameOf(target, directory)}>`);
