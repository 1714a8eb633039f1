import { describe, expect, it } from 'vitest';
import { ROLE_ARN } from '../support/a-stack.ts';
import { aWorkingStackForEach, cli, stack, stopWorkers } from './a-working-stack.ts';

aWorkingStackForEach();

const requestIds = async (): Promise<readonly string[]> => {
  const { json } = await cli.run('grants', '--json');
  return json<{ grants: { requestId: string }[] }>().grants.map(({ requestId }) => requestId);
};

describe('assume-bot revoke', () => {
  it('ends the access of a user, including live sessions, and records the reason and the operator', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const session = await stack.assume('alice');
    stack.clock.advance({ seconds: 30 });

    const { code, out } = await cli.run('revoke', 'alice', 'prod-s3', '--reason', 'laptop stolen', '--wait');

    expect(code).toBe(0);
    expect(out).toMatch(/U0ALICE no longer has prod-s3 \(request [0-9a-f]{20}\)/);
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
    expect(stack.mayList(session)).toBe('ExplicitlyDenied');
    const audit = await cli.run('audit', 'export');
    expect(audit.out).toContain('revoked');
    expect(audit.out).toContain(
      'laptop stolen (by arn:aws:sts::999999999999:assumed-role/assume-bot-operator/operator',
    );
    expect((await cli.run('audit', 'verify')).code).toBe(0);
  });

  it('ends only the request with the given ID', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await stack.grant('U0RANDOM', 'prod-s3 2h INC-43');
    const [first = ''] = await requestIds();

    const { code } = await cli.run('revoke', first, '--reason', 'not needed', '--wait');

    expect(code).toBe(0);
    expect([stack.mayAssume('alice'), stack.mayAssume('random_user')]).toEqual(['ImplicitlyDenied', 'Allowed']);
  });

  it('refuses requests without access, and requires a reason', async () => {
    await stack.command('U0ALICE', 'prod-s3 1h INC-42');
    const [id = ''] = (await cli.run('audit', 'export')).out.match(/[0-9a-f]{20}/) ?? [];

    const pending = await cli.run('revoke', id, '--reason', 'x');
    const noHolder = await cli.run('revoke', 'alice', 'prod-s3', '--reason', 'x');
    const unexplained = await cli.run('revoke', id);
    const unknown = await cli.run('revoke', 'f'.repeat(20), '--reason', 'x');
    const noRole = await cli.run('revoke', 'alice', '--reason', 'x');

    expect([pending, noHolder, unexplained, unknown, noRole].map(({ code }) => code)).toEqual([1, 1, 2, 1, 2]);
    expect(pending.out).toContain('is pending and gives no access');
    expect(noHolder.err).toContain('does not hold prod-s3');
    expect(noRole.err).toContain('assume-bot revoke alice prod-s3');
  });

  it('reports that no worker ran yet, and that the end is stored', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    stopWorkers();

    const { code, out } = await cli.run('revoke', 'alice', 'prod-s3', '--reason', 'x', '--wait');

    expect(code).toBe(3);
    expect(out).toContain('The end is stored');
    await stack.settle();
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
  });
});

describe('assume-bot lockdown', () => {
  const on = ['lockdown', 'on', '--as', 'U0CAROL', '--reason', 'keys have leaked'];

  it('ends all open access, also in AWS, and refuses new requests until it is lifted', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    await stack.command('U0RANDOM', 'prod-s3 1h INC-43');
    await stack.settle();
    const session = await stack.assume('alice');

    const locked = await cli.run(...on);
    for (let minute = 0; minute < 3; minute += 1) {
      await stack.settle();
      stack.clock.advance({ minutes: 1 });
      await stack.sweep();
    }
    const status = await cli.run('lockdown', 'status');
    await stack.grant('U0ALICE', 'prod-s3 1h INC-44').catch(() => {});
    const during = await cli.run('grants');
    const lifted = await cli.run('lockdown', 'off', '--as', 'U0CAROL', '--reason', 'all keys are new');

    expect([locked.code, status.code, lifted.code]).toEqual([0, 1, 0]);
    expect(status.out).toContain(
      'by U0CAROL: keys have leaked (by arn:aws:sts::999999999999:assumed-role/assume-bot-operator/operator',
    );
    expect(status.out).toContain('2 requests ended or cancelled. All access has ended in AWS too.');
    expect(stack.mayList(session)).toBe('ExplicitlyDenied');
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
    expect(during.out).toBe('There are no open grants.\n');
    expect((await cli.run('lockdown', 'status')).out).toContain('Lockdown is off');
    expect((await cli.run('audit', 'verify')).code).toBe(0);
  });

  it('requires an admin of the catalog and a reason, and works once', async () => {
    const other = await cli.run('lockdown', 'on', '--as', 'U0ALICE', '--reason', 'x');
    const unexplained = await cli.run('lockdown', 'on', '--as', 'U0CAROL');
    const noAdmin = await cli.run('lockdown', 'on', '--reason', 'x');
    const first = await cli.run(...on);
    stack.clock.advance({ seconds: 1 });
    const second = await cli.run(...on);

    expect([other, unexplained, noAdmin, first, second].map(({ code }) => code)).toEqual([1, 2, 2, 0, 1]);
    expect(second.out).toContain('It was already on');
  });

  it('exits with 3 if AWS was not updated in time', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    stopWorkers();

    expect((await cli.run(...on, '--wait')).code).toBe(3);
  });
});

describe('assume-bot reconcile', () => {
  it('makes a worker restore a removed statement', async () => {
    const before = stack.role().trustPolicy;
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    stack.aws.editRole(ROLE_ARN, { trustPolicy: before });
    stack.clock.advance({ seconds: 5 });

    const { code, out } = await cli.run('reconcile', 'prod-s3', '--wait');

    expect([code, out]).toEqual([0, `${ROLE_ARN}: checked.\n`]);
    expect(stack.mayAssume('alice')).toBe('Allowed');
  });

  it('wakes the worker for every role of the catalog, and for one role by its ARN', async () => {
    const all = await cli.run('reconcile', '--all', '--json');
    const one = await cli.run('reconcile', ROLE_ARN, '--json');
    const none = await cli.run('reconcile');

    expect([all.code, one.code, none.code]).toEqual([0, 0, 2]);
    expect(all.json()).toMatchObject({ roles: [ROLE_ARN], waited: false });
  });

  it('exits with 3 if no worker runs', async () => {
    stopWorkers();

    expect((await cli.run('reconcile', 'prod-s3', '--wait')).code).toBe(3);
  });
});
