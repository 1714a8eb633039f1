import type { Connection } from '../../functions/adapters/iam/connection.ts';
import type { ManagerCredentials } from '../../functions/adapters/iam/manager-credentials.ts';
import { IamFault } from '../../functions/core/fault.ts';
import type { AccountId } from '../../functions/core/names.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { stsOf } from './aws-identity.ts';
import type { Inspector } from './inspectors.ts';

/** Profiles by account, from `--account-profile prod=NAME`. */
export type AccountProfiles = Readonly<Record<AccountId, string>>;

/** Uses the operator's profile for an account instead of a role of the bot, if one is given. */
export const withProfiles = (
  others: ManagerCredentials,
  profiles: AccountProfiles,
  connection: Connection,
): ManagerCredentials => {
  const found = new Map<AccountId, ReturnType<ManagerCredentials['of']>>();
  return {
    of: (account) => {
      const profile = profiles[account.id];
      if (profile === undefined) return others.of(account);
      // Returns the same object, because clients are cached by it.
      const keys = found.get(account.id) ?? stsOf({ ...connection, profile }).config.credentials();
      found.set(account.id, keys);
      return keys;
    },
    forget: (account, refused) => others.forget(account, refused),
  };
};

const neitherRoleOpens = (
  account: AccountId,
  inspector: Extract<Inspector, { kind: 'closed' }>,
  { message, resource, cause }: IamFault,
): IamFault =>
  new IamFault({
    kind: 'manager_unreachable',
    message: hubText.neitherRoleOpens(message, inspector.arn, inspector.why),
    fix: hubText.openAccount(account),
    retryable: false,
    resource,
    cause,
  });

/** For reads: the inspector role of each account if it admits the operator, otherwise the manager role. */
export const withInspectors = (
  managers: ManagerCredentials,
  inspectorOf: (account: AccountId) => Promise<Inspector>,
): ManagerCredentials => ({
  of: async (account) => {
    const inspector = await inspectorOf(account.id);
    if (inspector.kind === 'open') return inspector.session;
    try {
      return await managers.of(account);
    } catch (fault) {
      if (!(fault instanceof IamFault) || fault.retryable) throw fault;
      throw neitherRoleOpens(account.id, inspector, fault);
    }
  },
  forget: (account, refused) => managers.forget(account, refused),
});
