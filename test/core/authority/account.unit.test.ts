import { describe, expect, it } from 'vitest';
import {
  type AccountStatus,
  type Actor,
  type Directory,
  refuseAccount,
} from '../../../functions/core/authority/directory.ts';
import { actor, U } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const ofTeam: Directory = { workspace: { teamId: 'T0LOCAL' }, people: {}, groups: {} };
const ofEnterprise: Directory = { ...ofTeam, workspace: { teamId: 'T0LOCAL', enterpriseId: 'E0LOCAL' } };
const from = (teamId: string, enterpriseId?: string): Actor => ({
  id: U('alice'),
  teamId,
  ...(enterpriseId === undefined ? {} : { enterpriseId }),
});

describe('the Slack account of a user who acts', () => {
  it("belongs to the hub's workspace, or to its enterprise", () => {
    expect(refuseAccount(from('T0LOCAL'), ofTeam)).toBeUndefined();
    expect(refuseAccount(from('T0LOCAL', 'E0OTHER'), ofEnterprise)).toBeUndefined();
    expect(refuseAccount(from('T0SISTER', 'E0LOCAL'), ofEnterprise)).toBeUndefined();
  });

  it.each<[string, Actor, Directory]>([
    ['another workspace', from('T0OTHER'), ofTeam],
    ['an enterprise, if the workspace has none', from('T0OTHER', 'E0LOCAL'), ofTeam],
  ])('is refused from %s', (_, who, directory) => {
    expect(refuseAccount(who, directory)).toEqual({ kind: 'outside_workspace' });
  });

  it.each<[string, Actor, Directory]>([
    ['that Slack names no workspace of', from(''), ofTeam],
    ['of another enterprise, or that Slack names', from('T0OTHER', 'E0OTHER'), ofEnterprise],
    ['of a workspace without an enterprise', from('T0OTHER'), ofEnterprise],
  ])('%s is decided by the directory, and refused until it was read', (_, who, directory) => {
    const known = (accountStatus: AccountStatus): Directory => ({
      ...directory,
      people: { [U('alice')]: { accountStatus, name: 'alice', readAt: NOON } },
    });

    expect(refuseAccount(who, directory)).toEqual({ kind: 'account_unknown' });
    expect(refuseAccount(who, known('member'))).toBeUndefined();
    expect(refuseAccount(who, known('external'))).toEqual({ kind: 'outside_workspace' });
    expect(refuseAccount(who, known('guest'))).toEqual({ kind: 'not_a_member', accountStatus: 'guest' });
  });

  it("is refused while the hub's workspace is unknown", () => {
    expect(refuseAccount(actor('alice'), { people: {}, groups: {} })).toEqual({ kind: 'workspace_unknown' });
  });

  it.each<AccountStatus>(['guest', 'deactivated', 'bot', 'external'])(
    'is refused with the account status %s',
    (accountStatus) => {
      const directory = { ...ofTeam, people: { [U('alice')]: { accountStatus, name: 'alice', readAt: NOON } } };

      expect(refuseAccount(actor('alice'), directory)).toEqual({ kind: 'not_a_member', accountStatus });
      expect(refuseAccount(actor('bob'), directory)).toBeUndefined();
    },
  );
});
