import { describe, expect, it } from 'vitest';
import { denialsOf } from '../../../functions/core/doctor/examine-denials.ts';
import type { NamedPolicy } from '../../../functions/core/doctor/facts.ts';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import { alice, aTrust, ROLE } from '../../support/builders.ts';
import { aSeenUser } from './a-seen-role.ts';

const wanted = { by: 'U0ALICE', arn: alice.arn, name: 'prod-s3', role: ROLE };
const policy = (how: NamedPolicy['how'], ...statements: Partial<Statement>[]): NamedPolicy => ({
  name: 'developers',
  how,
  document: aTrust(...statements.map((one) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...one }))),
});
const withoutMfa = (operator: string) => ({ [operator]: { 'aws:MultiFactorAuthPresent': 'false' } });
const codesOf = (fields: Parameters<typeof aSeenUser>[0]) =>
  denialsOf(aSeenUser(fields), wanted).map(({ code, severity }) => `${severity} ${code}`);
const denied = (statement: Partial<Statement>, how: NamedPolicy['how'] = 'inline') =>
  codesOf({ policies: [policy(how, { Effect: 'Deny', ...statement })] });

describe('what stops a user from assuming a role', () => {
  it('is a Deny in any policy, named with its statement', () => {
    const inGroup = policy('of a group', {}, { Sid: 'NoRoles', Effect: 'Deny', Action: 'sts:Assume*' });

    const [found] = denialsOf(aSeenUser({ policies: [inGroup] }), wanted);

    expect(found?.what).toBe(
      `Statement "NoRoles" of developers (of a group) denies sts:AssumeRole on prod-s3 to ${alice.arn}, which overrides every grant.`,
    );
    expect(denied({}, 'attached')).toEqual(['error identity_denies']);
    expect(denied({ Condition: { StringEquals: { 'aws:username': 'alice' } } })).toEqual(['error identity_denies']);
    expect(denied({ Action: undefined, NotAction: ['iam:*'] } as never)).toEqual(['error identity_denies']);
  });

  it.each([['BoolIfExists'], ['Bool']])('is the usual "deny without MFA" with %s', (operator) => {
    const exceptMfaSetup = { Action: undefined, NotAction: ['iam:*', 'sts:GetSessionToken'] } as never;

    expect(denied({ ...(exceptMfaSetup as object), Condition: withoutMfa(operator) })).toEqual([
      'warning identity_denies_without_mfa',
    ]);
    expect(denied({ Condition: { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } } })).toEqual([
      'warning identity_denies_without_mfa',
    ]);
  });

  it('may be a Deny with a condition that only a call shows', () => {
    const outsideOffice = { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } };
    const otherRegions = { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } };

    expect(denied({ Condition: outsideOffice })).toEqual(['note identity_denies_if']);
    expect(denied({ Condition: otherRegions })).toEqual(['note identity_denies_if']);
  });

  it('is not a Deny on other actions, roles or users', () => {
    expect(denied({ Action: 'iam:*' })).toEqual([]);
    expect(denied({ Resource: 'arn:aws:iam::222222222222:role/other' })).toEqual([]);
    expect(denied({ Condition: { StringEquals: { 'aws:username': 'bob' } } })).toEqual([]);
    expect(codesOf({})).toEqual([]);
  });

  it('is a permissions boundary that lacks sts:AssumeRole, denies it, or allows it by a condition', () => {
    const bounded = (...statements: Partial<Statement>[]) => codesOf({ boundary: policy('boundary', ...statements) });

    expect(bounded({ Action: ['s3:*', 'iam:*'] })).toEqual(['error boundary_lacks_assume']);
    expect(bounded({ Action: 'sts:*', Resource: 'arn:aws:iam::222222222222:role/dev-*' })).toEqual([
      'error boundary_lacks_assume',
    ]);
    expect(bounded({ Condition: { StringEquals: { 'aws:username': 'bob' } } })).toEqual([
      'error boundary_lacks_assume',
    ]);
    expect(bounded({}, { Effect: 'Deny', Action: 'sts:AssumeRole' })).toEqual(['error identity_denies']);
    expect(bounded({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })).toEqual([
      'warning boundary_needs_mfa',
    ]);
    expect(bounded({ Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } })).toEqual([
      'note boundary_allows_if',
    ]);
    expect(bounded({ Action: 'sts:AssumeRole' })).toEqual([]);
  });
});
