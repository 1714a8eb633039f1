import { defined } from '../../core/defined.ts';
import { MANIFEST } from '../../core/text/help.ts';
import { COMMAND, SHORTCUT } from './surface.ts';

/** The events and shortcuts of the bot. A test compares them with the listeners. */
export const LISTENS_TO = {
  events: ['app_home_opened'],
  shortcuts: [
    {
      name: MANIFEST.shortcut,
      type: 'global',
      callback_id: SHORTCUT.ask,
      description: MANIFEST.globalShortcut,
    },
    {
      name: MANIFEST.shortcut,
      type: 'message',
      callback_id: SHORTCUT.requestFromMessage,
      description: MANIFEST.messageShortcut,
    },
  ],
} as const;

/** https://docs.slack.dev/reference/app-manifest */
const MOST_NAME_CHARACTERS = 35;

/** What is wrong with the name of an app; undefined if Slack accepts it. */
export const appNameProblem = (name: string): 'empty' | 'too_long' | 'no_letter' | undefined => {
  if (name.trim() === '') return 'empty';
  if (name.length > MOST_NAME_CHARACTERS) return 'too_long';
  return botNameOf(name) === '' ? 'no_letter' : undefined;
};

/** The name of the bot user, as it is mentioned: Slack accepts only a-z, 0-9, `-`, `_` and `.` in it. */
export const botNameOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** The manifest of the Slack app (https://docs.slack.dev/reference/app-manifest). */
export const slackManifest = ({
  url,
  isSocketMode,
  scopes,
  name,
}: {
  /** The URL of the bot, such as `https://abc.execute-api.eu-central-1.amazonaws.com/slack/events`. */
  readonly url?: string;
  /** The bot opens a socket, for a trial without a URL. */
  readonly isSocketMode: boolean;
  readonly scopes: readonly string[];
  readonly name: string;
}): Readonly<Record<string, unknown>> => ({
  display_information: { name, description: MANIFEST.description, background_color: '#1f2937' },
  features: {
    // Direct messages need the Messages tab. The bot reads nothing in it.
    app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
    bot_user: { display_name: botNameOf(name), always_online: true },
    slash_commands: [
      {
        command: COMMAND,
        ...defined({ url }),
        description: MANIFEST.command,
        usage_hint: MANIFEST.usageHint,
        // Without it, a mention in a reason looks like typed text.
        should_escape: true,
      },
    ],
    shortcuts: LISTENS_TO.shortcuts,
  },
  oauth_config: { scopes: { bot: scopes } },
  settings: {
    event_subscriptions: { ...defined({ request_url: url }), bot_events: LISTENS_TO.events },
    // Menus with more than 100 options load them while the user types.
    interactivity: { is_enabled: true, ...defined({ request_url: url, message_menu_options_url: url }) },
    org_deploy_enabled: false,
    socket_mode_enabled: isSocketMode,
    token_rotation_enabled: false,
  },
});
