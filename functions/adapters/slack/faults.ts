import { ErrorCode, type WebAPICallError } from '@slack/web-api';
import { SlackFault } from '../../core/fault.ts';

/** The subject of a call, for the message of its fault. */
export interface CallAbout {
  readonly method: string;
  readonly channel?: string;
  /** The name of the channel, if it is known. People never see its ID. */
  readonly channelName?: string;
  readonly user?: string;
  readonly group?: string;
}

type Refusal = Extract<WebAPICallError, { code: ErrorCode.PlatformError }>;

const asCallError = (error: unknown): WebAPICallError | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('slack_webapi_')
    ? (error as WebAPICallError)
    : undefined;

/** The error code of a refusal (https://docs.slack.dev/reference/methods/chat.postMessage#errors). */
export const refusedWith = (error: unknown): string | undefined => {
  const known = asCallError(error);
  return known?.code === ErrorCode.PlatformError ? known.data.error : undefined;
};

/** The seconds of a `Retry-After` header. */
export const retryAfterSeconds = (error: unknown): number | undefined => {
  const known = asCallError(error);
  return known?.code === ErrorCode.RateLimitedError ? known.retryAfter : undefined;
};

const RETRIED = 'None: the bot retries automatically.';
const CHECK_TOKEN =
  'Ask the operators of the bot to check the bot token: the app may have been removed from the workspace.';

export const toSlackFault = (error: unknown, about: CallAbout): SlackFault => {
  if (error instanceof SlackFault) return error;
  const known = asCallError(error);
  // A proxy can answer with a page instead of an error code.
  if (known?.code === ErrorCode.PlatformError && /^[a-z][a-z0-9_]*$/.test(known.data.error))
    return new SlackFault({ ...refusalFields(known, about), cause: error });
  const isRefused = known?.code === ErrorCode.HTTPError && known.statusCode < 500 && known.statusCode !== 429;
  return new SlackFault({
    kind: isRefused ? 'refused' : 'unavailable',
    message: `Slack did not answer ${about.method}${detailsOf(known)}.`,
    fix: isRefused ? 'Ask the operators of the bot to check the URL of the Slack Web API.' : RETRIED,
    retryable: true,
    cause: error,
  });
};

/** auth.test answered without a workspace. */
export const noWorkspace = (): SlackFault =>
  new SlackFault({
    kind: 'refused',
    message: 'The bot token belongs to no Slack workspace.',
    fix: CHECK_TOKEN,
    retryable: true,
  });

const detailsOf = (error: WebAPICallError | undefined): string => {
  switch (error?.code) {
    case ErrorCode.RateLimitedError:
      return `: rate limited for ${error.retryAfter} s`;
    case ErrorCode.HTTPError:
      return `: HTTP status ${error.statusCode}`;
    default:
      return '';
  }
};

const TEMPORARY = new Set([
  ...['ratelimited', 'rate_limited', 'internal_error', 'fatal_error', 'request_timeout', 'service_unavailable'],
  ...['team_added_to_org', 'accesslimited', 'update_failed'],
  // A shared channel moves to another workspace (https://docs.slack.dev/reference/methods/chat.postMessage#errors).
  'external_channel_migrating',
]);
const TOKEN = new Set([
  ...['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'not_allowed_token_type'],
  ...['no_permission', 'org_login_required', 'team_access_not_granted', 'access_denied'],
]);
const CHANNEL = new Set([
  ...['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action', 'is_inactive'],
  ...['restricted_action_read_only_channel', 'restricted_action_thread_only_channel', 'ekm_access_denied'],
]);
const USER = new Set([
  ...['cannot_dm_bot', 'user_disabled', 'user_not_found', 'user_not_visible', 'user_not_in_channel'],
  ...['channel_not_found', 'is_inactive', 'not_in_channel', 'restricted_action'],
]);

type Fields = Pick<SlackFault, 'kind' | 'message' | 'fix' | 'retryable'>;

const refusalFields = ({ data }: Refusal, { method, channel, channelName, user, group }: CallAbout): Fields => {
  const code = data.error;
  const fields = (kind: SlackFault['kind'], message: string, fix: string, retryable = false): Fields => ({
    kind,
    message,
    fix,
    retryable,
  });
  if (TEMPORARY.has(code)) return fields('unavailable', `Slack could not process ${method} (${code}).`, RETRIED, true);
  if (TOKEN.has(code)) return fields('refused', `Slack does not accept the bot token (${code}).`, CHECK_TOKEN, true);
  if (user !== undefined && USER.has(code)) {
    const fix = 'Check that the account is active and a member of this workspace.';
    return fields('person_unreachable', `Slack cannot reach the user ${user} (${code}).`, fix);
  }
  if (channel !== undefined && CHANNEL.has(code))
    return fields('channel_unusable', ...channelProblem(code, channelName));
  switch (code) {
    case 'missing_scope': {
      const scope = 'needed' in data ? String(data.needed) : 'for this call';
      const fix = `Add the scope ${scope} to the Slack app under OAuth & Permissions, and reinstall the app.`;
      return fields('refused', `The Slack app lacks the scope ${scope}, which ${method} requires.`, fix, true);
    }
    case 'no_such_subteam': {
      const fix = 'Correct the catalog, or enable the user group again.';
      return fields('refused', `The Slack user group ${group ?? ''} does not exist.`, fix);
    }
    case 'messages_tab_disabled': {
      const fix = 'Turn on the Messages tab under App Home of the Slack app.';
      return fields('person_unreachable', 'The Slack app does not accept direct messages.', fix);
    }
    default: {
      const details = data.response_metadata?.messages?.join(' ') ?? '';
      const fix = 'This is an internal error of assume-bot. Please report it with this message.';
      return fields('refused', `Slack refused ${method} (${code}). ${details}`.trim(), fix);
    }
  }
};

const channelProblem = (code: string, name: string | undefined): readonly [message: string, fix: string] => {
  const channel = name === undefined ? 'channel for these requests' : `channel #${name}`;
  const there = name === undefined ? 'there' : `in #${name}`;
  const another = 'or use another channel in the catalog.';
  const invite = `Invite the bot (/invite @assume-bot ${there}), ${another}`;
  switch (code) {
    case 'is_archived':
    case 'is_inactive':
      return [`The ${channel} is archived.`, `Unarchive it, ${another}`];
    case 'not_in_channel':
      return [`The bot is not in the ${channel}.`, invite];
    case 'channel_not_found':
      return [`The ${channel} does not exist, or the bot is not in it.`, invite];
    default:
      return [`The bot cannot post in the ${channel} (${code}).`, `Allow the bot to post there, ${another}`];
  }
};
