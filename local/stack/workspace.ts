import type { Directory, Seed } from '@assume-bot/local-slack/contract';
import { APP, SEED } from '@assume-bot/local-slack/seed';

export interface WorkspaceUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

/** The users, channels and user groups that a catalog names. */
export interface StackWorkspace {
  readonly users: readonly WorkspaceUser[];
  readonly channels: readonly { readonly id: string; readonly name: string }[];
  readonly groups: readonly { readonly id: string; readonly handle: string; readonly members: readonly string[] }[];
}

const GENERAL = 'C0GENERAL';

/**
 * The seed of a new workspace. A catalog of the example's users gets the workspace of the example, which has every kind of
 * account. Every other catalog gets a workspace without users of the example, who would only be in the way.
 */
export const workspaceSeed = ({ users }: StackWorkspace): Partial<Seed> => {
  if (users.every(({ id }) => SEED.users.some((user) => user.id === id))) return {};
  const general = SEED.channels.filter(({ id }) => id === GENERAL);
  return {
    users: SEED.users.filter(({ id }) => id === APP.botUserId),
    channels: general.map((channel) => ({ ...channel, is_ext_shared: false, members: [APP.botUserId] })),
    usergroups: [],
  };
};

/** Adds to a workspace what a catalog names and the workspace lacks. Existing users, members and names are kept. */
export const addToWorkspace = async (
  directory: Directory,
  { users, channels, groups }: StackWorkspace,
): Promise<void> => {
  const hasChannel = (id: string): boolean => directory.channel(id) !== undefined;
  for (const { id, name } of channels)
    if (!hasChannel(id)) directory.addChannel({ id, name, members: [APP.botUserId] });
  const all = [GENERAL, ...channels.map(({ id }) => id)].filter(hasChannel);
  for (const { id, name, email } of users) {
    if (directory.user(id) !== undefined) continue;
    const profile = email === undefined ? {} : { profile: { real_name: name, display_name: name, email } };
    await directory.addUser({ id, name, ...profile });
    for (const channel of all) directory.join(channel, id);
  }
  for (const { id } of users) {
    for (const channel of channels) {
      if (directory.channel(channel.id)?.members.includes(id) === false) directory.join(channel.id, id);
    }
  }
  for (const { id, handle, members } of groups) {
    if (directory.usergroups().some((group) => group.id === id)) continue;
    directory.addUsergroup({ id, name: handle, handle, description: '', users: members, date_delete: 0 });
  }
};
