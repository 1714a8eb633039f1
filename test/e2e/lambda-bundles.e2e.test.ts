import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { tableDefinition } from '../../functions/adapters/dynamodb/table.ts';
import { bundleLambdas } from '../../lib/bundling/bundle.ts';
import { createStack, type Stack } from '../../local/stack/create-stack.ts';
import { TABLE_NAME } from '../../local/stack/names.ts';

const root = resolve(import.meta.dirname, '../..');
let stack: Stack | undefined;
afterEach(async () => {
  await stack?.close();
});

describe('the deployed Lambda bundles', () => {
  it('run the whole story, each in a new process with Node alone', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'assume-bot-bundles-'));
    const compiled = compileCatalog(readFileSync(join(root, 'examples/access.yaml'), 'utf8'));
    if (compiled.kind === 'invalid') throw new Error('the example does not compile');
    const catalogPath = join(directory, 'catalog.json');
    writeFileSync(catalogPath, JSON.stringify(compiled.catalog));
    await bundleLambdas({ root, outputFolder: directory });
    const entry = (name: string) => pathToFileURL(join(directory, name, 'index.mjs')).href;
    const lines: string[] = [];

    stack = await createStack({
      host: '127.0.0.1',
      ports: { console: 0, aws: 0, slack: 0 },
      catalog: compiled.catalog,
      catalogPath,
      isBundled: true,
      entries: {
        'slack-events': entry('slack-events'),
        api: entry('api'),
        reconcile: entry('reconcile'),
        sweep: entry('sweep'),
      },
      table: tableDefinition(TABLE_NAME),
      directory,
      isEphemeral: true,
      sweepEveryMs: 3_600_000,
      onLine: (name, line) => lines.push(`${name} ${line}`),
    });
    const { slack, aws } = stack;
    const changed = (isThere: () => boolean) =>
      new Promise<void>((settle) => {
        if (isThere()) settle();
        const stop = slack.onChange(() => {
          if (!isThere()) return;
          stop();
          settle();
        });
      });
    await slack.as('U0RANDOM').command('/assume', 'prod-s3 5m INC-42');
    await changed(() => slack.messages('C0APPROVALS').length > 0);
    const [card] = slack.messages('C0APPROVALS');
    await slack.as('U0BOB').press({ channel: 'C0APPROVALS', ts: card?.ts ?? '', actionId: 'approve' });
    await changed(() => JSON.stringify(slack.messages('C0APPROVALS')).includes('*Active*'));
    const sts = new STSClient({
      endpoint: aws.url,
      region: aws.region,
      credentials: aws.credentialsOf('arn:aws:iam::111111111111:user/random_user'),
    });
    const session = await sts.send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::222222222222:role/s3-list-role', RoleSessionName: 'random_user' }),
    );
    const unsigned = await fetch(`${stack.url}/slack/events`, { method: 'POST', body: 'payload=x' });

    expect(session.Credentials?.AccessKeyId).toBeDefined();
    expect(unsigned.status).toBe(401);
    expect(lines.filter((line) => /"level":"ERROR"|Error:/.test(line))).toEqual([]);
  });
});
