import { parseArgs } from 'node:util';
import { stop } from './stop.ts';

const HELP = `npm start [-- options]

Runs the whole bot on this machine: a local AWS, a local Slack and the Lambdas.

  --catalog FILE     catalog to run with (default examples/access.yaml); changes to the file are applied while it runs
  --port N           web console and bot endpoint (default 3000, or CONSOLE_PORT)
  --aws-port N       local AWS (default 4566, or LOCAL_AWS_PORT)
  --slack-port N     local Slack Web API (default 3001, or LOCAL_SLACK_PORT)
  --directory DIR    where state, profiles and the compiled catalog go (default .local)
  --ephemeral        do not keep state after a restart
  --reset            delete the state of earlier runs first
  --sweep-seconds N  interval of the sweep (default 5; one minute in AWS)
  --verbose          show every AWS call, including reads
  --help             show this text

If SLACK_BOT_TOKEN (xoxb-...) and SLACK_APP_TOKEN (xapp-...) are set, the bot runs in a real Slack workspace, through Socket Mode,
with the local AWS. "npx --no assume-bot manifest --socket-mode" writes the manifest for the Slack app.
`;

const portOf = (text: string | undefined, variable: string, fallback: number): number => {
  const value = text ?? process.env[variable] ?? String(fallback);
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  return stop(`"${value}" is not a port. A port is a whole number from 0 to 65535.`);
};

const parse = () => {
  try {
    return parseArgs({
      options: {
        catalog: { type: 'string', default: 'examples/access.yaml' },
        port: { type: 'string' },
        'aws-port': { type: 'string' },
        'slack-port': { type: 'string' },
        directory: { type: 'string', default: '.local' },
        ephemeral: { type: 'boolean', default: false },
        reset: { type: 'boolean', default: false },
        'sweep-seconds': { type: 'string', default: '5' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (fault) {
    return stop(`${(fault as Error).message}\n\n${HELP}`);
  }
};

const realSlack = () => {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slackApiUrl } = process.env;
  if (botToken === undefined && appToken === undefined) return undefined;
  if (!botToken?.startsWith('xoxb-') || !appToken?.startsWith('xapp-')) {
    return stop(
      'A real workspace needs both SLACK_BOT_TOKEN (xoxb-..., from OAuth & Permissions) and SLACK_APP_TOKEN\n' +
        '(xapp-..., an app-level token with connections:write). Unset both for the local Slack.',
    );
  }
  return { botToken, appToken, ...(slackApiUrl === undefined ? {} : { slackApiUrl }) };
};

/** The options of `npm start`. Prints the help or what is wrong, and exits, if nothing can be started. */
export const readOptions = () => {
  const options = parse();
  if (options.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  const sweepSeconds = Number(options['sweep-seconds']);
  if (!(sweepSeconds >= 1)) stop(`"${options['sweep-seconds']}" is not a valid number of seconds. The minimum is 1.`);
  const ports = {
    console: portOf(options.port, 'CONSOLE_PORT', 3000),
    aws: portOf(options['aws-port'], 'LOCAL_AWS_PORT', 4566),
    slack: portOf(options['slack-port'], 'LOCAL_SLACK_PORT', 3001),
  };
  return { ...options, ports, sweepSeconds, realSlack: realSlack() };
};

export type StartOptions = ReturnType<typeof readOptions>;
