import { COMMAND, SHORTCUT } from './surface.ts';

interface Shortcut {
  readonly name: string;
  readonly type: 'global' | 'message';
  readonly callback_id: string;
  readonly description: string;
}

/** What the bot listens to besides its command and its buttons; a test compares it with the listeners there are. */
export const LISTENS_TO: { readonly events: readonly string[]; readonly shortcuts: readonly Shortcut[] } = {
  events: ['app_home_opened'],
  shortcuts: [
    {
      name: 'Ask for access',
      type: 'global',
      callback_id: SHORTCUT.ask,
      description: 'Ask for time-boxed access to an AWS role',
    },
    {
      name: 'Ask for access',
      type: 'message',
      callback_id: SHORTCUT.requestFromMessage,
      description: 'Ask for access with this message as the reason',
    },
  ],
};

/** What an app's manifest depends on. */
export interface ManifestInput {
  /** Where the bot listens, such as `https://abc.execute-api.eu-central-1.amazonaws.com/slack/events`. */
  readonly url?: string;
  /** Over a socket that the bot opens, for trying it out: no address is needed then. */
  readonly isSocketMode: boolean;
  readonly scopes: readonly string[];
  readonly name: string;
}

/** The manifest of the Slack app (https://docs.slack.dev/reference/app-manifest), with nothing that is not needed. */
export const slackManifest = ({
  url,
  isSocketMode,
  scopes,
  name,
}: ManifestInput): Readonly<Record<string, unknown>> => {
  const address = url === undefined ? {} : { url };
  const { events, shortcuts } = LISTENS_TO;
  const hasHome = events.includes('app_home_opened');
  return {
    display_information: {
      name,
      description: 'Time-boxed access to AWS roles',
      background_color: '#1f2937',
    },
    features: {
      app_home: {
        home_tab_enabled: hasHome,
        // Direct messages need the tab; nothing written there is read.
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: true,
      },
      bot_user: { display_name: name, always_online: true },
      slash_commands: [
        {
          command: COMMAND,
          ...address,
          description: 'Ask for time-boxed access to an AWS role',
          usage_hint: 'prod-s3 2h INC-42 why | list | end prod-s3 | help',
          // Without it a mention in a reason could not be told from text that looks like one.
          should_escape: true,
        },
      ],
      ...(shortcuts.length === 0 ? {} : { shortcuts }),
    },
    oauth_config: { scopes: { bot: scopes } },
    settings: {
      ...(events.length === 0
        ? {}
        : { event_subscriptions: { ...(url === undefined ? {} : { request_url: url }), bot_events: events } }),
      interactivity: {
        is_enabled: true,
        // Lists too long for one menu are asked for while somebody types.
        ...(url === undefined ? {} : { request_url: url, message_menu_options_url: url }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: isSocketMode,
      token_rotation_enabled: false,
    },
  };
};
