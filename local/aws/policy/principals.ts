import { manyOf, type PrincipalBlock } from './document.ts';

/** The principal of a request: a user, the root user of an account, or a role session. */
export interface Principal {
  /** User ARN, account root ARN, or `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`. */
  readonly arn: string;
  readonly accountId: string;
  /** ARN of the role that the session belongs to, path included. */
  readonly roleArn?: string;
}

/**
 * How a statement names the caller. With the account, identity-based policies decide. With the role, the permissions
 * boundary and session policies still limit the session. With the user or session, neither limits it. Source: AWS, IAM
 * User Guide, "Policy evaluation logic", resource-based policies.
 */
export type PrincipalMatch = 'none' | 'account' | 'everyone' | 'role' | 'user' | 'session';

const CLOSEST_FIRST: readonly PrincipalMatch[] = ['session', 'user', 'role', 'everyone', 'account'];

/** The most specific of several matches. */
export const closest = (matches: readonly PrincipalMatch[]): PrincipalMatch =>
  CLOSEST_FIRST.find((match) => matches.includes(match)) ?? 'none';

const isRootOf = (value: string, { accountId }: Principal): boolean =>
  value === accountId || /^arn:aws(-cn|-us-gov)?:iam::(\d{12}):root$/.exec(value)?.[2] === accountId;

const matchOf = (type: string, value: string, caller: Principal): PrincipalMatch => {
  if (type !== 'AWS') return 'none';
  if (value === '*') return 'everyone';
  if (isRootOf(value, caller)) return caller.arn.endsWith(':root') ? 'user' : 'account';
  if (value === caller.arn) return caller.roleArn === undefined ? 'user' : 'session';
  return value === caller.roleArn ? 'role' : 'none';
};

const matchesOf = (block: PrincipalBlock, caller: Principal): readonly PrincipalMatch[] =>
  block === '*'
    ? ['everyone']
    : Object.entries(block).flatMap(([type, values]) => manyOf(values).map((value) => matchOf(type, value, caller)));

/** How a principal block matches the caller, by its most specific entry. */
export const matchPrincipal = (block: PrincipalBlock, caller: Principal): PrincipalMatch =>
  closest(matchesOf(block, caller));

/**
 * Whether a statement with NotPrincipal applies to the caller. An Allow excludes every caller that is named at any
 * level. A Deny excludes a caller only if all levels are named: the account, the role of a session, and the user or
 * session. Source: AWS, IAM User Guide, "AWS JSON policy elements: NotPrincipal", which says that the policy might deny
 * where a level is missing.
 */
export const notPrincipalCovers = (block: PrincipalBlock, caller: Principal, effect: string): boolean => {
  const matches = matchesOf(block, caller);
  if (effect !== 'Deny') return matches.every((match) => match === 'none');
  if (matches.includes('everyone')) return false;
  if (caller.arn.endsWith(':root')) return !matches.includes('user');
  const levels: readonly PrincipalMatch[] =
    caller.roleArn === undefined ? ['account', 'user'] : ['account', 'role', 'session'];
  return !levels.every((level) => matches.includes(level));
};
