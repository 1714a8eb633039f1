import { inspectorRoleName, MANAGER_ROLE_NAME, SETTING_PREFIX } from '../functions/contract.ts';
import { splitPolicy } from './iam-sizes.ts';
import { type InspectorScope, inspectorPolicy } from './inspector-policies.ts';
import { managerPolicy } from './manager-policies.ts';
import { partitionOfRegion } from './partition.ts';
import { underPaths } from './paths.ts';
import type { Targets } from './policy-templates.ts';
import type { Settings } from './settings/settings.ts';

/** An account of the catalog, and the targets of the bot in it. */
export interface TargetAccount {
  readonly name: string;
  readonly id: string;
  readonly managerRoleName: string;
  readonly roleArns: readonly string[];
  /** May end with `*` if users are found by their e-mail. */
  readonly userArns: readonly string[];
  /** IAM users of the catalog with `identity: external`: read, never written to. */
  readonly otherUserArns: readonly string[];
}

type Choice = Pick<Settings, 'roles' | 'users' | 'region' | 'operators'>;

const targets = (how: Settings['roles'], arns: readonly string[]): Targets => {
  if (how === 'tagged') return { kind: 'tagged' };
  return { kind: 'listed', arns: how === 'path' ? underPaths(arns) : arns };
};

/** What the manager and inspector roles of an account can reach, as the settings choose. */
export const scopeFor = (settings: Choice, account: TargetAccount): InspectorScope => ({
  roles: targets(settings.roles, account.roleArns),
  users: targets(settings.users, account.userArns),
  managerRoleName: account.managerRoleName,
  otherUserArns: settings.users === 'path' ? underPaths(account.otherUserArns) : account.otherUserArns,
});

/** A stand-in for the account of the StackSets template, with the targets of every account. */
export const stackSetAccount = (accounts: readonly TargetAccount[]): TargetAccount => ({
  name: 'every account',
  id: '0'.repeat(12),
  managerRoleName: MANAGER_ROLE_NAME,
  roleArns: accounts.flatMap(({ roleArns }) => roleArns),
  userArns: accounts.flatMap(({ userArns }) => userArns),
  otherUserArns: accounts.flatMap(({ otherUserArns }) => otherUserArns),
});

/** The setting that shortens the longest list of an account. */
const remedy = ({ roles, users }: Choice, account: TargetAccount): string => {
  const lists = [
    { name: 'roles', how: roles, arns: account.roleArns },
    { name: 'users', how: users, arns: [...account.userArns, ...account.otherUserArns] },
  ].filter(({ how }) => how === 'listed');
  const [longest] = lists.toSorted((a, b) => b.arns.length - a.arns.length);
  if (longest === undefined)
    return 'move the roles and users of the catalog under fewer paths in IAM, so that fewer ARNs have to be listed';
  const { name, arns } = longest;
  if (underPaths(arns).length === arns.length)
    return `set ${SETTING_PREFIX}${name}=tagged (${SETTING_PREFIX}${name}=path only helps if the ${arns.length} ${name} share paths in IAM, such as /people/)`;
  return `set ${SETTING_PREFIX}${name}=path (the ${arns.length} ${name} become ${underPaths(arns).length} entries) or ${SETTING_PREFIX}${name}=tagged`;
};

/** Why the policies of an account's roles cannot be written, with the figures and the setting to change. */
export const misfitOf = (settings: Choice, account: TargetAccount): string | undefined => {
  const scope = scopeFor(settings, account);
  const place = { partition: partitionOfRegion(settings.region), accountId: account.id };
  const policies = [
    { role: account.managerRoleName, policy: managerPolicy(scope, place) },
    ...((settings.operators ?? []).length === 0
      ? []
      : [{ role: inspectorRoleName(account.managerRoleName), policy: inspectorPolicy(scope, place) }]),
  ];
  for (const { role, policy } of policies) {
    const split = splitPolicy(policy);
    if (split.kind === 'tooLarge')
      return `${account.name}: the policies of ${role} need ${split.size} characters, and IAM accepts about ${split.limit} per role (10,240 inline and ten managed policies of 6,144): ${remedy(settings, account)}`;
  }
  return undefined;
};
