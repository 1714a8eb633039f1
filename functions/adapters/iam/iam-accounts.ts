import type { IAMClient } from '@aws-sdk/client-iam';
import type { AccountId } from '../../core/names.ts';
import type { Credentials } from './connection.ts';
import type { Attempt } from './faults.ts';
import { toIamFault } from './faults.ts';
import type { ManagerCredentials } from './manager-credentials.ts';
import { isAboutCredentials, isNoSuchEntity, readSdkError } from './sdk-errors.ts';

/** One call of IAM with the client of some account. */
export type IamCall<T> = (iam: IAMClient) => Promise<T>;

/** IAM of every account, each through its own manager role. */
export interface IamAccounts {
  /** Makes a call; undefined when IAM has no such role, user or policy. Throws IamFault. */
  find<T>(account: AccountId, attempt: Attempt, call: IamCall<T>): Promise<T | undefined>;
  /** Makes a call. Throws IamFault. */
  call<T>(account: AccountId, attempt: Attempt, call: IamCall<T>): Promise<T>;
}

/** Keeps one client for each account as long as its credentials are good. */
export const createIamAccounts = (
  managers: ManagerCredentials,
  createClient: (credentials: Credentials) => IAMClient,
): IamAccounts => {
  const clients = new Map<AccountId, { readonly credentials: Credentials; readonly client: IAMClient }>();

  /** The SDK would judge the age of credentials by the machine's clock; a client for each set leaves that to ours. */
  const entryOf = async (account: AccountId) => {
    const credentials = await managers.of(account);
    const known = clients.get(account);
    if (known?.credentials === credentials) return known;
    const entry = { credentials, client: createClient(credentials) };
    clients.set(account, entry);
    return entry;
  };

  const run = async <T>(account: AccountId, call: IamCall<T>): Promise<T> => {
    const { client, credentials } = await entryOf(account);
    try {
      return await call(client);
    } catch (error) {
      if (isAboutCredentials(readSdkError(error))) managers.forget(account, credentials);
      throw error;
    }
  };

  return {
    find: async (account, attempt, call) => {
      try {
        return await run(account, call);
      } catch (error) {
        if (isNoSuchEntity(error)) return undefined;
        throw toIamFault(error, attempt);
      }
    },
    call: async (account, attempt, call) => {
      try {
        return await run(account, call);
      } catch (error) {
        throw toIamFault(error, attempt);
      }
    },
  };
};
