import { SlackFault } from '../../core/fault.ts';
import type { SlackMessage } from './blocks.ts';

const SLACK = 'https://slack.com/api/';

/** Whether Slack issues such addresses: `hooks.slack.com` for `slack.com`, and the address of a local Slack itself. */
const isOfSlack = (url: string, slackApiUrl: string): boolean => {
  const [there, api] = [URL.parse(url), URL.parse(slackApiUrl)];
  if (there === null || api === null) return false;
  return there.origin === api.origin || (there.protocol === 'https:' && there.host.endsWith(`.${api.host}`));
};

const fault = (kind: 'refused' | 'unavailable', details: string, cause?: unknown): SlackFault =>
  new SlackFault({
    kind,
    message: `Slack did not take the private message${details}.`,
    fix: 'None: the user can run the command again.',
    retryable: kind === 'unavailable',
    cause,
  });

/**
 * Replaces the private message in which a user clicked, or answers a command. Slack accepts five uses of the URL within
 * 30 minutes
 * (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses). Throws SlackFault.
 */
export const createReplaceOriginal =
  ({ slackApiUrl = SLACK, timeoutMs }: { readonly slackApiUrl?: string | undefined; readonly timeoutMs: number }) =>
  async (url: string, message: SlackMessage, replaces = true): Promise<void> => {
    if (!isOfSlack(url, slackApiUrl)) throw fault('refused', ': the response URL is not one of Slack');
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      // A redirect could lead out of Slack.
      redirect: 'manual' as const,
      body: JSON.stringify({ replace_original: replaces, response_type: 'ephemeral', ...message }),
      signal: AbortSignal.timeout(timeoutMs),
    };
    const answer = await fetch(url, request).catch((cause: unknown) => {
      throw fault('unavailable', '', cause);
    });
    const isTemporary = answer.status === 429 || answer.status >= 500;
    if (!answer.ok) throw fault(isTemporary ? 'unavailable' : 'refused', `: HTTP status ${answer.status}`);
  };
