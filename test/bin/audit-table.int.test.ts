import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealed } from '../../functions/adapters/dynamodb/item.ts';
import { HUB_ACCOUNT, TABLE_NAME } from '../../local/stack/names.ts';
import { aStack, type TestStack } from '../support/a-stack.ts';
import { aCliOf, type Cli } from './a-cli.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/access.yaml'), 'utf8');

let stack: TestStack;
let cli: Cli;

beforeEach(async () => {
  stack = await aStack(EXAMPLE);
  cli = aCliOf(stack);
});
afterEach(() => stack.close());

const table = () =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: stack.aws.url,
      region: 'us-east-1',
      credentials: stack.aws.rootCredentials(HUB_ACCOUNT),
    }),
  );
const items = async () => (await table().send(new ScanCommand({ TableName: TABLE_NAME }))).Items ?? [];
const itemOf = async (prefix: string) => (await items()).find(({ pk }) => String(pk).startsWith(prefix)) ?? {};
const put = (item: Record<string, unknown>) => table().send(new PutCommand({ TableName: TABLE_NAME, Item: item }));

describe('assume-bot audit verify', () => {
  it('finds no problems after complete requests', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await stack.command('U0RANDOM', 'prod-s3 1h INC-43');
    stack.clock.advance({ minutes: 61 });
    await stack.sweep();

    const { code, json } = await cli.run('audit', 'verify', '--json');

    expect(code).toBe(0);
    expect(json()).toMatchObject({ requests: 2, findings: [], unreadable: [] });
  });

  it('finds a changed reason in the table', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const request = await itemOf('REQ#');
    const { reason } = (request['events'] as [{ fact: { requested: { reason: string } } }])[0].fact.requested;
    await put(JSON.parse(JSON.stringify(request).replaceAll(reason, 'INC-1')));

    const { code, out } = await cli.run('audit', 'verify');

    expect(code).toBe(1);
    expect(out).toMatch(/Its seal does not match: .* Event 0 does not follow .*\[tampered\]/);
  });

  it('finds an end without a decision, although the item was sealed again', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const request = await itemOf('REQ#');
    const events = request['events'] as { fact: { kind: string } }[];
    const later = events.map((event) =>
      event.fact.kind === 'approved'
        ? { ...event, fact: { ...event.fact, endsAt: '2030-01-02T12:00:00.000Z' } }
        : event,
    );
    await put(sealed({ ...request, events: later }));

    expect((await cli.run('audit', 'verify')).out).toMatch(/: Event 2 does not follow .*\[tampered\]/);
  });

  it('finds by its seal what was changed beside the chain', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await put({ ...(await itemOf('REQ#')), handledEvents: 0 });

    expect((await cli.run('audit', 'verify')).out).toMatch(/: Its seal does not match: .*\[tampered\]/);
  });

  it('finds a grant without a request, and an unreadable item', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const grant = (await items()).find(({ sk }) => String(sk).startsWith('GRANT#')) ?? {};
    const [other, unsealed] = ['a'.repeat(20), 'b'.repeat(20)];
    await put(sealed({ ...grant, sk: `GRANT#${other}`, requestId: other }));
    await put({ ...grant, sk: `GRANT#${unsealed}`, requestId: unsealed });
    await put({ pk: 'REQ#zzz', sk: 'REQUEST', v: 1 });

    const { code, json } = await cli.run('audit', 'verify', '--json');

    expect(code).toBe(1);
    const { findings, unreadable } = json<{ findings: { kind: string }[]; unreadable: { key: string }[] }>();
    expect(findings.map(({ kind }) => kind)).toEqual(['grant_without_request', 'seal_broken']);
    expect(unreadable.map(({ key }) => key)).toEqual(['REQ#zzz / REQUEST']);
  });

  it('finds a chain that was cut off at its end, with the stored heads', async () => {
    await stack.command('U0ALICE', 'prod-s3 1h INC-42');
    await stack.settle();
    const early = await itemOf('REQ#');
    await stack.press('U0BOB', 'approve');
    const before = await cli.run('audit', 'verify', '--heads', 'heads.json');
    await put(early);

    const cut = await cli.run('audit', 'verify', '--heads', 'heads.json');
    const again = await cli.run('audit', 'verify', '--heads', 'heads.json');

    expect([before.code, cut.code, again.code]).toEqual([0, 1, 1]);
    expect(cut.out).toContain('[chain_shortened]');
  });
});

describe('assume-bot audit export', () => {
  it('writes all events including refusals, in order of time', async () => {
    await stack.command('U0ALICE', 'who prod-s3');
    stack.clock.advance({ seconds: 1 });
    await stack.grant('U0ALICE', 'prod-s3 1h =cmd()');

    const { out, code } = await cli.run('audit', 'export');
    const csv = await cli.run(
      'audit',
      'export',
      '--format',
      'csv',
      '--from',
      '2030-01-01T12:00:01Z',
      '--out',
      'audit.csv',
    );

    expect([code, csv.code]).toEqual([0, 0]);
    const entries = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; reason: string; by: string });
    expect(entries.map(({ kind }) => kind)).toEqual([
      'refused',
      'requested',
      'prepared',
      'approved',
      'role_confirmed',
      'activated',
    ]);
    expect(entries[3]).toMatchObject({ by: 'U0BOB', requester: 'U0ALICE', target: 'prod-s3' });
    const lines = readFileSync(join(cli.directory, 'audit.csv'), 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(6);
    expect(lines[1]).toContain("'=cmd()");
  });
});
