import type { Seed } from '../contract.ts';
import type { AppIdentity, Channel, User, UserGroup } from './model.ts';

/** The workspace of the example. */
export const TEAM = { id: 'T0LOCAL', name: 'Local', domain: 'local' } as const;

/** The other workspace of the shared channels. */
export const OTHER_TEAM_ID = 'T0OTHER';

/** The bot as installed in the workspace. */
export const APP: AppIdentity = {
  appId: 'A0ASSUME',
  botId: 'B0ASSUME',
  botUserId: 'U0ASSUME',
  verificationToken: 'local-verification-token',
};

/** The minimum scopes that the bot needs. */
export const LEAST_SCOPES: readonly string[] = [
  'commands',
  'chat:write',
  'im:write',
  'channels:read',
  'groups:read',
  'users:read',
  'users:read.email',
  'usergroups:read',
];

const titleCase = (name: string): string =>
  name
    .split('_')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join(' ');

/** A full member of the home workspace in New York, with overrides. */
export const aUser = (given: Partial<User> & { readonly id: string; readonly name: string }): User => {
  const realName = given.real_name ?? titleCase(given.name);
  return {
    team_id: TEAM.id,
    real_name: realName,
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
    profile: { real_name: realName, display_name: given.name, email: `${given.name}@example.com` },
    ...given,
  };
};

/** An empty public channel, with overrides. */
export const aChannel = (given: Partial<Channel> & { readonly id: string; readonly name: string }): Channel => ({
  kind: 'public',
  created: 0,
  is_archived: false,
  is_ext_shared: false,
  members: [],
  ...given,
});

const berlin = { tz: 'Europe/Berlin', tz_label: 'Central European Time', tz_offset: 3600 };

const users: readonly User[] = [
  aUser({ id: 'U0RANDOM', name: 'random_user', real_name: 'Random User' }),
  aUser({ id: 'U0ALICE', name: 'alice', is_admin: true, ...berlin }),
  aUser({ id: 'U0BOB', name: 'bob' }),
  aUser({ id: 'U0CAROL', name: 'carol', ...berlin }),
  aUser({ id: 'U0GUEST', name: 'guest', is_restricted: true }),
  aUser({ id: 'U0VISITOR', name: 'visitor', is_restricted: true, is_ultra_restricted: true }),
  aUser({ id: 'U0GONE', name: 'gone', deleted: true }),
  aUser({
    id: 'U0EXTERNAL',
    name: 'external',
    team_id: OTHER_TEAM_ID,
    is_stranger: true,
    profile: { real_name: 'External', display_name: 'external', email: 'external@example.org' },
  }),
  aUser({
    id: 'U0BOTBOT',
    name: 'botbot',
    is_bot: true,
    profile: { real_name: 'Botbot', display_name: 'botbot', bot_id: 'B0BOTBOT', api_app_id: 'A0BOTBOT' },
  }),
  aUser({
    id: APP.botUserId,
    name: 'assume',
    is_bot: true,
    profile: { real_name: 'Assume', display_name: 'assume', bot_id: APP.botId, api_app_id: APP.appId },
  }),
];

/** Deactivation does not remove a user from a channel immediately, and a click of theirs can still arrive. */
const everybody = users.map((user) => user.id);

const channels: readonly Channel[] = [
  aChannel({
    id: 'C0GENERAL',
    name: 'general',
    is_ext_shared: true,
    // A single-channel guest belongs to one channel, C0APPROVALS.
    members: everybody.filter((id) => id !== 'U0VISITOR'),
  }),
  aChannel({ id: 'C0APPROVALS', name: 'approvals', is_ext_shared: true, members: everybody }),
];

const usergroups: readonly UserGroup[] = [
  {
    id: 'S0SRE',
    name: 'SRE',
    handle: 'sre',
    description: 'Site reliability',
    users: ['U0BOB', 'U0CAROL'],
    date_delete: 0,
  },
];

/** The users and channels of a new local Slack, with every kind of account that can click a button. */
export const SEED: Seed = { team: TEAM, users, channels, usergroups };
