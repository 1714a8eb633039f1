import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSite } from '@assume-bot/local-console';
import { afterEach, describe, expect, it } from 'vitest';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { tableDefinition } from '../../functions/adapters/dynamodb/table.ts';
import { consoleOptions } from '../../local/stack/console-options.ts';
import { createStack, type Stack } from '../../local/stack/create-stack.ts';
import type { LambdaName } from '../../local/stack/lambda-environment.ts';
import { TABLE_NAME } from '../../local/stack/names.ts';
import { hasBrowser, launch, leave, visit, walks } from './console-browser.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The parts of `npm start`, on free ports: the functions in their own threads, and the console in front. */
const start = async (): Promise<Stack> => {
  const compiled = compileCatalog(EXAMPLE);
  if (compiled.kind !== 'ok') throw new Error('the example does not compile');
  const directory = mkdtempSync(join(tmpdir(), 'assume-bot-console-'));
  const catalogPath = join(directory, 'catalog.json');
  writeFileSync(catalogPath, JSON.stringify(compiled.catalog));
  const entry = (name: LambdaName) => new URL(`../../functions/handlers/${name}/index.ts`, import.meta.url).href;
  const stack = await createStack({
    host: '127.0.0.1',
    ports: { console: 0, aws: 0, slack: 0 },
    catalog: compiled.catalog,
    catalogPath,
    entries: {
      'slack-events': entry('slack-events'),
      api: entry('api'),
      reconcile: entry('reconcile'),
      sweep: entry('sweep'),
    },
    table: tableDefinition(TABLE_NAME),
    directory,
    isEphemeral: true,
    sweepEveryMs: 1000,
    onLine: () => {},
    createSite: (parts) => createSite(consoleOptions(parts)),
  });
  closers.push(() => stack.close());
  return stack;
};

describe.skipIf(!hasBrowser)(walks('the console of npm start'), () => {
  it('stops the real functions and starts them again, and granted access continues meanwhile', async () => {
    const stack = await start();
    const browser = await launch();
    closers.push(() => browser.close());
    const at = await visit(browser, { url: stack.url });
    await at.type('/assume prod-s3 10m INC-42 the report is stuck');
    await at.see(/Requested prod-s3/);
    await at.be('bob');
    await at.goTo('approvals');
    await at.press(/^Approve: prod-s3/);
    await at.see(/Active until/);

    await at.press('Stop the bot');
    await at.see('The bot is stopped');
    await at.be('random_user');
    await at.type('/assume list');
    await at.see(/dispatch_failed/);
    await at.press('Try it as random_user');
    await at.see(/prod-invoices/);
    expect(Object.values(stack.lambdas).map(({ isRunning }) => isRunning)).toEqual([false, false, false, false]);

    await at.press('Start the bot');
    await at.see('The bot is running');
    await at.type('/assume end prod-s3');
    await at.see('Closed for random_user');
    await at.press('Use the open session again');
    await at.see(/when calling the ListBuckets operation/);
    await leave(at);
  });
});
