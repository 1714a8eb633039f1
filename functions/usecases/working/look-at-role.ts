import { IamFault } from '../../core/fault.ts';
import type { UserArn } from '../../core/names.ts';
import type { ObservedRole } from '../../core/trust/observed.ts';

/** What was seen of a role, and the people whose own account could not be read, each with the reason. */
export interface Look {
  readonly observed: ObservedRole;
  readonly outOfReach: ReadonlyMap<UserArn, IamFault>;
}

/**
 * Reads a role with the side of some people. One whose account is out of reach keeps neither the role's own side nor
 * the other people from being brought in line. Throws IamFault where the role itself cannot be read.
 */
export const lookAtRole = async (
  observe: (users: readonly UserArn[]) => Promise<ObservedRole>,
  users: readonly UserArn[],
): Promise<Look> => {
  try {
    return { observed: await observe(users), outOfReach: new Map() };
  } catch (fault) {
    if (!(fault instanceof IamFault) || users.length === 0) throw fault;
    const observed = await observe([]);
    // What may pass by itself is not asked for again at once.
    if (fault.retryable) return { observed, outOfReach: new Map(users.map((user) => [user, fault])) };
    const identities = { ...observed.identities };
    const outOfReach = new Map<UserArn, IamFault>();
    for (const user of users) {
      try {
        Object.assign(identities, (await observe([user])).identities);
      } catch (own) {
        if (!(own instanceof IamFault)) throw own;
        outOfReach.set(user, own);
      }
    }
    return { observed: { ...observed, identities }, outOfReach };
  }
};
