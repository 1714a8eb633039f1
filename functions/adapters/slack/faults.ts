import { ErrorCode, type WebAPICallError } from '@slack/web-api';
import { SlackFault } from '../../core/fault.ts';

/** What a call was about, for the words of its fault. */
export interface CallAbout {
  readonly method: string;
  readonly channel?: string;
  readonly user?: string;
  readonly group?: string;
}

/** Slack's word for a refusal (https://docs.slack.dev/reference/methods/chat.postMessage#errors), if it gave one. */
export const refusedWith = (error: unknown): string | undefined => {
  const known = asCallError(error);
  return known?.code === ErrorCode.PlatformError ? known.data.error : undefined;
};

const asCallError = (error: unknown): WebAPICallError | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('slack_webapi_')
    ? (error as WebAPICallError)
    : undefined;

/** Seconds that Slack asks us to wait, when that is what it answered. */
export const retryAfterSeconds = (error: unknown): number | undefined => {
  const known = asCallError(error);
  return known?.code === ErrorCode.RateLimitedError ? known.retryAfter : undefined;
};

/** Whatever a call threw as our fault. */
export const toSlackFault = (error: unknown, about: CallAbout): SlackFault => {
  if (error instanceof SlackFault) return error;
  const known = asCallError(error);
  if (known?.code === ErrorCode.PlatformError && isWord(known.data.error)) return ofRefusal(known, about);
  const isOurs = known?.code === ErrorCode.HTTPError && known.statusCode < 500 && known.statusCode !== 429;
  return new SlackFault({
    kind: isOurs ? 'refused' : 'unavailable',
    message: `Slack did not answer ${about.method}${reason(known)}.`,
    fix: isOurs ? BAD_ADDRESS : 'Nothing to do: it is tried again.',
    retryable: true,
    cause: error,
  });
};

const BAD_ADDRESS = 'Have those who run the bot check the address of the Slack Web API.';

/** Anything else in its place is a page of some proxy, not an answer of Slack. */
const isWord = (error: string): boolean => /^[a-z][a-z0-9_]*$/.test(error);

const reason = (error: WebAPICallError | undefined): string => {
  switch (error?.code) {
    case ErrorCode.RateLimitedError:
      return `: too many calls, wait ${error.retryAfter} s`;
    case ErrorCode.HTTPError:
      return `: HTTP status ${error.statusCode}`;
    default:
      return '';
  }
};

const TEMPORARY = new Set([
  ...['ratelimited', 'rate_limited', 'internal_error', 'fatal_error', 'request_timeout', 'service_unavailable'],
  ...['team_added_to_org', 'accesslimited', 'update_failed'],
]);
const TOKEN = new Set([
  ...['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'not_allowed_token_type'],
  ...['no_permission', 'org_login_required', 'team_access_not_granted', 'access_denied'],
]);
const CHANNEL = new Set([
  ...['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action', 'is_inactive'],
  ...['restricted_action_read_only_channel', 'restricted_action_thread_only_channel', 'ekm_access_denied'],
]);
const PERSON = new Set([
  ...['cannot_dm_bot', 'user_disabled', 'user_not_found', 'user_not_visible', 'user_not_in_channel'],
  ...['channel_not_found', 'is_inactive', 'not_in_channel', 'restricted_action'],
]);

const ofRefusal = (
  error: Extract<WebAPICallError, { code: ErrorCode.PlatformError }>,
  about: CallAbout,
): SlackFault => {
  const word = error.data.error;
  const make = (kind: SlackFault['kind'], message: string, fix: string, retryable: boolean) =>
    new SlackFault({ kind, message, fix, retryable, cause: error });

  if (TEMPORARY.has(word))
    return make(
      'unavailable',
      `Slack could not do ${about.method} (${word}).`,
      'Nothing to do: it is tried again.',
      true,
    );
  if (word === 'missing_scope') {
    const needed = 'needed' in error.data ? String(error.data.needed) : 'it names';
    const fix = `Have the scope ${needed} added to the Slack app under OAuth & Permissions, and the app installed again.`;
    return make('refused', `The Slack app lacks the scope ${needed}, which ${about.method} takes.`, fix, true);
  }
  if (TOKEN.has(word)) {
    const fix =
      'Have the bot token checked by those who run the bot: the app may have been removed from the workspace.';
    return make('refused', `Slack does not accept the bot token (${word}).`, fix, true);
  }
  if (about.user !== undefined && PERSON.has(word)) {
    return make(
      'person_unreachable',
      `Slack has no way to reach ${about.user} (${word}).`,
      'See whether the account is still active and a member of this workspace.',
      false,
    );
  }
  if (about.channel !== undefined && CHANNEL.has(word)) return ofChannel(word, about.channel, make);
  if (word === 'no_such_subteam') {
    const fix = 'Have the catalog corrected, or the user group enabled again.';
    return make('refused', `There is no Slack user group ${about.group ?? ''}.`, fix, false);
  }
  if (word === 'messages_tab_disabled') {
    const fix = 'Have the Messages tab turned on under App Home of the Slack app.';
    return make('person_unreachable', 'The Slack app takes no direct messages.', fix, false);
  }
  const details = error.data.response_metadata?.messages?.join(' ') ?? '';
  const fix = 'This is a mistake of the bot: have it reported with this text.';
  return make('refused', `Slack refused ${about.method} (${word}). ${details}`.trim(), fix, false);
};

const ofChannel = (
  word: string,
  channel: string,
  make: (kind: SlackFault['kind'], message: string, fix: string, retryable: boolean) => SlackFault,
): SlackFault => {
  if (word === 'is_archived' || word === 'is_inactive') {
    const fix = 'Have it unarchived, or another channel named in the catalog.';
    return make('channel_unusable', `The channel ${channel} is archived.`, fix, false);
  }
  if (word === 'not_in_channel' || word === 'channel_not_found') {
    const what = word === 'not_in_channel' ? 'The bot is not in the channel' : 'The bot sees no channel';
    const fix = `Have it invited there (/invite @assume-bot in ${channel}), or another channel named in the catalog.`;
    return make('channel_unusable', `${what} ${channel}.`, fix, false);
  }
  const fix = 'Have the bot allowed to post there, or another channel named in the catalog.';
  return make('channel_unusable', `The bot may not post in the channel ${channel} (${word}).`, fix, false);
};
