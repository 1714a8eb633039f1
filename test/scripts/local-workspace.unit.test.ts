import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workspaceSeed } from '../../local/stack/workspace.ts';
import { localWorkspaceOf } from '../../scripts/dev/local-workspace.ts';
import { aCatalog, ownCatalog } from './a-catalog.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');

describe('the local Slack of a catalog', () => {
  it('has its users under the names that they have in AWS, its channels, and no user of the example', () => {
    const workspace = localWorkspaceOf(ownCatalog('requesters: [everyone]\n    approvers: [U0BOB, U0ERIK]'));

    expect(workspace.users).toEqual([
      { id: 'U04B1C2D3E', name: 'dora.miller' },
      { id: 'U04ZZZ2D3E', name: 'erik' },
      { id: 'U0BOB', name: 'bob' },
      { id: 'U0ERIK', name: 'erik_u0erik' },
    ]);
    expect(workspace.channels).toEqual([{ id: 'C06QWERTY12', name: 'c06qwerty12' }]);
    expect(workspaceSeed(workspace).users?.map(({ name }) => name)).toEqual(['assume']);
  });

  it('has user groups whose members can request and decide', () => {
    const { groups, users } = localWorkspaceOf(
      ownCatalog('requesters: [S04DEVS]\n    approvers: [S04LEADS]\n    approvals: 3'),
    );

    expect(groups).toEqual([
      { id: 'S04LEADS', handle: 's04leads', members: ['U0LOCALAPPROVER1', 'U0LOCALAPPROVER2', 'U0LOCALAPPROVER3'] },
      { id: 'S04DEVS', handle: 's04devs', members: ['U04B1C2D3E', 'U04ZZZ2D3E'] },
    ]);
    expect(users.map(({ name }) => name)).toContain('approver_3');
  });

  it('has the users on call, admins, contacts of emergencies, and the channel of operators', () => {
    const { users, channels } = localWorkspaceOf(
      ownCatalog(
        'requesters: [everyone]\n    approvers: [{ onCall: sre }]\n    emergency: { requesters: [U04EMERG], reviewWithin: 4h, contacts: [C06ALERTS, U04CHIEF], maxDuration: 1h }',
        'onCall: { sre: [U04ONCALL] }\nsettings: { admins: [U04ADMIN], operatorsChannel: C06OPS }',
      ),
    );

    expect(users.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['U04ONCALL', 'U04ADMIN', 'U04EMERG', 'U04CHIEF']),
    );
    expect(channels.map(({ id }) => id)).toEqual(['C06QWERTY12', 'C06ALERTS', 'C06OPS']);
  });

  it('has a user with an address of a domain that the catalog maps to IAM users', () => {
    const { users, people } = localWorkspaceOf(
      aCatalog(`
accounts: { main: { id: "123123123123" } }
people:
  byEmail: arn:aws:iam::123123123123:user/{local}
  domains: [company.example]
roles:
  reports:
    arn: arn:aws:iam::123123123123:role/Reports
    requesters: [everyone]
    approvers: [U0BOB]
    channel: C06QWERTY12
`),
    );

    expect(users).toContainEqual({ id: 'U0LOCALSAM', name: 'sam', email: 'sam@company.example' });
    expect(people).toMatchObject({ U0LOCALSAM: { arn: 'arn:aws:iam::123123123123:user/sam' } });
  });

  it.each(['access.yaml', 'cross-account-role/access.yaml', 'terraform-remote-state/access.yaml'])(
    'is the workspace of the example, with every kind of account, for examples/%s',
    (file) => {
      expect(workspaceSeed(localWorkspaceOf(aCatalog(readFileSync(join(EXAMPLES, file), 'utf8'))))).toEqual({});
    },
  );
});
