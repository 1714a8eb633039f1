import type { Channel, User } from '../model/slack-workspace.ts';

export const TEAM = { id: 'T0LOCAL', name: 'Local', domain: 'local' } as const;

/** The user ID of the app. */
export const APP_USER = 'U0ASSUME';

/** A full member in New York, with overrides. */
export const aUser = (given: Partial<User> & { readonly id: string; readonly name: string }): User => ({
  team_id: TEAM.id,
  real_name: given.name,
  deleted: false,
  is_admin: false,
  is_owner: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_email_confirmed: true,
  tz: 'America/New_York',
  tz_label: 'Eastern Standard Time',
  tz_offset: -18_000,
  updated: 0,
  profile: { real_name: given.name, display_name: given.name },
  ...given,
});

/** An empty public channel, with overrides. */
export const aChannel = (given: Partial<Channel> & { readonly id: string; readonly name: string }): Channel => ({
  kind: 'public',
  created: 0,
  is_archived: false,
  is_ext_shared: false,
  members: [],
  ...given,
});

/** A workspace with one account of every kind, and a user group. */
export const WORKSPACE = {
  team: TEAM,
  users: [
    aUser({ id: 'U0RANDOM', name: 'random_user' }),
    aUser({ id: 'U0ALICE', name: 'alice' }),
    aUser({ id: 'U0BOB', name: 'bob' }),
    aUser({ id: 'U0GUEST', name: 'guest', is_restricted: true }),
    aUser({ id: 'U0VISITOR', name: 'visitor', is_restricted: true, is_ultra_restricted: true }),
    aUser({ id: 'U0GONE', name: 'gone', deleted: true }),
    aUser({ id: 'U0EXTERNAL', name: 'external', team_id: 'T0OTHER', is_stranger: true }),
    aUser({ id: 'U0BOTBOT', name: 'botbot', is_bot: true }),
    aUser({ id: APP_USER, name: 'assume', is_bot: true }),
  ],
  usergroups: [{ id: 'S0SRE', name: 'SRE', handle: 'sre', description: '', users: ['U0BOB'], date_delete: 0 }],
};
