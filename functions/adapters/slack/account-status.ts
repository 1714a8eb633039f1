import type { UsersInfoResponse } from '@slack/web-api';
import type { AccountStatus, Directory, PersonRecord } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';

type User = NonNullable<UsersInfoResponse['user']>;
type Workspace = NonNullable<Directory['workspace']>;

/** users.info does not report Slackbot as a bot. */
const SLACKBOT = 'USLACKBOT';

/** `is_stranger` is not set for all users of other workspaces, so the workspace is compared too. */
const accountStatusOf = (user: User, workspace: Workspace): AccountStatus => {
  if (user.deleted === true) return 'deactivated';
  if (user.is_bot === true || user.is_workflow_bot === true || user.id === SLACKBOT) return 'bot';
  // A colleague in another workspace of the organization is a stranger to this one, and belongs to it all the same.
  const isInOrganization =
    workspace.enterpriseId !== undefined && user.enterprise_user?.enterprise_id === workspace.enterpriseId;
  const isInTeam = user.team_id === workspace.teamId && user.is_stranger !== true;
  if (!isInOrganization && !isInTeam) return 'external';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member';
};

/** Any user can enter the address of another user, so an address counts only after Slack has confirmed it. */
export const isEmailConfirmed = (user: User): boolean => user.is_email_confirmed === true;

/** A Slack account as the directory stores it. */
export const personRecordOf = (user: User, workspace: Workspace): Omit<PersonRecord, 'readAt'> => ({
  accountStatus: accountStatusOf(user, workspace),
  name: user.profile?.display_name || user.real_name || user.name || user.id || '',
  ...defined({
    timeZone: user.tz || undefined,
    email: (isEmailConfirmed(user) && user.profile?.email) || undefined,
  }),
});
