import type { Team, User } from './model.ts';

/**
 * Whether a user belongs to the workspace, or to another workspace of its Enterprise organization, which apps must treat the
 * same: https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
 */
export const isNative = (user: User, { id, enterprise }: Team): boolean =>
  user.team_id === id || (enterprise !== undefined && user.enterprise_user?.enterprise_id === enterprise.id);
