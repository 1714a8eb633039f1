import type { Hub } from '../../core/trust/policy-names.ts';
import type { Clock, Iam, Log } from '../../usecases/ports.ts';
import { createApply } from './apply.ts';
import { type CreateIamClient, createIamAccounts } from './iam-accounts.ts';
import type { ManagerCredentials } from './manager-credentials.ts';
import { createObserveRole, createObserveUser, createReadBackRole, createReadBackUser } from './observe.ts';
import { createTrustQuota } from './trust-quota.ts';

/** IAM of all accounts of the catalog, each reached through its manager role. */
export const createAwsIam = ({
  managers,
  createClient,
  hub,
  clock,
  log,
}: {
  readonly managers: ManagerCredentials;
  /** From `createIamClients`. */
  readonly createClient: CreateIamClient;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly log: Log;
}): Iam => {
  /** Clients and quotas are kept, so each name has one. */
  const known = new Map<string | undefined, Iam>();

  const through = (formerManager: string | undefined): Iam => {
    const existing = known.get(formerManager);
    if (existing !== undefined) return existing;
    const accounts = createIamAccounts(managers, createClient, formerManager);
    const iam: Iam = {
      through,
      observeRole: createObserveRole(accounts, createTrustQuota(accounts, clock, log), hub),
      observeUser: createObserveUser(accounts, hub),
      readBackRole: createReadBackRole(accounts, hub),
      readBackUser: createReadBackUser(accounts),
      apply: createApply(accounts, hub),
    };
    known.set(formerManager, iam);
    return iam;
  };

  return through(undefined);
};
