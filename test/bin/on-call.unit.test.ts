import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aCli } from './a-cli.ts';

const CATALOG = `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice }
onCall:
  sre:
    rotation: [U0ALICE, U0BOB]
    shift: 1w
    from: "2029-12-03 09:00"
    zone: Europe/Berlin
    overrides: [{ user: U0CAROL, from: "2030-01-03 09:00", until: "2030-01-04 09:00" }]
  leads: [U0BOB, U0CAROL]
  dba: { pagerDuty: PABC123 }
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    channel: C0APPROVALS
    requesters: [everyone]
    approvers: [{ onCall: sre }]
`;
const run = async (...args: readonly string[]) => {
  const cli = aCli();
  writeFileSync(join(cli.directory, 'access.yaml'), CATALOG);
  return cli.run('on-call', ...args);
};

describe('assume-bot on-call', () => {
  it('shows who is on call, until when, and who is next', async () => {
    // The clock of the test shows Tuesday, 2030-01-01.
    expect((await run()).out.trim().split('\n')).toEqual([
      'sre: U0ALICE (alice) until Thu 2030-01-03 09:00 (Europe/Berlin), then U0CAROL.',
      'leads: U0BOB, U0CAROL, at all times.',
      'dba: the users of the PagerDuty schedule PABC123.',
    ]);
  });

  it('shows one schedule at another time', async () => {
    expect((await run('sre', '--at', '2030-01-03T12:00Z')).out).toContain('U0CAROL until Fri 2030-01-04 09:00');
    expect((await run('sre', '--at', '2029-12-01T12:00Z')).out).toContain('no one until Mon 2029-12-03 09:00');
    expect((await run('sre', '--json')).json()).toEqual({
      at: '2030-01-01T12:00:00.000Z',
      schedules: [
        { name: 'sre', kind: 'rotation', users: ['U0ALICE'], until: '2030-01-03T08:00:00.000Z', next: 'U0CAROL' },
      ],
    });
  });

  it('refuses a schedule that does not exist, with the nearest name', async () => {
    const { code, err } = await run('sra');

    expect(code).toBe(2);
    expect(err).toContain('did you mean sre?');
  });
});
