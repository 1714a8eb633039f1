import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealed } from '../../functions/adapters/dynamodb/item.ts';
import { HUB_ACCOUNT, TABLE_NAME } from '../../local/stack/names.ts';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';
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

describe('assume-bot grants', () => {
  it('lists who holds which roles and until when, with the reason', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42: db is down');
    stack.clock.advance({ minutes: 1 });
    await stack.grant('U0RANDOM', 'prod-s3 2h INC-43');

    const { code, out } = await cli.run('grants');
    const one = await cli.run('grants', '--user', 'alice', '--json');

    expect(code).toBe(0);
    expect(out).toMatch(/prod-s3 +U0ALICE +alice +2030-01-01 13:00:\d\dZ +active .*INC-42: db is down/);
    expect(out).toContain('2 grants.');
    expect(one.json<{ grants: { user: string; state: string }[] }>().grants).toMatchObject([
      { user: 'U0ALICE', state: 'active' },
    ]);
  });

  it('lists ended grants only with --all', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    stack.clock.advance({ minutes: 61 });

    const open = await cli.run('grants', '--role', 'prod-s3');
    const all = await cli.run('grants', '--all');

    expect(open.out).toBe('There are no open grants.\n');
    expect(all.out).toContain('ended, sessions still denied');
  });

  it('suggests the nearest name for a name that is not in the catalog', async () => {
    const { code, err } = await cli.run('grants', '--role', 'prod-s4');

    expect(code).toBe(2);
    expect(err).toContain('did you mean prod-s3?');
  });
});

describe('assume-bot plan', () => {
  it('shows the planned writes with their sizes, and writes nothing', async () => {
    stack.aws.resetCalls();

    const { code, out } = await cli.run('plan', 'prod-s3', '--for', 'U0ALICE', '--duration', '2h');

    expect(code).toBe(0);
    expect(out).toContain(
      'create inline policy assume-bot-session-guard of arn:aws:iam::222222222222:role/s3-list-role',
    );
    expect(out).toContain('create inline policy assume-bot-access of arn:aws:iam::111111111111:user/alice');
    expect(out).toContain(`change trust policy of ${ROLE_ARN}`);
    expect(out).toMatch(/\+ +"aws:CurrentTime": "2030-01-01T14:00:00Z"/);
    expect(out).toMatch(/\d+ of 2048 characters/);
    expect(out).toContain('3 writes; nothing was written.');
    expect(
      stack.aws
        .calls({ service: 'iam' })
        .map(({ operation }) => operation)
        .filter((name) => !/^(Get|List)/.test(name)),
    ).toEqual([]);
  });

  it('shows how to print and check the state policies of a Terraform bundle', async () => {
    await stack.close();
    stack = await aStack(
      readFileSync(join(import.meta.dirname, '../../examples/terraform-remote-state/access.yaml'), 'utf8'),
    );
    cli = aCliOf(stack);

    const { code, out } = await cli.run('plan', 'terraform-prod', '--for', 'U0ALICE');

    expect(code).toBe(0);
    expect(out).toContain('change trust policy of arn:aws:iam::555555555555:role/dns-deploy');
    expect(out).toContain('"assume-bot terraform check terraform-prod" checks them');
  });

  it('includes the existing grants in the plan', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');

    const { json } = await cli.run('plan', 'prod-s3', '--for', 'random_user', '--json');

    const [role] = json<{ roles: { changes: { step: string; after: { Statement: object[] } }[] }[] }>().roles;
    expect(role?.changes.map(({ step }) => step)).toEqual(['put_guard', 'put_trust', 'put_user_policy']);
    expect(JSON.stringify(role?.changes[1]?.after)).toContain('alice');
  });

  it('prints why a grant would be refused, with exit code 1', async () => {
    stack.aws.removeUser('arn:aws:iam::111111111111:user/alice');

    const gone = await cli.run('plan', 'prod-s3', '--for', 'U0ALICE');
    const long = await cli.run('plan', 'prod-s3', '--for', 'U0RANDOM', '--duration', '9h');

    expect([gone.code, long.code]).toEqual([1, 1]);
    expect(gone.out).toContain('refused: The IAM user arn:aws:iam::111111111111:user/alice does not exist.');
    expect(long.err).toContain('8h at most');
  });

  it('reads through the inspector role if the manager role does not admit the operator', async () => {
    stack.aws.removeRole('arn:aws:iam::222222222222:role/assume-bot-manager');

    const { code, out } = await cli.run('plan', 'prod-s3');

    expect(code).toBe(0);
    expect(out).toContain('nothing was written');
  });

  it('exits with 3 and a fix if the account is unreachable', async () => {
    for (const name of ['manager', 'inspector'])
      stack.aws.removeRole(`arn:aws:iam::222222222222:role/assume-bot-${name}`);

    const { code, err } = await cli.run('plan', 'prod-s3');

    expect(code).toBe(3);
    expect(err).toMatch(/assume-bot:operators and deploy the account stack in account 222222222222/);
  });
});

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
    await stack.command('U0ALICE', 'prod-s3 99h INC-41');
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

describe('assume-bot report', () => {
  it('writes a page of who held which roles and when, without external addresses, and a CSV file', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42 <script>alert(1)</script>');
    await stack.command('U0RANDOM', 'prod-s3 1h never approved');
    stack.clock.advance({ minutes: 30 });
    await stack.command('U0ALICE', 'end prod-s3');
    await stack.settle();

    const { code, json } = await cli.run('report', '--json');

    expect(code).toBe(0);
    expect(json()).toMatchObject({
      holdings: [{ person: 'U0ALICE', role: 'prod-s3', ended: 'released', approvedBy: ['U0BOB'] }],
    });
    const page = readFileSync(join(cli.directory, 'assume-bot-report.html'), 'utf8');
    expect(page).toContain('INC-42 &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('<script>alert');
    expect(page).not.toMatch(/(?:src|href)="https?:/);
    expect(page).toMatch(/<tr id="row-0" data-person="alice" data-role="prod-s3" data-ended="released">/);
    expect(readFileSync(join(cli.directory, 'assume-bot-report.csv'), 'utf8')).toContain('U0ALICE,alice,prod-s3');
  });

  it('shows only access within the given period', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    stack.clock.advance({ minutes: 180 });
    await stack.sweep();

    const during = await cli.run('report', '--from', '2030-01-01T12:30Z', '--until', '2030-01-01T12:40Z', '--json');
    const after = await cli.run('report', '--from', '2030-01-01T13:30Z', '--json');

    expect(during.json<{ holdings: object[] }>().holdings).toHaveLength(1);
    expect(after.json<{ holdings: object[] }>().holdings).toHaveLength(0);
    expect(existsSync(join(cli.directory, 'assume-bot-report.html'))).toBe(true);
  });
});

describe('assume-bot validate, with a token', () => {
  it('checks in Slack that the named users exist and that every role has an approver', async () => {
    await stack.slack.directory.deactivate('U0BOB');
    writeFileSync(join(cli.directory, 'access.yaml'), EXAMPLE.replace('[U0BOB, U0CAROL]', '[U0BOB, U0GUEST]'));
    cli.environment = { SLACK_BOT_TOKEN: 'xoxb-test', SLACK_API_URL: stack.slack.apiUrl };

    const { code, out } = await cli.run('validate', 'access.yaml');

    expect(code).toBe(1);
    expect(out).toContain('nobody of those listed could approve today');
    expect(out).toContain('U0GUEST stands in approvers of prod-s3');
  });
});
