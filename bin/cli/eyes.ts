import type { Connection } from '../../functions/adapters/iam/connection.ts';
import type { ManagerCredentials } from '../../functions/adapters/iam/manager-credentials.ts';
import { IamFault } from '../../functions/core/fault.ts';
import type { AccountId } from '../../functions/core/names.ts';
import { stsOf } from './aws-identity.ts';
import type { Inspector } from './inspectors.ts';

/** Profiles by account, as `--account-profile prod=NAME` gives them. */
export type AccountProfiles = Readonly<Record<AccountId, string>>;

/** The keys of a person's profile, where one was named for the account, in the place of a role of the bot. */
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
      // The very object again: clients are kept by it.
      const keys = found.get(account.id) ?? stsOf({ ...connection, profile }).config.credentials();
      found.set(account.id, keys);
      return keys;
    },
    forget: (account, refused) => others.forget(account, refused),
  };
};

const neitherOpens = (
  account: AccountId,
  inspector: Extract<Inspector, { kind: 'closed' }>,
  { message, resource, cause }: IamFault,
): IamFault =>
  new IamFault({
    kind: 'manager_unreachable',
    message: `${message} (and the inspector role ${inspector.arn} ${inspector.why})`,
    fix:
      `name your own role or user in assume-bot:operators and deploy the account stack in account ${account}, which lets you in ` +
      `by its inspector role; or lend a profile that may read IAM there (--account-profile ${account}=PROFILE). ` +
      'To trust the reconcile function alone is what a manager role is for',
    retryable: false,
    resource,
    cause,
  });

/** The inspector role of each account where it opens, else the manager role: for what only reads. */
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
      throw neitherOpens(account.id, inspector, fault);
    }
  },
  forget: (account, refused) => managers.forget(account, refused),
});
