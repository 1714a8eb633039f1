import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { IamFault } from '../../core/fault.ts';
import { type AccountId, accountOf, partitionOf, type RoleArn } from '../../core/names.ts';
import { addMinutes } from '../../core/time.ts';
import type { Clock, Log } from '../../usecases/ports.ts';
import type { IamAccounts } from './iam-accounts.ts';

/** The default quota. No account has less. */
const DEFAULT_TRUST_QUOTA_CHARS = 2_048;
const KEPT_MINUTES = 60;

/** The quota of characters of a trust policy in the account of a role. Throws IamFault if it was never read. */
export type TrustQuota = (role: RoleArn) => Promise<number>;

/** Reads the quota of each account at most once an hour. Without permission to read it, the default applies. */
export const createTrustQuota = (accounts: IamAccounts, clock: Clock, log: Log): TrustQuota => {
  const known = new Map<AccountId, { readonly chars: number; readonly until: Date }>();

  const read = async (role: RoleArn): Promise<number> => {
    const resource = `arn:${partitionOf(role)}:iam::${accountOf(role)}:root`;
    const attempt = { action: 'iam:GetAccountSummary', resource };
    const summary = await accounts.call(attempt, new GetAccountSummaryCommand({}));
    return summary.SummaryMap?.AssumeRolePolicySizeQuota ?? DEFAULT_TRUST_QUOTA_CHARS;
  };

  /** A quota that may be outdated must not prevent ending access. */
  const fallback = (account: AccountId, error: unknown): number => {
    const isDenied = error instanceof IamFault && error.kind === 'denied';
    const chars = isDenied ? DEFAULT_TRUST_QUOTA_CHARS : known.get(account)?.chars;
    if (chars === undefined) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn('the quota of trust policies could not be read', { account, taken: chars, reason });
    return chars;
  };

  return async (role) => {
    const account = accountOf(role);
    const entry = known.get(account);
    const now = clock.now();
    if (entry !== undefined && now < entry.until) return entry.chars;
    const chars = await read(role).catch((error: unknown) => fallback(account, error));
    known.set(account, { chars, until: addMinutes(now, KEPT_MINUTES) });
    return chars;
  };
};
