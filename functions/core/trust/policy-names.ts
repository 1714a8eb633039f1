import { sha256 } from '../hash.ts';
import type { RoleArn } from '../names.ts';
import { accountOf, nameOf, partitionOf, pathAndNameOf } from '../names.ts';

/** The inline policy on a role that ends live sessions. */
export const GUARD_POLICY_NAME = 'assume-bot-session-guard';

/**
 * The inline policy on a person's IAM user that lets them assume one role: `assume-bot-<account>-<role>`. A role under a
 * path, or in another partition than `aws`, gets a mark after the account, where no name of a plain role can have one.
 */
export const identityPolicyName = (roleArn: RoleArn): string => {
  const isPlain = partitionOf(roleArn) === 'aws' && pathAndNameOf(roleArn) === nameOf(roleArn);
  const mark = isPlain ? '' : `.${sha256(roleArn).slice(0, 10)}`;
  return `assume-bot-${accountOf(roleArn)}${mark}-${nameOf(roleArn)}`;
};
