import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { forward } from '../gateway/http-api.ts';
import { USER_API } from './names.ts';

/** Answers requests that are not for the bot. Returns false for an unknown path. */
export type Site = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** What answers at the URL of the stack: the bot, and a site that can be replaced. */
export interface Front {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Uses another site from now on. Streams of the old site end, and pages connect to the new one. */
  replaceSite(site: Site | undefined): void;
}

export const createFront = (
  invokeBot: (event: APIGatewayProxyEventV2) => Promise<unknown>,
  /** Answers requests below the stage of the API of users. */
  answerUser: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Front => {
  let site: Site | undefined;
  const answering = new Set<ServerResponse>();
  return {
    answer: async (request, response) => {
      if (request.url?.startsWith('/slack/events')) {
        await forward(request, response, invokeBot);
        return;
      }
      if (request.url?.startsWith(`/${USER_API.stage}/`)) {
        await answerUser(request, response);
        return;
      }
      answering.add(response);
      response.once('close', () => answering.delete(response));
      if (await site?.(request, response)) return;
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end('Not found. The bot listens at POST /slack/events.\n');
    },
    replaceSite: (next) => {
      site = next;
      for (const response of answering) response.destroy();
    },
  };
};
