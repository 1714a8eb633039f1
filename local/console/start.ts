import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import type { ConsoleCatalog } from './options.ts';
import { createSite } from './site.ts';

const HELP = `Serves the web console on loopback.

  --port N         default 3000; 0 selects a free port
  --aws URL        the local AWS; default http://127.0.0.1:4566
  --slack URL      the local Slack; default http://127.0.0.1:3001
  --region NAME    default us-east-1
  --catalog FILE   JSON with roles and users (README.md); default: none
  --table NAME     the table with the requests; default assume-bot
  --account ID     the account of the table; default 999999999999
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3000' },
    aws: { type: 'string', default: 'http://127.0.0.1:4566' },
    slack: { type: 'string', default: 'http://127.0.0.1:3001' },
    region: { type: 'string', default: 'us-east-1' },
    catalog: { type: 'string' },
    table: { type: 'string', default: 'assume-bot' },
    account: { type: 'string', default: '999999999999' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const catalog: ConsoleCatalog =
  values.catalog === undefined
    ? { accounts: [], people: {}, roles: {} }
    : JSON.parse(readFileSync(values.catalog, 'utf8'));
const server = createServer();
await new Promise<void>((resolve, reject) => {
  server.once('error', reject);
  server.listen(Number(values.port), '127.0.0.1', resolve);
});
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const site = createSite({
  url,
  awsUrl: values.aws,
  region: values.region,
  slackUrl: values.slack,
  catalog,
  table: { name: values.table, accountId: values.account },
});
server.on('request', async (request, response) => {
  if (!(await site(request, response))) response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.\n');
});
process.stdout.write(`The web console is listening at ${url}\n`);
