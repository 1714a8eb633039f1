import type { IAMClient } from '@aws-sdk/client-iam';
import type { Credentials } from './connection.ts';
import { type Attempt, toIamFault } from './faults.ts';
import { type AccountRef, accountRefOf, type ManagerCredentials } from './manager-credentials.ts';
import { isAboutCredentials, isNoSuchEntity, readSdkError } from './sdk-errors.ts';

/** One call of IAM with the client of some account. */
export type IamCall<T> = (iam: IAMClient) => Promise<T>;

/** IAM of every account, each through its own manager role. The account is that of the ARN which an attempt names. */
export interface IamAccounts {
  /** Makes a call; undefined when IAM has no such role, user or policy. Throws IamFault. */
  find<T>(attempt: Attempt, call: IamCall<T>): Promise<T | undefined>;
  /** Makes a call. Throws IamFault. */
  call<T>(attempt: Attempt, call: IamCall<T>): Promise<T>;
}

/** Makes clients for the credentials of one account, in the partition of the account. */
export type CreateIamClient = (credentials: Credentials, partition: string) => IAMClient;

/**
 * Keeps one client for each account as long as its credentials are good. `formerManager` is the manager role of accounts
 * that left the catalog.
 */
export const createIamAccounts = (
  managers: ManagerCredentials,
  createClient: CreateIamClient,
  formerManager?: string,
): IamAccounts => {
  const clients = new Map<string, { readonly credentials: Credentials; readonly client: IAMClient }>();

  /** The SDK would judge the age of credentials by the machine's clock; a client for each set leaves that to ours. */
  const entryOf = async (account: AccountRef) => {
    const credentials = await managers.of(account);
    const known = clients.get(account.id);
    if (known?.credentials === credentials) return known;
    const entry = { credentials, client: createClient(credentials, account.partition) };
    clients.set(account.id, entry);
    return entry;
  };

  const run = async <T>({ resource }: Attempt, call: IamCall<T>): Promise<T> => {
    const account = accountRefOf(resource, formerManager);
    const { client, credentials } = await entryOf(account);
    try {
      return await call(client);
    } catch (error) {
      if (isAboutCredentials(readSdkError(error))) managers.forget(account, credentials);
      throw error;
    }
  };

  return {
    find: async (attempt, call) => {
      try {
        return await run(attempt, call);
      } catch (error) {
        if (isNoSuchEntity(error)) return undefined;
        throw toIamFault(error, attempt);
      }
    },
    call: async (attempt, call) => {
      try {
        return await run(attempt, call);
      } catch (error) {
        throw toIamFault(error, attempt);
      }
    },
  };
};
