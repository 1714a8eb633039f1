import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstWalk } from '../../scripts/dev/first-walk.ts';
import { localWorkspaceOf } from '../../scripts/dev/local-workspace.ts';
import { nextThings } from '../../scripts/dev/next-things.ts';
import { aCatalog, ownCatalog } from './a-catalog.ts';

const walkOf = (catalog: ReturnType<typeof aCatalog>) => firstWalk(catalog, localWorkspaceOf(catalog));

const printed = (rule: string, more?: string, from = '/home/dora/assume-bot') => {
  const server = (port: number) => ({ url: `http://127.0.0.1:${port}`, apiUrl: `http://127.0.0.1:${port}/api/` });
  return nextThings({ url: 'http://127.0.0.1:3000', aws: server(4566), slack: server(3001) } as never, {
    call: { root: '/home/dora/assume-bot', from },
    directory: '/home/dora/my state',
    directoryOption: '/home/dora/my state',
    isRealSlack: false,
    walk: walkOf(ownCatalog(rule, more)),
  });
};

describe('the commands that npm start prints', () => {
  it('are those of the README for the example', () => {
    const example = readFileSync(join(import.meta.dirname, '../../examples/access.yaml'), 'utf8');

    expect(walkOf(aCatalog(example))).toMatchObject({
      requester: 'U0RANDOM',
      approvers: [{ id: 'U0BOB', name: 'bob' }],
      command: '/assume prod-s3 2m INC-42 the report is stuck',
      profile: 'prod-s3',
      channelName: 'approvals',
    });
  });

  it.each([
    // Alice is on call in the week from 2026-11-30, so she is not asked to wait for an approver.
    ['on-call', '2026-12-02T10:00:00Z', { requester: 'U0BOB', approvers: [{ id: 'U0CAROL' }] }],
    ['on-call', '2026-11-25T10:00:00Z', { requester: 'U0ALICE', approvers: [{ id: 'U0BOB' }] }],
    // A short request in development needs no approval.
    ['approver-per-label', '2026-12-02T10:00:00Z', { command: '/assume prod-s3 2m INC-42 the report is stuck' }],
    ['access', '2026-12-02T22:00:00Z', { approvers: [{ id: 'U0ALICE' }, { id: 'U0BOB' }] }],
  ])('are for the rule that applies at the time: %s at %s', (name, time, expected) => {
    const catalog = aCatalog(readFileSync(join(import.meta.dirname, `../../examples/rules/${name}.yaml`), 'utf8'));

    expect(firstWalk(catalog, localWorkspaceOf(catalog), new Date(time))).toMatchObject(expected);
  });

  it('name users, roles and directories of the catalog that runs', () => {
    const text = printed('requesters: [U04ZZZ2D3E]\n    approvers: [U0BOB, U0CAROL]\n    approvals: 2');

    expect(text).toContain("command line   export ASSUME_LOCAL_DIRECTORY='/home/dora/my state'");
    expect(text).toContain("export AWS_CONFIG_FILE='/home/dora/my state/aws/config'");
    expect(text).toContain('aws s3api list-buckets --profile reports-erik\n');
    expect(text).toContain("npm run say -- --directory '/home/dora/my state' U04ZZZ2D3E \"/assume reports ");
    expect(text).toContain("npm run say -- --directory '/home/dora/my state' U0BOB approve\n");
    expect(text).toContain("npm run say -- --directory '/home/dora/my state' U0CAROL approve\n");
  });

  it('work in the directory of the call', () => {
    expect(printed('requesters: [everyone]\n    approvers: [U0BOB]', '', '/tmp')).toContain(
      'npm --prefix /home/dora/assume-bot run say -- --directory',
    );
  });

  it('use a ticket that the rule accepts, and the shortest duration that it allows', () => {
    const rule = 'requesters: [everyone]\n    approvers: [U0BOB]\n    ticket: "CHG[0-9]{7}"';

    expect(printed(rule, 'settings: { minimumDuration: 20m }')).toContain('/assume reports 20m CHG0000042 the report');
  });

  it('approve nothing if the rule needs no approval', () => {
    const text = printed('requesters: [everyone]\n    approvals: 0');

    expect(text).toContain('without an approval');
    expect(text).not.toContain(' approve\n');
  });

  it.each([
    ['no user can request', 'requesters: [U0CAROL]\n    approvers: [U0BOB]'],
    ['the ticket is unusual', 'requesters: [everyone]\n    approvers: [U0BOB]\n    ticket: "CASE/[0-9]+/x"'],
    [
      'a condition cannot be met on this machine',
      'requesters: [everyone]\n    approvers: [U0BOB]\n    conditions: { mfa: true }',
    ],
  ])('are left out, and the console is named, if %s', (_, rule) => {
    const text = printed(rule);

    expect(text).toContain('Open http://127.0.0.1:3000 in a browser');
    expect(text).not.toContain('run say');
  });
});
