import { createLocalSlack } from '@assume-bot/local-slack';
import type { LocalSlack } from '@assume-bot/local-slack/contract';
import type { StackOptions } from './create-stack.ts';
import type { Closers } from './run-lambdas.ts';
import { workspaceSeed } from './workspace.ts';

export const SIGNING_SECRET = 'local-signing-secret';
export const BOT_TOKEN = 'xoxb-local';

/** Starts the local Slack, whose events go to the bot at this address. */
export const startSlack = async (options: StackOptions, url: string, closers: Closers): Promise<LocalSlack> => {
  const slack = await createLocalSlack({
    host: options.host,
    port: options.ports.slack,
    botUrl: `${url}/slack/events`,
    signingSecret: SIGNING_SECRET,
    token: BOT_TOKEN,
    ...(options.isEphemeral ? {} : { statePath: `${options.directory}/slack/state.json` }),
    ...(options.workspace === undefined ? {} : { seed: workspaceSeed(options.workspace) }),
  });
  closers.push(() => slack.close());
  return slack;
};
