import type { IncomingMessage, ServerResponse } from 'node:http';
import { localState } from '../slack/http/local-state.ts';
import { isAllowedCaller } from '../slack/http/origin.ts';
import type { Stack } from '../stack/create-stack.ts';
import { aboutStack } from './api/about.ts';
import { viewAws } from './api/aws-view.ts';
import { createBot } from './api/bot.ts';
import { viewCalls } from './api/calls-view.ts';
import { createLive } from './api/live.ts';
import { createRequestReader } from './api/read-requests.ts';
import { answerApi } from './api/routes.ts';
import { createTryAccess } from './api/try-access.ts';
import { refuse } from './http/answer.ts';
import { createPage } from './page/build-page.ts';
import { servePage } from './page/serve-page.ts';

/** The part of the stack that the console needs. */
export type SiteStack = Pick<Stack, 'aws' | 'slack' | 'lambdas' | 'catalog' | 'url'>;

/** Answers a request. Returns false if the path does not belong to the console. */
export type Site = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const isOurs = (path: string): boolean => path === '/' || path.startsWith('/console/');

/** Creates the web console of a running stack: the page and its API, for requests from this machine only. */
export const createSite = (stack: SiteStack): Site => {
  const page = createPage();
  const bot = createBot(stack.lambdas);
  const requests = createRequestReader(stack.aws);
  const live = createLive(stack, {
    about: () => aboutStack(stack),
    bot: () => bot.view(),
    slack: () => localState(stack.slack, null),
    aws: (role) => viewAws(stack, role),
    requests: () => requests.newest(),
    calls: () => viewCalls(stack),
  });
  const parts = {
    slack: stack.slack,
    bot,
    live,
    tryAccess: createTryAccess(stack),
    defaultRole: Object.keys(stack.catalog.roles)[0] ?? '',
  };
  // The build starts now, so that the first visit does not wait. A build error is shown to the visitor of the page.
  page().catch(() => {});

  const answer = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> => {
    if (!isAllowedCaller(request, new URL(stack.url).hostname)) {
      refuse(response, 403, 'this console answers requests from this machine and its own page only');
      return true;
    }
    if (url.pathname.startsWith('/console/api/')) {
      await answerApi(parts, request, response, url);
      return true;
    }
    return request.method === 'GET' || request.method === 'HEAD'
      ? servePage(page, request, response, url.pathname)
      : false;
  };

  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://console');
    if (!isOurs(url.pathname)) return false;
    try {
      return await answer(request, response, url);
    } catch (fault) {
      const why = fault instanceof Error ? fault.message : String(fault);
      if (response.headersSent) response.destroy();
      else refuse(response, 500, why);
      return true;
    }
  };
};
