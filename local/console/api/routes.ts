import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { readJsonText, refuse, sendJson } from '../http/answer.ts';
import type { LocalSlackApi } from '../upstream/local-slack.ts';
import type { Bot } from './bot.ts';
import type { Live } from './live.ts';
import type { TryAccess } from './try-access.ts';

/** What the API of the page uses. */
export interface Parts {
  readonly slack: LocalSlackApi;
  readonly bot: Bot;
  readonly live: Live;
  readonly tryAccess: TryAccess;
  readonly defaultRole: string;
}

const assumeBody = z.strictObject({ user: z.string().min(1), role: z.string().min(1) });
const useBody = z.strictObject({ session: z.string().min(1) });
const botBody = z.strictObject({ isOn: z.boolean() });

const parsed = <T>(schema: z.ZodType<T>, text: string): { readonly body: T } | { readonly error: string } => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { error: 'the body is not JSON' };
  }
  const result = schema.safeParse(json);
  return result.success ? { body: result.data } : { error: z.prettifyError(result.error) };
};

/** The actions of a user in Slack. The local Slack accepts more actions, for scripts. */
const ACTIONS = new Set([
  'command',
  'press',
  'select',
  'options',
  'submit',
  'close',
  'home',
  'shortcut',
  'message-shortcut',
  'say',
]);

const post = async (parts: Parts, path: string, text: string, response: ServerResponse): Promise<void> => {
  if (path.startsWith('slack/')) {
    const action = path.slice('slack/'.length);
    if (!ACTIONS.has(action)) return refuse(response, 404, `users cannot do "${action}" here`);
    const reply = await parts.slack.act(action, text);
    return sendJson(response, reply.status, reply.body);
  }
  switch (path) {
    case 'assume': {
      const read = parsed(assumeBody, text);
      if ('error' in read) return refuse(response, 400, read.error);
      return sendJson(response, 200, await parts.tryAccess.assume(read.body.user, read.body.role));
    }
    case 'use': {
      const read = parsed(useBody, text);
      if ('error' in read) return refuse(response, 400, read.error);
      return sendJson(response, 200, await parts.tryAccess.use(read.body.session));
    }
    case 'bot': {
      const read = parsed(botBody, text);
      if ('error' in read) return refuse(response, 400, read.error);
      await parts.bot.turn(read.body.isOn);
      parts.live.touch('bot');
      return sendJson(response, 200, { ok: true, ...parts.bot.view() });
    }
    default:
      return refuse(response, 404, `there is no POST /console/api/${path}`);
  }
};

/** Answers /console/api: an event stream, and POST requests for the actions of users. */
export const answerApi = async (
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> => {
  const path = url.pathname.slice('/console/api/'.length);
  if (request.method === 'GET' && path === 'live') {
    return parts.live.serve(request, response, url.searchParams.get('role') ?? parts.defaultRole);
  }
  if (request.method !== 'POST') return refuse(response, 404, `there is no ${request.method} ${url.pathname}`);
  const body = await readJsonText(request);
  if ('error' in body) return refuse(response, body.status, body.error);
  return post(parts, path, body.text, response);
};
