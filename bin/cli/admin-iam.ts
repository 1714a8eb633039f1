import { createAwsIam } from '../../functions/adapters/iam/aws-iam.ts';
import { createIamClients, createStsClient } from '../../functions/adapters/iam/connection.ts';
import { createMarkFinder } from '../../functions/adapters/iam/find-marks.ts';
import { createIamAccounts } from '../../functions/adapters/iam/iam-accounts.ts';
import {
  type AccountRef,
  createManagerCredentials,
  type ManagerCredentials,
} from '../../functions/adapters/iam/manager-credentials.ts';
import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { partitionOfCatalog } from '../../functions/core/catalog/lookup.ts';
import { IamFault } from '../../functions/core/fault.ts';
import type { AccountId } from '../../functions/core/names.ts';
import { uninstallText } from '../../functions/core/text/cli/uninstall.ts';
import { type AccountProfiles, withProfiles } from './account-credentials.ts';
import { callerArn, tryAssume } from './aws-identity.ts';
import { logOf } from './connect.ts';
import { hubOfSettings, need, type Settings } from './hub-settings.ts';
import type { Io } from './io.ts';

const SESSION_NAME = 'assume-bot-operator';

const unreachable = (account: AccountRef, message: string, fix: string, cause?: unknown): IamFault =>
  new IamFault({
    kind: 'manager_unreachable',
    message,
    fix,
    retryable: false,
    resource: `arn:${account.partition}:iam::${account.id}:root`,
    cause,
  });

/** The sessions of a role of the operator's own, such as OrganizationAccountAccessRole, that exists in each account. */
const throughRole = (sts: ReturnType<typeof createStsClient>, roleName: string): ManagerCredentials => {
  const known = new Map<AccountId, ReturnType<ManagerCredentials['of']>>();
  let ownAccount: Promise<string | undefined> | undefined;

  const assume: ManagerCredentials['of'] = async (account) => {
    ownAccount ??= callerArn(sts).then((arn) => arn.split(':')[4]);
    try {
      // An organization's management account has no such role, and needs none.
      if ((await ownAccount) === account.id) return await sts.config.credentials();
      const roleArn = `arn:${account.partition}:iam::${account.id}:role/${roleName}`;
      const tried = await tryAssume(sts, { roleArn, sessionName: SESSION_NAME });
      if (tried.kind === 'session') return tried.session;
      throw unreachable(account, `sts:AssumeRole on ${roleArn}: ${tried.why}`, uninstallText.letIn(account.id));
    } catch (error) {
      if (error instanceof IamFault) throw error;
      throw unreachable(account, (error as Error).message, uninstallText.letIn(account.id), error);
    }
  };
  return {
    of: (account) => {
      const asked = known.get(account.id) ?? assume(account);
      known.set(account.id, asked);
      return asked;
    },
    forget: ({ id }) => {
      known.delete(id);
    },
  };
};

const noCredentials: ManagerCredentials = {
  of: async (account) => {
    throw unreachable(account, uninstallText.noCredentials(account.id), uninstallText.letIn(account.id));
  },
  forget: () => {},
};

/**
 * IAM of every account with credentials of the operator: a profile, or a role that exists in each account. The local stack lets
 * its operator use the manager roles.
 */
export const openAdminIam = (
  settings: Settings,
  catalog: Catalog,
  io: Io,
  { profiles, accountRole }: { readonly profiles: AccountProfiles; readonly accountRole?: string | undefined },
) => {
  const partition = partitionOfCatalog(catalog);
  const { profile: _, ...plain } = { ...settings.connection, maxAttempts: 3 };
  const sts = createStsClient({ ...settings.connection, maxAttempts: 3 }, settings.keys);
  const managers = (): ManagerCredentials =>
    createManagerCredentials({
      sts,
      accounts: catalog.accounts,
      externalId: need(settings, 'externalId'),
      clock: io.clock,
    });
  const others =
    accountRole !== undefined ? throughRole(sts, accountRole) : settings.kind === 'local' ? managers() : noCredentials;
  const credentials = withProfiles(others, profiles, plain);
  const createClient = createIamClients(plain);
  const hub = hubOfSettings(settings);
  return {
    iam: createAwsIam({ managers: credentials, createClient, hub, clock: io.clock, log: logOf(io) }),
    finder: createMarkFinder(createIamAccounts(credentials, createClient), hub, partition),
  };
};
