import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { s3As } from '@assume-bot/local-aws/testing/a-signed-fetch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocument, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoRequestStore } from '../../functions/adapters/dynamodb/request-store.ts';
import { appendEvent } from '../../functions/core/request/chain.ts';
import { fold } from '../../functions/core/request/evolve.ts';
import type { RequestId } from '../../functions/core/request/ids.ts';
import { AUDIT_BUCKET, HUB_ACCOUNT, TABLE_NAME } from '../../local/stack/names.ts';
import { aStack, type TestStack } from '../support/a-stack.ts';
import { aCliOf, type Cli } from './a-cli.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/access.yaml'), 'utf8');
const BUCKET = `s3://${AUDIT_BUCKET}`;

let stack: TestStack;
let cli: Cli;
beforeEach(async () => {
  stack = await aStack(EXAMPLE);
  cli = aCliOf(stack);
});
afterEach(() => stack.close());

const client = () =>
  new DynamoDBClient({
    endpoint: stack.aws.url,
    region: 'us-east-1',
    credentials: stack.aws.rootCredentials(HUB_ACCOUNT),
  });
const table = () => DynamoDBDocument.from(client());
const requestItem = async () =>
  ((await table().send(new ScanCommand({ TableName: TABLE_NAME }))).Items ?? []).find(({ pk }) =>
    String(pk).startsWith('REQ#'),
  ) ?? {};
const idOf = (item: Record<string, unknown>): RequestId => String(item['pk']).slice('REQ#'.length) as RequestId;

/** Rewrites a complete request with its chain and its seal: every hash is valid, and the content is forged. */
const rewrite = async (reason: string): Promise<void> => {
  const before = await requestItem();
  const store = createDynamoRequestStore({
    dynamo: table(),
    tableName: TABLE_NAME,
    freshId: () => 'x',
    pause: async () => {},
  });
  const request = await store.get(idOf(before));
  if (request === undefined) throw new Error('no request');
  let events: (typeof request)['events'] = [];
  for (const { fact, at } of request.events) {
    const other = fact.kind === 'requested' ? { ...fact, requested: { ...fact.requested, reason } } : fact;
    events = appendEvent(events, request.id, other, at);
  }
  await store.save({ ...request, ...fold(request.id, events), events });
};

const verify = async (...args: string[]) => {
  const ran = await cli.run('audit', 'verify', '--json', ...args);
  const { findings = [], ...rest } = ran.json<{
    findings?: { kind: string; requestId: string }[];
    notKept?: string[];
  }>();
  return { code: ran.code, kinds: findings.map(({ kind }) => kind), err: ran.err, ...rest };
};
const attack = () => s3As(stack.aws, stack.aws.rootCredentials(HUB_ACCOUNT));
const keysInBucket = async (): Promise<readonly string[]> => {
  const { text } = await attack()({ path: `/${AUDIT_BUCKET}?list-type=2` });
  return [...text.matchAll(/<Key>([^<]*)</g)].map(([, key = '']) => key);
};

describe('the audit bucket', () => {
  it('receives records continuously and matches the table', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');

    const verified = await verify('--against', BUCKET);

    expect(verified).toMatchObject({ code: 0, kinds: [], kept: 1, notKept: [], strangers: [] });
    expect((await keysInBucket()).length).toBeGreaterThan(1);
  });

  it('reveals a completely rewritten request, which the table alone does not', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await rewrite('INC-99 a nicer story');

    expect(await verify()).toMatchObject({ code: 0, kinds: [] });
    expect(await verify('--against', BUCKET)).toMatchObject({ code: 1, kinds: ['chain_rewritten'] });
  });

  it('reveals it even after the bot continued from the rewritten request', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await rewrite('INC-99 a nicer story');
    await stack.command('U0ALICE', 'end prod-s3');
    await stack.settle();

    expect((await verify('--against', BUCKET)).kinds).toContain('record_forked');
  });

  it('reveals a request that was deleted before its retention ended', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const { pk, sk } = await requestItem();
    await table().send(new DeleteCommand({ TableName: TABLE_NAME, Key: { pk, sk } }));

    expect((await verify('--against', BUCKET)).kinds).toContain('request_gone');
  });

  it('reveals an attempt to delete its records', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    for (const key of await keysInBucket()) await attack()({ method: 'DELETE', path: `/${AUDIT_BUCKET}/${key}` });
    expect(await keysInBucket()).toEqual([]);
    await rewrite('INC-99 a nicer story');

    expect((await verify('--against', BUCKET)).kinds.toSorted()).toEqual(['chain_rewritten', 'record_hidden']);
  });

  it('delays no access while it cannot be written to, and an export fills the gap', async () => {
    const closed = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${AUDIT_BUCKET}/*`,
    };
    const policyOf = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
    await attack()({ method: 'PUT', path: `/${AUDIT_BUCKET}?policy=`, body: policyOf(closed) });
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    expect(stack.mayAssume('alice')).toBe('Allowed');
    await attack()({ method: 'DELETE', path: `/${AUDIT_BUCKET}?policy=` });

    const exported = await cli.run('audit', 'export', '--to', BUCKET, '--json');

    expect(exported.code).toBe(0);
    expect(exported.json()).toMatchObject({ kept: 1, there: 0 });
    expect(await verify('--against', BUCKET)).toMatchObject({ code: 0, notKept: [] });
  });
});

describe('assume-bot audit export --to', () => {
  it('writes every request once, even if it runs repeatedly', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await stack.command('U0RANDOM', 'prod-s3 1h INC-43');

    const first = await cli.run('audit', 'export', '--to', 'records');
    const second = await cli.run('audit', 'export', '--to', 'records');

    expect([first.code, second.code]).toEqual([0, 0]);
    expect(first.out).toBe('2 requests stored in records; 0 already existed unchanged.\n');
    expect(second.out).toBe('0 requests stored in records; 2 already existed unchanged.\n');
    expect(await verify('--against', 'records')).toMatchObject({ code: 0, kept: 2 });
  });

  it('skips and reports an invalid chain instead of locking it', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const item = await requestItem();
    const [first, ...rest] = item['events'] as readonly Record<string, unknown>[];
    const Item = { ...item, events: [{ ...first, at: '2030-01-01T00:00:00.000Z' }, ...rest] };
    await table().send(new PutCommand({ TableName: TABLE_NAME, Item }));

    const { code, err } = await cli.run('audit', 'export', '--to', 'records');

    expect(code).toBe(1);
    expect(err).toContain(`skipped, because its chain is invalid: request ${idOf(item)}`);
  });

  it('refuses incompatible options and invalid locations', async () => {
    const ran = [
      await cli.run('audit', 'export', '--to', 's3:/typo'),
      await cli.run('audit', 'export', '--to', 'records', '--format', 'csv'),
      await cli.run('audit', 'export', '--against', 'records'),
      await cli.run('audit', 'verify', '--to', 'records'),
      await cli.run('audit', 'verify', '--out', 'x.csv'),
    ];

    expect(ran.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(ran.map(({ err }) => err).join('')).toMatch(
      /such as s3:\/\/my-audit-bucket[\s\S]*--format applies to single entries[\s\S]*Unknown option '--against'/,
    );
  });

  it('exits with 3 and a fix if S3 denies access or the bucket does not exist', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const elsewhere = await cli.run('audit', 'verify', '--against', 's3://no-such-bucket');
    const denied = await cli.run('audit', 'export', '--to', `${BUCKET}/elsewhere`);

    expect([elsewhere.code, denied.code]).toEqual([3, 3]);
    expect(elsewhere.err).toMatch(/NoSuchBucket.*\n.*--region/);
    expect(denied.err).toMatch(/AccessDenied.*\n.*s3:PutObject/);
  });
});

describe('a file for the operator', () => {
  it('is readable only by the operator, even if the file existed before', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const files = ['all.ndjson', 'report.html', 'report.csv'];
    for (const name of files) writeFileSync(join(cli.directory, name), '', { mode: 0o644 });

    await cli.run('audit', 'export', '--out', 'all.ndjson');
    await cli.run('report', '--out', 'report.html');

    const modes = files.map((name) => (statSync(join(cli.directory, name)).mode & 0o777).toString(8));
    expect(modes).toEqual(['600', '600', '600']);
  });
});

describe('assume-bot audit verify --against', () => {
  const copy = async (): Promise<string> => {
    const folder = join(cli.directory, 'copy');
    for (const key of await keysInBucket()) {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), (await attack()({ path: `/${AUDIT_BUCKET}/${key}` })).text);
    }
    return folder;
  };

  it('accepts a copy of the bucket in a folder, and finds a changed record in it', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const folder = await copy();
    expect(await verify('--against', 'copy')).toMatchObject({ code: 0, kept: 1 });

    const chains = join(folder, 'chains');
    const [id = ''] = readdirSync(chains);
    const longest = readdirSync(join(chains, id)).toSorted().at(-1) ?? '';
    const text = readFileSync(join(chains, id, longest), 'utf8');
    writeFileSync(join(chains, id, longest), text.replace('INC-42', 'INC-43'));

    expect((await verify('--against', 'copy')).kinds).toEqual(['record_bad']);
  });

  it('reports requests without a record, and objects that are not records', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const folder = await copy();
    await stack.grant('U0RANDOM', 'prod-s3 1h INC-43');
    cpSync(join(import.meta.dirname, '../../LICENSE'), join(folder, 'chains', 'LICENSE'));

    const { code, out } = await cli.run('audit', 'verify', '--against', 'copy');

    expect(code).toBe(0);
    expect(out).toContain('copy: chains/LICENSE is not a record of assume-bot');
    expect(out).toContain('1 request without a record: "assume-bot audit export --to copy" writes it.');
  });

  it('fails if there are no records to compare with', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    rmSync(join(cli.directory, 'nothing'), { force: true });

    const { code, err } = await cli.run('audit', 'verify', '--against', 'nothing');

    expect(code).toBe(2);
    expect(err).toContain('No records in nothing');
  });
});
