import type { Principal } from '../../core/catalog/catalog.ts';
import { asSpelled } from '../../core/catalog/lookup.ts';
import type { ObservedUser } from '../../core/trust/observed.ts';
import type { Needs } from '../ports.ts';

/** The AWS identity that a grant names, and the user as just read, if the bot manages them. */
export interface SpelledUser {
  readonly principal: Principal;
  readonly observed?: ObservedUser;
}

/**
 * Reads a managed IAM user, and spells their name as IAM does. Throws IamFault. Manager roles cannot read other users: the
 * catalog has to spell the name of an external user as IAM does, and the session name of a federated user comes from the
 * identity provider.
 */
export const spellUser = async ({ iam }: Needs<'iam'>, principal: Principal): Promise<SpelledUser> => {
  if (principal.kind === 'federated' || principal.identity === 'external') return { principal };
  const observed = await iam.observeUser(principal.arn);
  return observed.kind === 'present'
    ? { principal: asSpelled(principal, observed.userName), observed }
    : { principal, observed };
};
