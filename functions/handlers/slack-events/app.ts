import { App, type BlockAction, type Receiver, type SlashCommand, type ViewSubmitAction } from '@slack/bolt';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { KeptSecret } from '../../adapters/aws/kept-secret.ts';
import { StoreFault } from '../../adapters/dynamodb/fault.ts';
import { createClientLogger } from '../../adapters/slack/client-logger.ts';
import { createFetchWithToken } from '../../adapters/slack/fetch-with-token.ts';
import { createModalCalls, type ModalCalls } from '../../adapters/slack/modal-calls.ts';
import { ACTION, COMMAND } from '../../adapters/slack/surface.ts';
import { encodeDraft } from '../../adapters/slack/values.ts';
import { parseCommand } from '../../core/command/command.ts';
import { withNames } from '../../core/command/references.ts';
import { parseSlackUserId } from '../../core/names.ts';
import { NOT_KNOWN, NOT_STORED } from '../../core/text/requests.ts';
import type { AnsweringDeps } from '../../usecases/answering/answering.ts';
import type { Log, Wake } from '../../usecases/ports.ts';
import { wakeAfterStore } from '../../usecases/shared/change.ts';
import { ACKNOWLEDGE, type Answer, refuse, sendAnswer } from './answer.ts';
import type { TypedAs } from './parsers.ts';
import { actorOfInteraction, clickOf, shortcutUseOf, submissionOf, typedOf } from './payloads.ts';
import { createRoutes, type Routes } from './routes.ts';
import { createVerify, type Verified } from './verify.ts';

/** Slack waits three seconds. The only call before the answer is views.open, once; if it hangs, an answer still fits. */
const CALL_TIMEOUT_MS = 1500;

/** A secret that may be rotated while the Lambda runs. */
type ChangingSecret = Pick<KeptSecret, 'value' | 'reread'>;

interface Deps extends AnsweringDeps {
  readonly signingSecret: ChangingSecret;
  readonly botToken: ChangingSecret;
  /** The address of Slack by default. */
  readonly slackApiUrl?: string | undefined;
  readonly slackTimeoutMs?: number | undefined;
}

/** Answers Slack: an API Gateway event in, the HTTP answer out. Nothing unsigned gets past `verify`. */
export const createSlackEvents = (
  deps: Deps,
): ((event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>) => {
  const { botToken, signingSecret, slackApiUrl, slackTimeoutMs = CALL_TIMEOUT_MS, clock, log } = deps;
  const verify = createVerify({ signingSecret: signingSecret.value });
  const logger = createClientLogger(log);
  const app = new App({
    receiver: RECEIVER,
    // With a token here, Bolt would call auth.test before the first answer.
    authorize: async () => ({ botToken: botToken.value() }),
    convoStore: false,
    ignoreSelf: false,
    logger,
  });
  const modals = createModalCalls({
    fetch: createFetchWithToken({ get: botToken.value, reread: botToken.reread }),
    slackApiUrl,
    timeoutMs: slackTimeoutMs,
  });
  listen(app, createRoutes(deps), { ...deps, modals });

  /** A wrong signature may come from a rotated secret. `reread` limits how often that is looked up. */
  const verifyWithNewest = async (event: APIGatewayProxyEventV2): Promise<Verified> => {
    const verified = verify(event, clock.now());
    if (verified.kind !== 'rejected' || !verified.isSignatureWrong) return verified;
    const used = signingSecret.value();
    return (await signingSecret.reread()) === used ? verified : verify(event, clock.now());
  };

  return async (event) => {
    const verified = await verifyWithNewest(event);
    if (verified.kind === 'rejected') {
      const { status, isSignatureWrong } = verified;
      // Alarms count lines of this file (functions/contract.ts, LOGGED). The bundle is smaller without the object.
      log.warn('a request was turned away', { status, reason: isSignatureWrong ? 'wrong signature' : 'other' });
      return { statusCode: status, body: '' };
    }
    if (verified.kind === 'ssl_check') return { statusCode: 200, body: '' };
    const { payload } = verified;
    if (payload['type'] === 'url_verification') return responseOf({ challenge: payload['challenge'] });
    if (payload['type'] === 'app_rate_limited') {
      log.error('Slack limits the events of the app', { minute: minuteOf(payload['minute_rate_limited']) });
      return responseOf('');
    }
    let response: APIGatewayProxyStructuredResultV2 = { statusCode: 404, body: '' };
    const ack = async (sent: unknown): Promise<void> => {
      response = responseOf(sent ?? '');
    };
    try {
      await app.processEvent({ body: payload, ack });
      return response;
    } catch (cause) {
      log.error('an interaction failed', { cause });
      return { statusCode: 500, body: '' };
    }
  };
};

/** Bolt gets each request from the function above, which has verified the signature over the raw bytes. */
const RECEIVER: Receiver = { init: () => {}, start: async () => {}, stop: async () => {} };

/** The body of an answer: a text, or what a listener acknowledges with. */
const responseOf = (sent: unknown): APIGatewayProxyStructuredResultV2 =>
  typeof sent === 'string'
    ? { statusCode: 200, body: sent }
    : { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(sent) };

/**
 * The minute from which Slack drops events of this app. Slack sends it in place of the events
 * (https://docs.slack.dev/reference/events/app_rate_limited).
 */
const minuteOf = (seconds: unknown): string =>
  typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : '';

/**
 * The answer of a route. If DynamoDB did not answer in time, the user learns what that means for what they did: Slack would only
 * say that the app did not respond. Every other fault is thrown.
 */
const answerOf = async (answering: Promise<Answer>, log: Log): Promise<Answer> => {
  try {
    return await answering;
  } catch (cause) {
    if (!(cause instanceof StoreFault && cause.retryable)) throw cause;
    log.error('the table did not answer', { cause });
    return refuse(cause.isOutcomeUnknown ? NOT_KNOWN : NOT_STORED);
  }
};

/** Connects the table of routes to Bolt. */
const listen = (
  app: App,
  routes: Routes,
  { directory, queue, log, modals }: Pick<Deps, 'directory' | 'queue' | 'log'> & { readonly modals: ModalCalls },
): void => {
  const wake = (target: Wake): Promise<void> => wakeAfterStore(queue, log, target);

  /** Reads the directory, which is cached, only if the text refers to something. */
  const named = async (text: string): Promise<string> =>
    text.includes('<') ? withNames(text, await directory.read()) : text;

  const answerToCommand = async (command: SlashCommand): Promise<Answer> => {
    const typed = typedOf({ ...command, text: await named(command.text ?? '') });
    const read = parseCommand(typed.text);
    const route = routes.commands[read.kind] as (
      payload: TypedAs<typeof read.kind>,
    ) => ReturnType<typeof routes.commands.help>;
    return await route({ ...typed, command: read });
  };

  app.command(COMMAND, async ({ command, ack }) => {
    const answer = await answerOf(answerToCommand(command), log);
    const [user, triggerId] = [parseSlackUserId(command.user_id), command.trigger_id];
    await sendAnswer(answer, { ack, modals, triggerId, show: 'ephemeral', user, wake, log });
  });

  app.action<BlockAction>({ type: 'block_actions' }, async ({ action, body, ack }) => {
    const { action_id: id } = action;
    const click = clickOf(body);
    // A link, and a control that another version of the app drew, have no route.
    const answer = Object.hasOwn(routes.actions, id)
      ? await answerOf(routes.actions[id as keyof Routes['actions']](click), log)
      : ACKNOWLEDGE;
    const { trigger_id: triggerId, view } = body;
    const clicked = { action: id, value: click.value };
    await sendAnswer(answer, { ack, modals, triggerId, show: 'open', view, user: click.actor.id, wake, clicked, log });
  });

  for (const [id, route] of Object.entries(routes.forms))
    app.view<ViewSubmitAction>(id, async ({ body, ack }) => {
      const submission = submissionOf(body);
      const answer = await answerOf(route(submission), log);
      const [user, triggerId] = [submission.actor.id, body.trigger_id];
      await sendAnswer(answer, { ack, modals, triggerId, show: 'update', user, wake, log });
    });

  for (const [id, route] of Object.entries(routes.shortcuts))
    app.shortcut(id, async ({ body, ack }) => {
      const use = shortcutUseOf(body);
      const answering = async () => await route({ ...use, messageText: await named(use.messageText ?? '') });
      const answer = await answerOf(answering(), log);
      const clicked = { action: ACTION.ask, value: encodeDraft({}) };
      const [user, triggerId] = [use.actor.id, body.trigger_id];
      await sendAnswer(answer, { ack, modals, triggerId, show: 'open', user, wake, clicked, log });
    });

  for (const [id, route] of Object.entries(routes.options))
    app.options(id, async ({ body, payload, ack }) => {
      const actor = actorOfInteraction(body);
      const answer = await route({ actor, text: payload.value });
      await sendAnswer(answer, { ack, modals, triggerId: '', show: 'update', user: actor.id, wake, log });
    });

  app.event('app_home_opened', async ({ event }) => {
    await routes.events.app_home_opened(event);
  });
};
