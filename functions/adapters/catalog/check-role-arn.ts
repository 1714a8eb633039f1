import { type AccountId, accountOf, nameOf, pathAndNameOf, type RoleArn } from '../../core/names.ts';
import type { KnownAccounts } from './compile-accounts.ts';
import type { Source } from './read.ts';

/** Reports the ARN of a role that the bot cannot grant, or that another role has. `names` are the roles before it. */
export const checkRoleArn = (
  arn: RoleArn,
  name: string,
  names: Map<RoleArn, string>,
  accounts: KnownAccounts,
  source: Source,
): void => {
  const path = ['roles', name, 'arn'];
  accounts.requireArn(arn, path);
  const other = names.get(arn);
  if (other !== undefined) source.problem(path, `this role is already in the catalog as ${other}; a role has one name`);
  names.set(arn, other ?? name);
  const why = whyNotATarget(arn, accounts);
  if (why !== undefined) source.problem(path, why);
};

/**
 * Why a role can never be granted. The trust policies of service-linked roles and of permission sets cannot be edited.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
 */
const whyNotATarget = (arn: RoleArn, accounts: KnownAccounts): string | undefined => {
  const [account, name, path]: [AccountId, string, string] = [accountOf(arn), nameOf(arn), pathAndNameOf(arn)];
  if (accounts.isOwnRole(account, name))
    return `${name} is a role that the bot itself uses; users who assume it could grant themselves every role`;
  if (/^aws-service-role\//i.test(path) || /^AWSServiceRoleFor/i.test(name))
    return 'this is a service-linked role: only its AWS service can assume it, and its trust policy cannot be edited';
  if (/^aws-reserved\//i.test(path) || /^AWSReservedSSO_/i.test(name))
    return 'this role belongs to a permission set of IAM Identity Center, which manages its trust policy; use another role';
  return undefined;
};
