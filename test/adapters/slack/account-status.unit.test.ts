import { describe, expect, it } from 'vitest';
import { isEmailConfirmed, personRecordOf } from '../../../functions/adapters/slack/account-status.ts';

const alice = { id: 'U0ALICE', name: 'alice', team_id: 'T0LOCAL', profile: { email: 'alice@example.com' } };

describe('the email address of a Slack account', () => {
  it('counts if Slack has confirmed it', () => {
    const confirmed = { ...alice, is_email_confirmed: true };

    expect(isEmailConfirmed(confirmed)).toBe(true);
    expect(personRecordOf(confirmed, { teamId: 'T0LOCAL' })).toMatchObject({ email: 'alice@example.com' });
  });

  it.each([alice, { ...alice, is_email_confirmed: false }])(
    'does not count if Slack does not confirm it: %o',
    (user) => {
      expect(isEmailConfirmed(user)).toBe(false);
      expect(personRecordOf(user, { teamId: 'T0LOCAL' })).not.toHaveProperty('email');
    },
  );
});

describe('the workspace of a Slack account', () => {
  const inOrganization = { teamId: 'T0LOCAL', enterpriseId: 'E0LOCAL' };
  const statusIn = (workspace: { teamId: string; enterpriseId?: string }, user: object) =>
    personRecordOf({ ...alice, ...user }, workspace).accountStatus;
  const sister = { team_id: 'T0SISTER', enterprise_user: { enterprise_id: 'E0LOCAL' } };

  it.each([
    ['this workspace', { teamId: 'T0LOCAL' }, {}],
    ['another workspace of the organization', inOrganization, sister],
    ['the organization, without a workspace', inOrganization, { ...sister, team_id: undefined }],
    ['another workspace of the organization, as a stranger', inOrganization, { ...sister, is_stranger: true }],
  ])('is its own for a user of %s', (_, workspace, user) => {
    expect(statusIn(workspace, user)).toBe('member');
  });

  it.each([
    ['another workspace', { teamId: 'T0LOCAL' }, { team_id: 'T0OTHER' }],
    ['another workspace, although this one is in an organization', inOrganization, { team_id: 'T0OTHER' }],
    ['another organization', inOrganization, { team_id: 'T0OTHER', enterprise_user: { enterprise_id: 'E0OTHER' } }],
    ['an organization, if this workspace is in none', { teamId: 'T0LOCAL' }, sister],
    ['a shared channel', { teamId: 'T0LOCAL' }, { is_stranger: true }],
  ])('is another for a user of %s', (_, workspace, user) => {
    expect(statusIn(workspace, user)).toBe('external');
  });
});
