import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createSite } from '@assume-bot/local-console';
import { compileCatalog } from '../functions/adapters/catalog/compile.ts';
import { tableDefinition } from '../functions/adapters/dynamodb/table.ts';
import { provePattern } from '../functions/adapters/system/prove-pattern.ts';
import { consoleOptions } from '../local/stack/console-options.ts';
import { createStack } from '../local/stack/create-stack.ts';
import { OtherTable } from '../local/stack/ensure-table.ts';
import type { LambdaName } from '../local/stack/lambda-environment.ts';
import { EXTERNAL_ID, QUEUE_NAME, TABLE_NAME } from '../local/stack/names.ts';
import { nextThings } from './dev/next-things.ts';
import { callLine, lambdaLine } from './dev/readable-log.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const HELP = `npm start [-- options]

Runs the whole bot on this machine: a local AWS, a local Slack and the three Lambdas.

  --catalog FILE     catalog to run with (default examples/access.yaml)
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

/** Exits with a message that states the problem and the fix. */
const stop = (message: string): never => {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
};

const portOf = (text: string | undefined, variable: string, fallback: number): number => {
  const value = text ?? process.env[variable] ?? String(fallback);
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  return stop(`"${value}" is not a port. A port is a whole number from 0 to 65535.`);
};

const readOptions = () => {
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

const readCatalog = (file: string) => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return stop(`There is no catalog at ${file}. Pass one with --catalog, or copy examples/access.yaml.`);
  }
  const compiled = compileCatalog(text, provePattern);
  if (compiled.kind === 'ok') return compiled.catalog;
  const lines = compiled.problems.map(
    ({ line, column, path, message }) => `  ${file}:${line}:${column}  ${path}: ${message}`,
  );
  return stop(
    `${file} has ${lines.length} mistake${lines.length === 1 ? '' : 's'}, so nothing was started:\n${lines.join('\n')}`,
  );
};

const options = readOptions();
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const sweepSeconds = Number(options['sweep-seconds']);
if (!(sweepSeconds >= 1)) stop(`"${options['sweep-seconds']}" is not a valid number of seconds. The minimum is 1.`);

const directory = resolve(root, options.directory);
if (options.reset) rmSync(directory, { recursive: true, force: true });
mkdirSync(directory, { recursive: true });
const catalog = readCatalog(options.catalog);
const catalogPath = join(directory, 'catalog.json');
writeFileSync(catalogPath, JSON.stringify(catalog));

const say = (line: string | undefined): void => {
  if (line !== undefined) process.stdout.write(`${line}\n`);
};
const entry = (name: LambdaName): string => pathToFileURL(join(root, 'functions', 'handlers', name, 'index.ts')).href;

const ports = {
  console: portOf(options.port, 'CONSOLE_PORT', 3000),
  aws: portOf(options['aws-port'], 'LOCAL_AWS_PORT', 4566),
  slack: portOf(options['slack-port'], 'LOCAL_SLACK_PORT', 3001),
};

const realSlack = () => {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slackApiUrl } = process.env;
  if (botToken === undefined && appToken === undefined) return {};
  if (!botToken?.startsWith('xoxb-') || !appToken?.startsWith('xapp-')) {
    return stop(
      'A real workspace needs both SLACK_BOT_TOKEN (xoxb-..., from OAuth & Permissions) and SLACK_APP_TOKEN\n' +
        '(xapp-..., an app-level token with connections:write). Unset both for the local Slack.',
    );
  }
  return { realSlack: { botToken, appToken, ...(slackApiUrl === undefined ? {} : { slackApiUrl }) } };
};

const start = async () => {
  try {
    return await createStack({
      host: '127.0.0.1',
      ports,
      catalog,
      catalogPath,
      entries: { 'slack-events': entry('slack-events'), reconcile: entry('reconcile'), sweep: entry('sweep') },
      table: tableDefinition(TABLE_NAME),
      directory,
      isEphemeral: options.ephemeral,
      sweepEveryMs: sweepSeconds * 1000,
      onLine: (name, line) => say(lambdaLine(name, line)),
      onCall: (call) => say(callLine(call, options.verbose)),
      createSite: (parts) => createSite(consoleOptions(parts)),
      ...realSlack(),
    });
  } catch (fault) {
    const { code, port, message, stack } = fault as NodeJS.ErrnoException & { port?: number };
    if (fault instanceof OtherTable) return stop(`${message}. Delete the state with: npm start -- --reset`);
    if (code === 'slack_webapi_platform_error') return stop(`Slack refused the tokens: ${message}`);
    if (code !== 'EADDRINUSE') return stop(stack ?? message);
    return stop(
      `Port ${port} is in use by another program or another "npm start". Stop it, or choose other ports:\n` +
        '  npm start -- --port 3100 --aws-port 4666 --slack-port 3101',
    );
  }
};

const stack = await start();
writeFileSync(
  join(directory, 'stack.json'),
  JSON.stringify(
    {
      url: stack.url,
      awsUrl: stack.aws.url,
      slackApiUrl: stack.slack.apiUrl,
      region: stack.aws.region,
      table: TABLE_NAME,
      queueUrl: stack.aws.queue(QUEUE_NAME).url,
      externalId: EXTERNAL_ID,
      catalogPath,
      credentials: stack.operator,
    },
    null,
    2,
  ),
  { mode: 0o600 },
);
say(nextThings(stack, options.directory));

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, async () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    say('\nStopping ...');
    await stack.close();
    say('Stopped. The state of the local AWS and Slack is kept for the next start (unless --ephemeral).');
    process.exit(0);
  });
}
