import { type ApiMethod, missingArgument, refusal, textOf } from '../method.ts';
import { pageOf } from '../pages.ts';
import { userOnWire } from '../wire.ts';

const EMAIL_SCOPE = 'users:read.email';

/** users.info: https://docs.slack.dev/reference/methods/users.info */
export const userInfo: ApiMethod = {
  scope: 'users:read',
  takesJson: false,
  run: (args, { world, scopes }) => {
    const missing = missingArgument(args, 'user');
    if (missing) return missing;
    const user = world.conversations.user(textOf(args, 'user'));
    return user ? { ok: true, user: userOnWire(user, scopes.has(EMAIL_SCOPE)) } : refusal('user_not_found');
  },
};

/** users.list, without users of other workspaces: https://docs.slack.dev/reference/methods/users.list */
export const userList: ApiMethod = {
  scope: 'users:read',
  takesJson: false,
  run: (args, { world, scopes }) => {
    const members = Object.values(world.state.users).filter((user) => user.team_id === world.state.team.id);
    const page = pageOf(members, (user) => user.id, args, { default: 0, max: 1000 });
    if ('refused' in page) return page.refused;
    return {
      ok: true,
      members: page.items.map((user) => userOnWire(user, scopes.has(EMAIL_SCOPE))),
      cache_ts: Math.floor(world.clock.now().getTime() / 1000),
      response_metadata: { next_cursor: page.nextCursor },
    };
  },
};

/** users.lookupByEmail: https://docs.slack.dev/reference/methods/users.lookupByEmail */
export const lookupByEmail: ApiMethod = {
  scope: EMAIL_SCOPE,
  takesJson: false,
  run: (args, { world }) => {
    const missing = missingArgument(args, 'email');
    if (missing) return missing;
    const email = textOf(args, 'email').toLowerCase();
    const user = Object.values(world.state.users).find(
      (entry) => entry.profile.email?.toLowerCase() === email && !entry.deleted,
    );
    return user ? { ok: true, user: userOnWire(user, true) } : refusal('users_not_found');
  },
};
