import { createHmac } from 'node:crypto';
import type { Clock } from '../contract.ts';

/**
 * The headers with which the bot verifies that Slack sent the body:
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export const signatureHeaders = (body: string, signingSecret: string, clock: Clock) => {
  const timestamp = String(Math.floor(clock.now().getTime() / 1000));
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
};
