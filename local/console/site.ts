import type { IncomingMessage, ServerResponse } from 'node:http';
import { aboutStack } from './api/about.ts';
import { viewAws } from './api/aws-view.ts';
import { createBot } from './api/bot.ts';
import { createCallsView } from './api/calls-view.ts';
import { createLive } from './api/live.ts';
import { createRequestReader } from './api/read-requests.ts';
import { answerApi } from './api/routes.ts';
import { createTryAccess } from './api/try-access.ts';
import { refuse } from './http/answer.ts';
import { isAllowedCaller } from './http/origin.ts';
import type { ConsoleOptions } from './options.ts';
import { createPage } from './page/build-page.ts';
import { servePage } from './page/serve-page.ts';
import { localAwsAt } from './upstream/local-aws.ts';
import { localSlackAt } from './upstream/local-slack.ts';

/** Answers a request. Returns false if the path does not belong to the console. */
export type Site = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const isOurs = (path: string): boolean => path === '/' || path.startsWith('/console/');

/** Connects the API of the page with the local AWS, the local Slack and the functions of the bot. */
const createApi = (options: ConsoleOptions) => {
  const { catalog } = options;
  const aws = localAwsAt(options.awsUrl);
  const slack = localSlackAt(options.slackUrl);
  const bot = createBot(options.functions ?? []);
  const calls = createCallsView(aws, slack, catalog);
  const live = createLive(
    { lookAtCalls: calls.look, onSlackChange: slack.onChange },
    {
      about: async () => aboutStack(options, (await slack.state()).appUserId),
      bot: () => bot.view(),
      slack: () => slack.state(),
      aws: async (role) => viewAws(await aws.state(), catalog, role),
      requests: createRequestReader(aws, options),
      calls: calls.latest,
    },
  );
  const defaultRole = Object.keys(catalog.roles)[0] ?? '';
  return { slack, bot, live, tryAccess: createTryAccess(aws, options), defaultRole };
};

/** Creates the web console: the page and its API. It accepts requests from this machine only. */
export const createSite = (options: ConsoleOptions): Site => {
  const page = createPage();
  const api = createApi(options);
  // The build starts now, so that the first visit does not wait. A build error is shown to the visitor of the page.
  page().catch(() => {});

  const answer = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> => {
    if (!isAllowedCaller(request, new URL(options.url).hostname)) {
      refuse(response, 403, 'this console answers requests from this machine and its own page only');
      return true;
    }
    if (url.pathname.startsWith('/console/api/')) {
      await answerApi(api, request, response, url);
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
