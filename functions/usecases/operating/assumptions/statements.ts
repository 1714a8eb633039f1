import type { Conditions, Statement } from '../../../core/trust/documents.ts';
import type { Lab } from '../lab-ports.ts';

type Where = Pick<Lab, 'account' | 'partition'>;

export const rootOf = ({ account, partition }: Where): string => `arn:${partition}:iam::${account}:root`;

const merged = (a: Conditions, b: Conditions): Conditions =>
  Object.fromEntries(Object.keys({ ...a, ...b }).map((operator) => [operator, { ...a[operator], ...b[operator] }]));

/** A statement for one session name, so that the statements of a trust policy do not affect each other. */
const about = (Effect: string, sessionName: string, principal: object, more: Conditions): Statement => ({
  Effect,
  ...principal,
  Action: 'sts:AssumeRole',
  Condition: merged({ StringEquals: { 'sts:RoleSessionName': sessionName } }, more),
});

/** Admits the account of the test under one session name. */
export const admits = (lab: Where, sessionName: string, more: Conditions = {}): Statement =>
  about('Allow', sessionName, { Principal: { AWS: rootOf(lab) } }, more);

export const admitsUser = (arn: string, sessionName: string, more: Conditions = {}): Statement =>
  about('Allow', sessionName, { Principal: { AWS: arn } }, more);

/** Only principals of the own account, regardless of the principal element. */
export const ownAccount = ({ account }: Where): Conditions => ({ StringEquals: { 'aws:PrincipalAccount': account } });

export const admitsAll = (lab: Where, sessionName: string): Statement =>
  about('Allow', sessionName, { Principal: { AWS: '*' } }, ownAccount(lab));

export const denies = (lab: Where, sessionName: string, more: Conditions = {}): Statement =>
  about('Deny', sessionName, { Principal: { AWS: rootOf(lab) } }, more);

export const admitsAllBut = (lab: Where, sessionName: string, excluded: readonly string[]): Statement =>
  about('Allow', sessionName, { NotPrincipal: { AWS: excluded } }, ownAccount(lab));

export const deniesAllBut = (sessionName: string, excluded: readonly string[]): Statement =>
  about('Deny', sessionName, { NotPrincipal: { AWS: excluded } }, {});

/** Allows another action of AssumeRole, such as sts:TagSession. */
export const alsoAllows = (lab: Where, Action: string, Condition?: Conditions): Statement => ({
  Effect: 'Allow',
  Principal: { AWS: rootOf(lab) },
  Action,
  ...(Condition === undefined ? {} : { Condition }),
});
