import type { UsersInfoResponse } from '@slack/web-api';
import type { AccountStatus, Directory, PersonRecord } from '../../core/authority/directory.ts';

type User = NonNullable<UsersInfoResponse['user']>;
type Home = NonNullable<Directory['home']>;

/** Slackbot is no bot to users.info. */
const SLACKBOT = 'USLACKBOT';

/**
 * What an account counts as. `is_stranger` does not tell all people of other workspaces, so the workspace itself is
 * compared; whoever is not plainly of this one is external.
 */
const accountStatusOf = (user: User, home: Home): AccountStatus => {
  if (user.deleted === true) return 'deactivated';
  if (user.is_bot === true || user.is_workflow_bot === true || user.id === SLACKBOT) return 'bot';
  const isHome =
    user.team_id === home.teamId ||
    (home.enterpriseId !== undefined && user.enterprise_user?.enterprise_id === home.enterpriseId);
  if (!isHome || user.is_stranger === true) return 'external';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member';
};

/** What Slack says of an account, in our words. An address that was never confirmed is left out: anybody can type one. */
export const personRecordOf = (user: User, home: Home): Omit<PersonRecord, 'readAt'> => {
  const email = user.is_email_confirmed === false ? undefined : user.profile?.email;
  return {
    standing: accountStatusOf(user, home),
    name: user.profile?.display_name || user.real_name || user.name || user.id || '',
    ...(user.tz ? { timeZone: user.tz } : {}),
    ...(email ? { email } : {}),
  };
};
