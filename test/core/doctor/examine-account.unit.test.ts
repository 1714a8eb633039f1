import { describe, expect, it } from 'vitest';
import { examineAccount } from '../../../functions/core/doctor/examine-account.ts';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import { aTrust } from '../../support/builders.ts';

const HUB_ROOT = { AWS: 'arn:aws:iam::999999999999:root' };
const bot = { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::999999999999:role/assume-bot-reconcile' } };
const secret = { StringEquals: { 'sts:ExternalId': 'an-id' } };

/** The findings about a manager role with one statement. */
const found = (statement: Partial<Statement>) => {
  const trust = aTrust({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: HUB_ROOT, ...statement } as Statement);
  const manager = { arn: 'arn:aws:iam::111111111111:role/assume-bot-manager', trust };
  return [...examineAccount('utils', { kind: 'looked_at', manager }, false)];
};

describe('the trust policy of a manager role', () => {
  it('may admit the bot only', () => {
    expect(found({ Condition: { ...bot, ...secret } })).toEqual([]);
    expect(
      found({ Principal: { AWS: 'arn:aws:iam::999999999999:role/assume-bot-reconcile' }, Condition: secret }),
    ).toEqual([]);
  });

  it.each<[string, Partial<Statement>, string]>([
    ['the account of the hub', { Condition: secret }, 'arn:aws:iam::999999999999:root'],
    [
      'everyone but some',
      { Principal: undefined, NotPrincipal: HUB_ROOT },
      'everyone but arn:aws:iam::999999999999:root',
    ],
    [
      'all but one role',
      { Condition: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::999999999999:role/a' } } },
      'root',
    ],
    ['an organization', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, '*'],
    ['a service', { Principal: { Service: 'lambda.amazonaws.com' } }, 'lambda.amazonaws.com'],
    [
      'a SAML provider',
      { Principal: { Federated: 'arn:aws:iam::111111111111:saml-provider/okta' }, Action: 'sts:AssumeRoleWithSAML' },
      'saml-provider/okta',
    ],
  ])('is reported if it admits %s', (_, statement, named) => {
    const problem = found(statement).find(({ code }) => code === 'manager_open_to_many');

    expect(problem?.severity).toBe('error');
    expect(problem?.what).toContain(named);
  });
});
