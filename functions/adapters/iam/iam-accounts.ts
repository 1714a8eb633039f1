import type {
  $Command,
  IAMClient,
  IAMClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-iam';
import { IamFault } from '../../core/fault.ts';
import type { Credentials } from '../aws/connection.ts';
import { type Attempt, toIamFault } from './faults.ts';
import { type AccountRef, accountRefOf, type ManagerCredentials } from './manager-credentials.ts';
import { isAboutCredentials, isNoSuchEntity, readSdkError } from './sdk-errors.ts';

/** A command of the SDK. */
export type IamCommand<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = $Command<
  Input,
  Output,
  IAMClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

type Send<Missing> = <Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  attempt: Attempt,
  command: IamCommand<Input, Output>,
) => Promise<Output | Missing>;

/** IAM of every account, each through its own manager role. The account is that of the resource of an attempt. */
export interface IamAccounts {
  /** Sends a command. Returns undefined if there is no such role, user or policy. Throws IamFault. */
  readonly find: Send<undefined>;
  /** Sends a command. Throws IamFault. */
  readonly call: Send<never>;
}

/** Makes clients for the credentials of one account, in the partition of the account. */
export type CreateIamClient = (credentials: Credentials, partition: string) => IAMClient;

/**
 * Keeps one client for each account while its credentials are valid. `formerManager` is the manager role of accounts
 * that left the catalog.
 */
export const createIamAccounts = (
  managers: ManagerCredentials,
  createClient: CreateIamClient,
  formerManager?: string,
): IamAccounts => {
  const clients = new Map<string, { readonly credentials: Credentials; readonly client: IAMClient }>();

  /** A new client for new credentials, because the SDK would check their expiry with the system clock. */
  const entryOf = async (account: AccountRef) => {
    const credentials = await managers.of(account);
    const known = clients.get(account.id);
    if (known?.credentials === credentials) return known;
    const entry = { credentials, client: createClient(credentials, account.partition) };
    clients.set(account.id, entry);
    return entry;
  };

  const call: IamAccounts['call'] = async (attempt, command) => {
    const account = accountRefOf(attempt.resource, formerManager);
    const { client, credentials } = await entryOf(account);
    try {
      return await client.send(command);
    } catch (error) {
      if (isAboutCredentials(readSdkError(error))) managers.forget(account, credentials);
      throw toIamFault(error, attempt);
    }
  };

  return {
    call,
    find: async (attempt, command) => {
      try {
        return await call(attempt, command);
      } catch (error) {
        if (error instanceof IamFault && isNoSuchEntity(error.cause)) return undefined;
        throw error;
      }
    },
  };
};
