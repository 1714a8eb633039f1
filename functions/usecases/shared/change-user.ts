import type { UserArn } from '../../core/names.ts';
import type { UserAccess } from '../../core/trust/user-access.ts';
import type { UserAccessStore } from '../ports.ts';
import { ContentionFault } from './change-request.ts';

const MAX_TRIES = 25;

/**
 * Changes the user's side of the trust, provided nothing changed in between; else decides again. `decide` returns the
 * same object when nothing has to be stored. One item holds all of a user's access, so that two requests at once cannot
 * both take the last room. Throws ContentionFault.
 */
export const changeUser = async (
  users: UserAccessStore,
  user: UserArn,
  decide: (access: UserAccess) => UserAccess,
): Promise<UserAccess> => {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { access } = await users.read(user);
    const next = decide(access);
    if (next === access || (await users.save(next))) return next;
  }
  throw new ContentionFault('the access of', user, MAX_TRIES);
};
