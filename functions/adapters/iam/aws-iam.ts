import type { IAMClient } from '@aws-sdk/client-iam';
import type { Clock, Iam, Log } from '../../usecases/ports.ts';
import { createApply } from './apply.ts';
import type { Credentials } from './connection.ts';
import { createIamAccounts } from './iam-accounts.ts';
import type { ManagerCredentials } from './manager-credentials.ts';
import { createObserve } from './observe.ts';
import { createReadBack } from './read-back.ts';
import { createTrustQuota } from './trust-quota.ts';

/** IAM of all accounts of the catalog, each reached through its manager role. */
export const createAwsIam = ({
  managers,
  createClient,
  clock,
  log,
}: {
  readonly managers: ManagerCredentials;
  /** From `createIamClients`. */
  readonly createClient: (credentials: Credentials) => IAMClient;
  readonly clock: Clock;
  readonly log: Log;
}): Iam => {
  const accounts = createIamAccounts(managers, createClient);
  return {
    observe: createObserve(accounts, createTrustQuota({ accounts, clock, log })),
    readBack: createReadBack(accounts),
    apply: createApply(accounts),
  };
};
