import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createSite } from '@assume-bot/local-console';
import { tableDefinition } from '../functions/adapters/dynamodb/table.ts';
import type { Catalog } from '../functions/core/catalog/catalog.ts';
import { stateDocuments } from '../functions/core/terraform/state-documents.ts';
import { consoleOptions } from '../local/stack/console-options.ts';
import { createStack } from '../local/stack/create-stack.ts';
import { OtherTable } from '../local/stack/ensure-table.ts';
import type { LambdaName } from '../local/stack/lambda-environment.ts';
import { EXTERNAL_ID, QUEUE_NAME, TABLE_NAME } from '../local/stack/names.ts';
import { callOf } from './dev/call.ts';
import { busyPortText, takenText } from './dev/conflict.ts';
import { firstWalk } from './dev/first-walk.ts';
import { createCatalogUpdates, mistakesText, readCatalog, watchCatalog } from './dev/live-catalog.ts';
import { localWorkspaceOf } from './dev/local-workspace.ts';
import { LOCK_FILE, lockDirectory } from './dev/lock.ts';
import { nextThings } from './dev/next-things.ts';
import { readOptions } from './dev/options.ts';
import { callLine, lambdaLine } from './dev/readable-log.ts';
import { stop } from './dev/stop.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const options = readOptions();
const call = callOf(root, { environment: process.env, cwd: process.cwd() });
const directory = resolve(root, options.directory);
// npm runs scripts in the root of the clone, so a path may be meant from either directory.
const catalogFile =
  [resolve(call.from, options.catalog), resolve(root, options.catalog)].find(existsSync) ?? options.catalog;

const read = () => readCatalog(catalogFile, options.catalog);
const firstCatalog = (): Catalog => {
  const compiled = read();
  if (compiled.kind === 'ok') return compiled.catalog;
  if (compiled.kind === 'missing')
    return stop(`There is no catalog at ${catalogFile}. Pass one with --catalog, or copy examples/access.yaml.`);
  return stop(mistakesText(options.catalog, compiled.mistakes, 'nothing was started'));
};
const catalog = firstCatalog();

mkdirSync(directory, { recursive: true });
const running = { pid: process.pid, catalog: catalogFile };
const lock = await lockDirectory(directory, running);
if (lock.kind === 'taken') stop(await takenText(call, options, lock.by));
if (options.reset) {
  for (const name of readdirSync(directory)) {
    if (name !== LOCK_FILE) rmSync(join(directory, name), { recursive: true, force: true });
  }
}

const catalogPath = join(directory, 'catalog.json');
const writeCatalog = (content: Catalog): void => writeFileSync(catalogPath, JSON.stringify(content));
writeCatalog(catalog);

const say = (line: string | undefined): void => {
  if (line !== undefined) process.stdout.write(`${line}\n`);
};
const entry = (name: LambdaName): string => pathToFileURL(join(root, 'functions', 'handlers', name, 'index.ts')).href;
const isRealSlack = options.realSlack !== undefined;

/** What the local AWS and the local Slack are given for a catalog. */
const localPartsOf = (content: Catalog) => {
  const workspace = localWorkspaceOf(content);
  return { catalog: { ...content, people: workspace.people, states: stateDocuments(content) }, workspace };
};
const parts = localPartsOf(catalog);
let walk = firstWalk(catalog, parts.workspace);

const start = async () => {
  try {
    return await createStack({
      host: '127.0.0.1',
      ports: options.ports,
      ...parts,
      catalogPath,
      entries: {
        'slack-events': entry('slack-events'),
        api: entry('api'),
        reconcile: entry('reconcile'),
        sweep: entry('sweep'),
      },
      table: tableDefinition(TABLE_NAME),
      directory,
      isEphemeral: options.ephemeral,
      sweepEveryMs: options.sweepSeconds * 1000,
      onLine: (name, line) => say(lambdaLine(name, line)),
      onCall: (made) => say(callLine(made, options.verbose)),
      createSite: (stack) => createSite(consoleOptions(stack, walk)),
      ...(options.realSlack === undefined ? {} : { realSlack: options.realSlack }),
    });
  } catch (fault) {
    const { code, port, message, stack } = fault as NodeJS.ErrnoException & { port?: number };
    if (fault instanceof OtherTable) return stop(`${message}. Delete the state with: npm start -- --reset`);
    if (code === 'slack_webapi_platform_error') return stop(`Slack refused the tokens: ${message}`);
    return stop(code === 'EADDRINUSE' ? await busyPortText(call, options, port) : (stack ?? message));
  }
};

const stack = await start();
const { url, aws, slack } = stack;
if (lock.kind === 'held') lock.describe({ ...running, url, awsUrl: aws.url, slackUrl: slack.url });
writeFileSync(
  join(directory, 'stack.json'),
  JSON.stringify(
    {
      url,
      awsUrl: aws.url,
      slackApiUrl: slack.apiUrl,
      region: aws.region,
      table: TABLE_NAME,
      queueUrl: aws.queue(QUEUE_NAME).url,
      externalId: EXTERNAL_ID,
      catalogPath,
      credentials: stack.operator,
      owners: Object.fromEntries(catalog.accounts.map(({ id }) => [id, aws.rootCredentials(id)])),
    },
    null,
    2,
  ),
  { mode: 0o600 },
);

let current = catalog;
const apply = async (next: Catalog): Promise<void> => {
  const nextParts = localPartsOf(next);
  const walkOfBefore = walk;
  walk = firstWalk(next, nextParts.workspace);
  writeCatalog(next);
  try {
    await stack.update(nextParts);
    current = next;
  } catch (fault) {
    walk = walkOfBefore;
    writeCatalog(current);
    throw fault;
  }
};
const onChange = createCatalogUpdates({ shown: options.catalog, read, hash: catalog.hash, apply, say });
const stopWatching = watchCatalog(catalogFile, () => void onChange());

say(nextThings(stack, { call, directory, directoryOption: options.directory, isRealSlack, walk }));

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, async () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    say('\nStopping ...');
    stopWatching();
    await stack.close();
    if (lock.kind === 'held') await lock.release();
    say('Stopped. The state of the local AWS and Slack is kept for the next start (unless --ephemeral).');
    process.exit(0);
  });
}
