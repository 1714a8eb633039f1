import type { BlockProblem } from './problem.ts';
import { all, boolean, type Check, isObject, list, object, oneOf, pattern, string } from './shape.ts';

const url = all(string(2000), pattern(/^https:\/\/\S+$/, 'an https URL'));
const callbackId = string(255);

/** Fields that Slack documents and that this check does not look into. */
const anything: Check = () => [];

const features = object(
  {},
  {
    app_home: object(
      {},
      { home_tab_enabled: boolean, messages_tab_enabled: boolean, messages_tab_read_only_enabled: boolean },
    ),
    bot_user: object(
      { display_name: all(string(80), pattern(/^[a-z0-9._-]+$/, 'a name of a-z, 0-9, -, _ and .')) },
      { always_online: boolean },
    ),
    slash_commands: list(
      object(
        { command: all(string(32), pattern(/^\/[a-z0-9_-]+$/, 'a command')), description: string(2000) },
        { url, usage_hint: string(1000), should_escape: boolean },
      ),
      { max: 50 },
    ),
    shortcuts: list(
      object({
        name: string(24),
        type: oneOf('global', 'message'),
        callback_id: callbackId,
        description: string(150),
      }),
      { max: 10 },
    ),
  },
);

const settings = object(
  {},
  {
    event_subscriptions: object({}, { request_url: url, bot_events: list(string(100), { max: 100 }) }),
    interactivity: object({ is_enabled: boolean }, { request_url: url, message_menu_options_url: url }),
    org_deploy_enabled: boolean,
    socket_mode_enabled: boolean,
    token_rotation_enabled: boolean,
  },
);

const manifest = object(
  {
    display_information: object(
      { name: string(35) },
      { description: string(140), long_description: string(4000), background_color: string(7) },
    ),
  },
  {
    _metadata: anything,
    features,
    settings,
    oauth_config: object({}, { scopes: object({}, { bot: list(string(100), { max: 255 }) }) }),
  },
);

/** Without Socket Mode, Slack has no other way to send what the app asks for. */
const needsUrls: Check = (value) => {
  if (!isObject(value) || !isObject(value['settings'])) return [];
  const { settings } = value;
  if (!isObject(settings) || settings['socket_mode_enabled'] === true) return [];
  const { interactivity, event_subscriptions: events } = settings;
  return [
    ...(isObject(interactivity) && interactivity['request_url'] === undefined
      ? [{ pointer: '/settings/interactivity', message: 'requires `request_url` unless Socket Mode is enabled' }]
      : []),
    ...(isObject(events) && events['request_url'] === undefined
      ? [{ pointer: '/settings/event_subscriptions', message: 'requires `request_url` unless Socket Mode is enabled' }]
      : []),
  ];
};

/**
 * All problems that Slack would find in the manifest of an app, as far as the fields that a bot without functions uses:
 * https://docs.slack.dev/reference/app-manifest. The name of a shortcut has at most 24 characters:
 * https://docs.slack.dev/interactivity/implementing-shortcuts
 */
export const validateManifest = (value: unknown): readonly BlockProblem[] => [
  ...manifest(value, ''),
  ...needsUrls(value, ''),
];
