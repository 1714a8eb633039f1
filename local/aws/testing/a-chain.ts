import type { PolicyDocument } from '../policy/document.ts';
import type { RoleSeed } from '../seed-types.ts';
import { aLocalAws, PROD, policy, trusts, UTILS } from './a-local-aws.ts';

export const roleArn = (name: string): string => `arn:aws:iam::${PROD}:role/${name}`;
export const ROOT = `arn:aws:iam::${PROD}:root`;
export const MAY_CHAIN = {
  chain: policy({
    Effect: 'Allow',
    Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
    Resource: '*',
  }),
};

export const admits = (Action: string | string[], Condition = {}): PolicyDocument =>
  policy({ Effect: 'Allow', Principal: { AWS: ROOT }, Action, Condition });

/** A sign-in role, and roles of the same account that it can assume. */
export const aChain = async (...targets: RoleSeed[]) => {
  const signIn = { name: 'sign-in', path: '/eng/', trustPolicy: trusts(ROOT), inlinePolicies: MAY_CHAIN };
  return aLocalAws({}, { accounts: [{ id: PROD, roles: [signIn, ...targets] }, { id: UTILS }] });
};

export const SIGN_IN = `arn:aws:iam::${PROD}:role/eng/sign-in`;
export const to = (name: string, more = {}) => ({ RoleArn: roleArn(name), RoleSessionName: 'carol', ...more });
