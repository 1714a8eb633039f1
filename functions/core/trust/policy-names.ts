import { sha256 } from '../hash.ts';
import { accountOf, nameOf, partitionOf, pathAndNameOf, type RoleArn } from '../names.ts';
import { DEFAULT_PARTITION } from '../partitions.ts';

/** One installation of the bot. Its mark is part of every Sid and policy name that it writes. */
export interface Hub {
  /** Empty for the default name, whose Sids and policy names are those of release 0.1.0; else 6 hex digits. */
  readonly mark: string;
}

export const DEFAULT_HUB_NAME = 'assume-bot';
export const DEFAULT_HUB: Hub = { mark: '' };

/** The hub of a name, such as `{ mark: '1b4f0e' }`. */
export const hubOf = (name: string): Hub =>
  name === DEFAULT_HUB_NAME ? DEFAULT_HUB : { mark: sha256(name).slice(0, 6) };

const prefixOf = ({ mark }: Hub): string => (mark === '' ? 'assume-bot' : `assume-bot-${mark}`);

/** The inline policy on a role: `assume-bot-session-guard`, `assume-bot-1b4f0e-session-guard`. */
export const guardPolicyName = (hub: Hub): string => `${prefixOf(hub)}-session-guard`;

/** The inline policy on an IAM user: `assume-bot-access`, `assume-bot-1b4f0e-access`. */
export const accessPolicyName = (hub: Hub): string => `${prefixOf(hub)}-access`;

const GUARD_NAME = /^assume-bot-(?:([0-9a-f]{6})-)?session-guard$/;

/** The mark of the hub whose session guard has this policy name; undefined for other policies. */
export const guardMarkOf = (policyName: string): string | undefined => {
  const found = GUARD_NAME.exec(policyName);
  return found === null ? undefined : (found[1] ?? '');
};

/** Whether an inline policy of a role is the session guard of another hub. */
export const isGuardOfAnotherHub = (policyName: string, hub: Hub): boolean =>
  ![undefined, hub.mark].includes(guardMarkOf(policyName));

/**
 * The inline policy of release 0.1.0 on an IAM user: `assume-bot-<account>-<role>`, with a hash after the account for a
 * role with a path or in another partition than `aws`.
 */
export const legacyPolicyName = (roleArn: RoleArn): string => {
  const isPlain = partitionOf(roleArn) === DEFAULT_PARTITION && pathAndNameOf(roleArn) === nameOf(roleArn);
  const hash = isPlain ? '' : `.${sha256(roleArn).slice(0, 10)}`;
  return `assume-bot-${accountOf(roleArn)}${hash}-${nameOf(roleArn)}`;
};

const LEGACY_NAME = /^assume-bot-\d{12}(?:\.[0-9a-f]{10})?-/;

/** Whether an inline policy of an IAM user was written by this hub. Release 0.1.0 had one name for every hub. */
export const isOurUserPolicy = (policyName: string, hub: Hub): boolean =>
  policyName === accessPolicyName(hub) || (hub.mark === '' && LEGACY_NAME.test(policyName));
