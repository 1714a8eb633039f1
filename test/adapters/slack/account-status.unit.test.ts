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
