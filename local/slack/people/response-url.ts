import { isObject } from '../blocks/shape.ts';
import { refusalOfMessage } from '../blocks/validate-message.ts';
import type { Json, Message } from '../world/model.ts';
import { APP } from '../world/seed.ts';
import type { World } from '../world/world.ts';

interface About {
  readonly user: string;
  readonly channel: string;
  readonly ts?: string;
}

const contentOf = (answer: Json): { readonly text: string; readonly blocks?: readonly Json[] } => ({
  text: typeof answer['text'] === 'string' ? answer['text'] : '',
  ...(Array.isArray(answer['blocks']) ? { blocks: answer['blocks'].filter(isObject) } : {}),
});

/** Shows the answer to a user's action: only to that user, or to the channel if its `response_type` is `in_channel`. */
export const postAnswer = (world: World, about: About, answer: Json): Message => {
  const threadTs = typeof answer['thread_ts'] === 'string' ? { thread_ts: answer['thread_ts'] } : {};
  return world.messages.post({
    channel: about.channel,
    user: APP.botUserId,
    bot_id: APP.botId,
    app_id: APP.appId,
    ...contentOf(answer),
    ...threadTs,
    ...(answer['response_type'] === 'in_channel' ? {} : { ephemeralTo: about.user }),
  });
};

/** The HTTP response to a bot that posted to a response_url. */
export interface ResponseUrlReply {
  readonly status: number;
  readonly body: Json;
}

const refuse = (status: number, error: string): ResponseUrlReply => ({ status, body: { ok: false, error } });

/**
 * Accepts a post of the bot to a response_url:
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export const takeResponse = (world: World, path: string, body: string): ResponseUrlReply => {
  const use = world.responseUrls.check(path);
  if (!use.ok) return refuse(use.status, use.error);
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return refuse(400, 'invalid_payload');
  }
  if (!isObject(answer)) return refuse(400, 'invalid_payload');
  const { about } = use;
  const original = about.ts === undefined ? undefined : world.messages.findFor(about.user, about.channel, about.ts);
  const done: ResponseUrlReply = { status: 200, body: { ok: true } };
  if (answer['delete_original'] === true) {
    if (!original) return refuse(404, 'message_not_found');
    world.responseUrls.count(path);
    world.messages.remove(original);
    return done;
  }
  const wrong = refusalOfMessage(answer);
  if (wrong) {
    world.refusals.add({ of: 'response_url', ...wrong });
    return refuse(400, wrong.error);
  }
  world.responseUrls.count(path);
  if (answer['replace_original'] === true && original) {
    const edited = { user: APP.botUserId, ts: world.ids.actionTs() };
    world.messages.update(original, {
      ...contentOf(answer),
      ...(original.ephemeralTo === undefined ? { edited } : {}),
    });
  } else {
    postAnswer(world, about, answer);
  }
  return done;
};
