import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../../../bin/cli/read-catalog.ts';
import { ENV } from '../../../functions/contract.ts';
import { overBudget } from '../../../lib/bundling/budget.ts';
import { type Bundle, bundleLambdas } from '../../../lib/bundling/bundle.ts';
import { excludeModules, WEB_API_METHODS } from '../../../lib/bundling/excluded-modules.ts';
import type { LambdaName } from '../../../lib/lambdas.ts';
import { managerPolicy } from '../../../lib/manager-policies.ts';
import { makeApp, templateOf } from '../../support/a-hub.ts';
import { ofType, policiesOf } from '../../support/cloudformation.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');
let folder: string;
let bundles: readonly Bundle[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assume-bot-bundles-'));
  const read = await readCatalog(join(root, 'examples/access.yaml'));
  if (read.kind === 'invalid') throw new Error(read.mistakes.join('\n'));
  bundles = await bundleLambdas({ root, outputFolder: folder, catalogJson: JSON.stringify(read.catalog) });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bundleOf = (lambda: LambdaName): Bundle => {
  const found = bundles.find((one) => one.lambda === lambda);
  if (found === undefined) throw new Error(`${lambda} was not bundled`);
  return found;
};

/** Runs a script in a separate Node process that has only the given environment. */
const inFreshNode = async (script: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env, cwd: folder });
  return stdout;
};

describe('the bundles that Lambda runs', () => {
  it.each(['slack-events', 'api', 'reconcile', 'sweep'] as const)('keep the budget of %s', (lambda) => {
    const bundle = bundleOf(lambda);

    expect(bundle.bytes).toBeGreaterThan(100_000);
    expect(overBudget(bundle)).toEqual([]);
  });

  it('contain the compiled catalog beside the handler', async () => {
    const catalog = JSON.parse(await readFile(join(bundleOf('sweep').folder, 'catalog.json'), 'utf8'));

    expect(Object.keys(catalog.roles)).toEqual(['prod-s3']);
    expect(catalog.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('start without other files and refuse an unsigned request', async () => {
    const { folder: code } = bundleOf('slack-events');
    const event = {
      version: '2.0',
      rawPath: '/slack/events',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      requestContext: { http: { method: 'POST', path: '/slack/events' } },
      body: 'command=%2Fassume',
      isBase64Encoded: false,
    };

    const answer = await inFreshNode(
      `const { handler } = await import(${JSON.stringify(join(code, 'index.mjs'))});
       const { statusCode } = await handler(${JSON.stringify(event)}, { awsRequestId: '1', functionName: 'f' });
       process.stdout.write('\\nstatus ' + statusCode);
       const heavy = process.moduleLoadList.filter((name) => /undici|NativeModule (http2|zlib|internal.fs.streams)/.test(name));
       process.stdout.write('\\nheavy modules: ' + heavy.length);
       process.exit(0);`,
      {
        [ENV.catalog]: join(code, 'catalog.json'),
        [ENV.table]: 'table',
        [ENV.queueUrl]: 'http://127.0.0.1:9/queue.fifo',
        [ENV.slackSigningSecret]: 'a-signing-secret',
        [ENV.slackBotToken]: 'xoxb-test',
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'AKIATEST',
        AWS_SECRET_ACCESS_KEY: 'secret',
        // Nothing listens there, so an AWS call before the signature check would fail the test.
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      },
    );

    expect(answer).toContain('status 401');
    // The modules that Node loads for an import of node:http or node:fs (lib/bundling/require-builtins.ts).
    expect(answer).toContain('heavy modules: 0');
  });

  it('make no AWS call that reconcile or the manager role is not allowed', async () => {
    const template = templateOf(makeApp(), 'assume-bot');
    const roleId = ofType(template, 'AWS::IAM::Role').find(([id]) => id.startsWith('Reconcile'))?.[0] ?? '';
    const allow = (documents: readonly { readonly Statement: unknown }[]) =>
      (documents.flatMap(({ Statement }) => Statement) as { Effect: string; Action?: string | string[] }[])
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action = [] }) => Action);
    const scope = { roles: { kind: 'tagged' }, users: { kind: 'tagged' } } as const;
    const ofManager = allow([managerPolicy(scope, { partition: 'aws', accountId: '222222222222' })]);
    // The audit bucket and the secrets are optional, and grant access by their ARNs (test/lib/hub-permissions).
    const files = Object.keys(bundleOf('reconcile').bytesByFile).flatMap((path) => {
      const [, service] = /^functions\/adapters\/(dynamodb|iam|sqs)\//.exec(path) ?? [];
      return service === undefined ? [] : [{ path, service }];
    });

    const called = await Promise.all(
      files.map(async ({ path, service }) => {
        const call = service === 'dynamodb' ? /\bdynamo\.(\w+)\(/g : /new (\w+)Command\(/g;
        const source = await readFile(join(root, path), 'utf8');
        return [...source.matchAll(call)].map(([, name = '']) => actionOf(service, name));
      }),
    );

    const distinct = [...new Set(called.flat())].sort();
    expect(distinct.filter((action) => action.startsWith('iam:'))).toEqual([...ofManager].sort());
    expect(distinct).toEqual(expect.arrayContaining(['dynamodb:PutItem', 'dynamodb:Query', 'sqs:SendMessage']));
    const ofReconcile = new Set(allow(policiesOf(template, roleId)));
    expect(distinct.filter((action) => !action.startsWith('iam:') && !ofReconcile.has(action))).toEqual([]);
  });

  it('are refused if a handler is missing, and the message names it', async () => {
    await expect(bundleLambdas({ root: folder, outputFolder: join(folder, 'none') }, ['sweep'])).rejects.toThrow(
      'functions/handlers/sweep/index.ts does not exist',
    );
  });
});

/** DynamoDB calls have shorter names than the IAM actions. */
const actionOf = (service: string, command: string): string => {
  if (service === 'dynamodb')
    return `dynamodb:${command.charAt(0).toUpperCase()}${command.slice(1)}${command === 'query' ? '' : 'Item'}`;
  return command === 'AssumeRole' ? 'sts:AssumeRole' : `${service}:${command}`;
};

describe('the modules that the bundles exclude', () => {
  it('include no Slack method that the code calls', () => {
    // Only the CLI reads channels, with a client that has every method.
    const files = globSync('functions/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('slack/inspect.ts'));
    const calls = files.flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8').replaceAll(/\s+/g, '');
      return [...text.matchAll(/client\.((?:auth|chat|usergroups|users|views|conversations|team)(?:\.\w+)+)\(/g)].map(
        ([, method = '']) => method.replace(/\.catch$/, ''),
      );
    });

    expect([...new Set(calls)].sort()).toEqual([...WEB_API_METHODS]);
  });

  it('throw an error that names them when code uses them', async () => {
    const entry = join(folder, 'entry.ts');
    await writeFile(
      entry,
      `import { App } from '@slack/bolt';
       console.log(typeof App);
       try { new App({ signingSecret: 'x', token: 'x' }); } catch (error) { console.log(error.message); }`,
    );
    await build({
      entryPoints: [entry],
      outfile: join(folder, 'entry.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
      nodePaths: [join(root, 'node_modules')],
      plugins: [excludeModules((path) => readFile(path, 'utf8'))],
    });

    const output = await inFreshNode(`await import(${JSON.stringify(join(folder, 'entry.mjs'))})`);

    expect(output).toContain('function\nexcluded from this bundle: the servers of Bolt');
  });
});
