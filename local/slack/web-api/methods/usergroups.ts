import { own } from '../../world/state.ts';
import { type ApiMethod, isTrue, missingArgument, refusal, textOf } from '../method.ts';

/** usergroups.list: https://docs.slack.dev/reference/methods/usergroups.list */
export const usergroupList: ApiMethod = {
  scope: 'usergroups:read',
  takesJson: false,
  run: (args, { world }) => ({
    ok: true,
    usergroups: Object.values(world.state.usergroups)
      .filter((group) => group.date_delete === 0 || isTrue(args, 'include_disabled'))
      .map(({ users, ...group }) => ({
        ...group,
        team_id: world.state.team.id,
        is_usergroup: true,
        is_external: false,
        ...(isTrue(args, 'include_count') ? { user_count: users.length } : {}),
        ...(isTrue(args, 'include_users') ? { users } : {}),
      })),
  }),
};

/** usergroups.users.list: https://docs.slack.dev/reference/methods/usergroups.users.list */
export const usergroupUsers: ApiMethod = {
  scope: 'usergroups:read',
  takesJson: false,
  run: (args, { world }) => {
    const missing = missingArgument(args, 'usergroup');
    if (missing) return missing;
    const group = own(world.state.usergroups, textOf(args, 'usergroup'));
    if (!group || (group.date_delete !== 0 && !isTrue(args, 'include_disabled'))) return refusal('no_such_subteam');
    return {
      ok: true,
      users: group.users.filter((id) => !world.state.users[id]?.deleted || isTrue(args, 'include_disabled')),
    };
  },
};
