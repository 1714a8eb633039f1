import { App, AwsLambdaReceiver } from '@slack/bolt';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createClientLogger } from '../../adapters/slack/client-logger.ts';
import type { SlackEventsDeps } from './deps.ts';
import { listenForChoices } from './listeners/actions/ask.ts';
import { listenForDecisions } from './listeners/actions/decide.ts';
import { listenForEnding } from './listeners/actions/end.ts';
import { listenForExtend } from './listeners/actions/extend.ts';
import { listenForOthers } from './listeners/actions/other.ts';
import { listenForEmergencyReviews } from './listeners/actions/review-emergency.ts';
import { listenForAssume } from './listeners/commands/assume.ts';
import { listenForHome } from './listeners/events/home.ts';
import { listenForAccessOptions } from './listeners/options/access.ts';
import { listenForShortcuts } from './listeners/shortcuts/ask.ts';
import { listenForRequests } from './listeners/views/ask.ts';
import { listenForDenial } from './listeners/views/deny.ts';
import { listenForExtending } from './listeners/views/extend.ts';
import { listenForEmergencyVerdicts } from './listeners/views/review-emergency.ts';
import { listenForShortening } from './listeners/views/shorter.ts';
import { createVerify } from './verify.ts';

/** Slack waits three seconds; the only call before the answer is views.open, and it gets one try. */
const CALL_TIMEOUT_MS = 2000;

/** Answers Slack: an API Gateway event in, the HTTP answer out. Nothing unsigned comes further than verify. */
export const createSlackEvents = (
  deps: SlackEventsDeps,
): ((event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>) => {
  const { botToken, signingSecret, slackApiUrl, clock, log } = deps;
  const verify = createVerify({ signingSecret });
  const logger = createClientLogger(log);
  // The signature is checked by then, over the raw bytes and against our clock.
  const receiver = new AwsLambdaReceiver({ signingSecret, signatureVerification: false, logger });
  const app = new App({
    receiver,
    // A token here would have Bolt ask auth.test before the first answer.
    authorize: async () => ({ botToken }),
    convoStore: false,
    ignoreSelf: false,
    logger,
    clientOptions: {
      ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: CALL_TIMEOUT_MS,
    },
  });
  listenForAssume(app, deps);
  listenForDecisions(app, deps);
  listenForEnding(app, deps);
  listenForExtend(app, deps);
  listenForEmergencyReviews(app, deps);
  listenForOthers(app);
  listenForChoices(app, deps);
  listenForShortcuts(app, deps);
  listenForHome(app, deps);
  listenForAccessOptions(app, deps);
  listenForRequests(app, deps);
  listenForDenial(app, deps);
  listenForShortening(app, deps);
  listenForExtending(app, deps);
  listenForEmergencyVerdicts(app, deps);
  const answer = receiver.toHandler();

  return async (event) => {
    const verified = verify(event, clock.now());
    if (verified.kind === 'rejected') {
      log.warn('a request was turned away', { status: verified.status });
      return { statusCode: verified.status, body: '' };
    }
    const { body, contentType } = verified;
    const read = { headers: { 'content-type': contentType }, rawPath: event.rawPath, body, isBase64Encoded: false };
    return await answer(read as unknown as Parameters<typeof answer>[0], undefined);
  };
};
