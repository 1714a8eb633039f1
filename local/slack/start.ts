import { parseArgs } from 'node:util';
import { createLocalSlack } from './create-local-slack.ts';

const HELP = `Serves a Slack workspace on loopback.

  --port N               default 3001; 0 selects a free port
  --bot URL              the request URL of the bot, such as http://127.0.0.1:3000/slack/events
  --signing-secret TEXT  default local-signing-secret
  --token TEXT           the bot token; default xoxb-local
  --state FILE           keeps the workspace in a JSON file; default: in memory
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3001' },
    bot: { type: 'string' },
    'signing-secret': { type: 'string', default: 'local-signing-secret' },
    token: { type: 'string', default: 'xoxb-local' },
    state: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const slack = await createLocalSlack({
  port: Number(values.port),
  botUrl: values.bot,
  signingSecret: values['signing-secret'],
  token: values.token,
  statePath: values.state,
});
process.stdout.write(`The local Slack is listening at ${slack.url}, and its Web API at ${slack.apiUrl}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => slack.close().then(() => process.exit(0)));
}
