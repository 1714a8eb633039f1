import type { Principal } from '../../core/catalog/catalog.ts';
import { asSpelled } from '../../core/catalog/lookup.ts';
import { IamFault } from '../../core/fault.ts';
import type { UserArn } from '../../core/names.ts';
import type { ObservedUser } from '../../core/trust/observed.ts';
import type { Needs } from '../ports.ts';

type Deps = Needs<'iam'>;

/** The AWS identity that a grant names, and the user as just read, if the bot manages them. */
export interface SpelledUser {
  readonly principal: Principal;
  readonly observed?: ObservedUser;
}

/** The name of a user whom the organization manages. The account may have no manager role, or one that cannot read the user. */
const readIfPossible = async ({ iam }: Deps, user: UserArn): Promise<ObservedUser | undefined> => {
  try {
    return await iam.observeUser(user);
  } catch (fault) {
    if (fault instanceof IamFault) return undefined;
    throw fault;
  }
};

/**
 * Reads an IAM user, and spells their name as IAM does. Throws IamFault for a managed user who cannot be read. A federated
 * user is returned as listed: their session name comes from the identity provider.
 */
export const spellUser = async (deps: Deps, principal: Principal): Promise<SpelledUser> => {
  if (principal.kind === 'federated') return { principal };
  const isManaged = principal.identity === 'managed';
  const observed = isManaged ? await deps.iam.observeUser(principal.arn) : await readIfPossible(deps, principal.arn);
  const spelled = observed?.kind === 'present' ? asSpelled(principal, observed.userName) : principal;
  return isManaged && observed !== undefined ? { principal: spelled, observed } : { principal: spelled };
};
