import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RoleProfile, withRoleProfiles } from '../../functions/core/terraform/role-profiles.ts';
import { localFolder, writePrivate } from '../cli/files.ts';
import type { Io } from '../cli/io.ts';

/** The configuration file that the calling user's own profiles are in. */
const ownConfigFile = (io: Io, isLocal: boolean): string =>
  isLocal
    ? join(localFolder(io), 'aws', 'config')
    : io.environment['AWS_CONFIG_FILE'] || join(io.environment['HOME'] ?? homedir(), '.aws', 'config');

/** A configuration file in a folder that only the user can read. */
export interface ProfilesFolder {
  readonly configFile: string;
  /** Removes the folder. */
  remove(): Promise<void>;
}

/** Writes the user's own configuration with a profile for each role. It contains no credentials of a role. */
export const writeProfilesFolder = async (
  io: Io,
  profiles: readonly RoleProfile[],
  { isLocal }: { readonly isLocal: boolean },
): Promise<ProfilesFolder> => {
  const ownFile = ownConfigFile(io, isLocal);
  const own = existsSync(ownFile) ? await readFile(ownFile, 'utf8') : '';
  // mkdtemp creates a folder that only its owner can open.
  const folder = await mkdtemp(join(tmpdir(), 'assume-bot-exec-'));
  const configFile = join(folder, 'config');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await writePrivate(configFile, withRoleProfiles(own, profiles));
  } catch (error) {
    await remove();
    throw error;
  }
  return { configFile, remove };
};
