import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { actLocally } from '../../slack/http/local-acts.ts';
import type { Stack } from '../../stack/create-stack.ts';
import { readJsonText, refuse, sendJson } from '../http/answer.ts';
import type { Bot } from './bot.ts';
import type { Live } from './live.ts';
import type { TryAccess } from './try-access.ts';

/** What the API of the page is made of. */
export interface Parts {
  readonly slack: Stack['slack'];
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
    return { error: 'the body is no JSON' };
  }
  const result = schema.safeParse(json);
  return result.success ? { body: result.data } : { error: z.prettifyError(result.error) };
};

/** What a person does at their Slack client; faults and the like are for scripts. */
const ACTS = new Set([
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
    const act = path.slice('slack/'.length);
    if (!ACTS.has(act)) return refuse(response, 404, `people cannot do "${act}" here`);
    const reply = await actLocally(parts.slack, `/local/${act}`, text);
    return sendJson(response, reply.status, reply.body);
  }
  switch (path) {
    case 'assume': {
      const asked = parsed(assumeBody, text);
      if ('error' in asked) return refuse(response, 400, asked.error);
      return sendJson(response, 200, await parts.tryAccess.assume(asked.body.user, asked.body.role));
    }
    case 'use': {
      const asked = parsed(useBody, text);
      if ('error' in asked) return refuse(response, 400, asked.error);
      return sendJson(response, 200, await parts.tryAccess.use(asked.body.session));
    }
    case 'bot': {
      const asked = parsed(botBody, text);
      if ('error' in asked) return refuse(response, 400, asked.error);
      await parts.bot.turn(asked.body.isOn);
      parts.live.touch('bot');
      return sendJson(response, 200, { ok: true, ...parts.bot.view() });
    }
    default:
      return refuse(response, 404, `there is no POST /console/api/${path}`);
  }
};

/** Answers /console/api: one stream of what is, and posts of what people do. */
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
  const read = await readJsonText(request);
  if ('error' in read) return refuse(response, read.status, read.error);
  return post(parts, path, read.text, response);
};
