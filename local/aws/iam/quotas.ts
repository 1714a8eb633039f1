import { AwsError } from '../errors.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { countedLength } from '../policy/validate.ts';
import type { Quotas } from '../seed-types.ts';
import type { AccountState } from '../world/state.ts';

const DEFAULTS: Quotas = { assumeRolePolicySize: 2048, rolePolicySize: 10_240, userPolicySize: 2048 };

/** The quotas of an account: its own values, otherwise the defaults of a new account. */
export const quotasOf = (account: AccountState): Quotas => ({ ...DEFAULTS, ...account.quotas });

const limitExceeded = (message: string): AwsError => new AwsError('LimitExceeded', message, 409);

/** Throws LimitExceeded if a trust policy is too long. */
export const requireTrustFits = (account: AccountState, text: string): void => {
  const max = quotasOf(account).assumeRolePolicySize;
  if (countedLength(text) > max) throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${max}`);
};

/** Throws LimitExceeded if the inline policies of an entity, including this one, are too long in total. */
export const requireInlineFits = (
  account: AccountState,
  kind: 'role' | 'user',
  entity: { readonly name: string; readonly inlinePolicies: Readonly<Record<string, PolicyDocument>> },
  put: { readonly name: string; readonly text: string },
): void => {
  const quotas = quotasOf(account);
  const max = kind === 'role' ? quotas.rolePolicySize : quotas.userPolicySize;
  const others = Object.entries(entity.inlinePolicies)
    .filter(([name]) => name !== put.name)
    .reduce((sum, [, document]) => sum + countedLength(JSON.stringify(document)), 0);
  if (others + countedLength(put.text) > max) {
    throw limitExceeded(`Maximum policy size of ${max} bytes exceeded for ${kind} ${entity.name}`);
  }
};

/** Source: AWS, IAM User Guide, "IAM and AWS STS quotas": size of a managed policy without white space. */
export const MANAGED_POLICY_SIZE = 6144;

/** Throws LimitExceeded if a managed policy is too long. */
export const requireManagedFits = (text: string): void => {
  if (countedLength(text) > MANAGED_POLICY_SIZE) {
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${MANAGED_POLICY_SIZE}`);
  }
};

/** Throws LimitExceeded if one more item would exceed the quota. */
export const requireQuota = (quota: string, count: number, max: number): void => {
  if (count >= max) throw limitExceeded(`Cannot exceed quota for ${quota}: ${max}`);
};
