import { examineTrust } from '../../../functions/core/doctor/examine-trust.ts';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { aCatalog, aFederated, alice, aRule, aTrust, PROD, U, UTILS } from '../../support/builders.ts';
import { aSeenRole } from './a-seen-role.ts';

export const SSO = 'aws-reserved/sso.amazonaws.com';
export const dana = {
  ...aFederated('dana'),
  roleArnPattern: `arn:aws:iam::${UTILS}:role/${SSO}*/AWSReservedSSO_Dev_*`,
};
export const catalog = aCatalog([aRule()], { people: { [U('alice')]: alice, [U('dana')]: dana } });
export const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
export const aws = (AWS: string | string[]) => ({ AWS });
export const service = (name: string) => ({ Service: `${name}.amazonaws.com` });
export const oidc = (provider: string) => ({ Federated: `arn:aws:iam::${PROD}:oidc-provider/${provider}` });
export const GITHUB = 'token.actions.githubusercontent.com';
export const equals = (key: string, value = 'x') => ({ StringEquals: { [key]: value } });
export const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
export const overTls = { Bool: { 'aws:SecureTransport': 'true' } };
export const fromOffice = { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } };

/** The findings for one more statement: code and severity. */
export const findingsFor = (Principal: unknown, Condition?: object, more: object = {}) => {
  const action = /oidc|cognito/.test(JSON.stringify(Principal ?? ''))
    ? 'sts:AssumeRoleWithWebIdentity'
    : JSON.stringify(Principal ?? '').includes('saml')
      ? 'sts:AssumeRoleWithSAML'
      : 'sts:AssumeRole';
  const statement = { Sid: 'X', Effect: 'Allow', Principal, Action: action, ...(Condition && { Condition }), ...more };
  const role = aSeenRole({ trust: aTrust(statement as Statement) });
  return [...examineTrust(role, catalog, DEFAULT_HUB)];
};
