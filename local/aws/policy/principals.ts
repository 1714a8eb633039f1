import { manyOf, type PrincipalBlock } from './document.ts';

/** Who asks: a user, the root of an account, or a role session. */
export interface Principal {
  /** User ARN, account root ARN, or `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`. */
  readonly arn: string;
  readonly accountId: string;
  /** The role behind a session, with its path. */
  readonly roleArn?: string;
}

/** How closely a statement names the caller: an account hands the decision to that account's identity policies. */
export type PrincipalMatch = 'none' | 'account' | 'named';

const matchOf = (type: string, value: string, caller: Principal): PrincipalMatch => {
  if (type !== 'AWS') return 'none';
  if (value === '*') return 'named';
  if (value === caller.accountId || value === `arn:aws:iam::${caller.accountId}:root`) {
    return caller.arn.endsWith(':root') ? 'named' : 'account';
  }
  return value === caller.arn || value === caller.roleArn ? 'named' : 'none';
};

/** How a principal block matches the caller, the closest of its entries. */
export const matchPrincipal = (block: PrincipalBlock, caller: Principal): PrincipalMatch => {
  if (block === '*') return 'named';
  const matches = Object.entries(block).flatMap(([type, values]) =>
    manyOf(values).map((value) => matchOf(type, value, caller)),
  );
  return matches.includes('named') ? 'named' : matches.includes('account') ? 'account' : 'none';
};
