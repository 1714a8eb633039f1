import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
    expect(out).toContain('"assume-bot terraform diagnose terraform-prod" judges them');
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
describe('a local stack in another directory', () => {
  it('is used if ASSUME_LOCAL_DIRECTORY names it', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    mkdirSync(join(cli.directory, 'other'));
    renameSync(join(cli.directory, '.local/stack.json'), join(cli.directory, 'other/stack.json'));
    const without = await cli.run('grants', '--local');
    cli.environment = { ASSUME_LOCAL_DIRECTORY: join(cli.directory, 'other') };

    const { code, out } = await cli.run('grants', '--local');

    expect([without.code, code]).toEqual([3, 0]);
    expect(out).toContain('prod-s3');
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
      holdings: [{ user: 'U0ALICE', role: 'prod-s3', ended: 'released', approvedBy: ['U0BOB'] }],
    });
    const page = readFileSync(join(cli.directory, 'assume-bot-report.html'), 'utf8');
    expect(page).toContain('INC-42 &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('<script>alert');
    expect(page).not.toMatch(/(?:src|href)="https?:/);
    expect(page).toMatch(/<tr role="row" id="row-0" data-user="alice" data-role="prod-s3" data-ended="released" /);
    expect(readFileSync(join(cli.directory, 'assume-bot-report.csv'), 'utf8')).toContain('U0ALICE,alice,alice,prod-s3');
  });

  it('shows emergencies with their reviewer and the verdict, also while the review is pending', async () => {
    const rule = 'emergency: { requesters: [everyone], reviewWithin: 4h, contacts: [C0APPROVALS], maxDuration: 1h }';
    await stack.close();
    stack = await aStack(EXAMPLE.replace('# risk: high', `${rule}\n    # risk: high`));
    cli = aCliOf(stack);
    await stack.command('U0ALICE', 'prod-s3 30m INC-42 --emergency');
    await stack.settle();
    stack.clock.advance({ minutes: 5 });
    const pending = await cli.run('report', '--json');
    await stack.press('U0BOB', 'review_wrong');
    const [form] = stack.slack.modalsOf('U0BOB');
    await stack.slack.as('U0BOB').submitView(form?.id ?? '', { reason: 'no incident was open' });
    await stack.settle();

    const reviewed = await cli.run('report', '--json');

    const emergency = { user: 'U0ALICE', emergency: true, approvedBy: [] };
    expect(pending.json()).toMatchObject({ holdings: [{ ...emergency, verdict: 'review pending' }] });
    expect(reviewed.json()).toMatchObject({
      holdings: [{ ...emergency, verdict: 'not justified', reviewedBy: 'U0BOB', reviewNote: 'no incident was open' }],
    });
    expect(readFileSync(join(cli.directory, 'assume-bot-report.csv'), 'utf8')).toContain(
      ',true,not justified,U0BOB,bob,',
    );
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
    expect(out).toContain('none of the listed approvers can approve');
    expect(out).toContain('U0GUEST (approvers of prod-s3) can neither request nor approve: the account is a guest');
  });
});
