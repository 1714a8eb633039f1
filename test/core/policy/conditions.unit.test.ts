import { describe, expect, it } from 'vitest';
import { judgeConditions } from '../../../functions/core/policy/conditions.ts';
import { contextOf, type Facts } from '../../../functions/core/policy/context.ts';
import { all } from '../../../functions/core/policy/truth.ts';
import type { Conditions } from '../../../functions/core/trust/documents.ts';

const FACTS: Facts = {
  'aws:SecureTransport': 'true',
  'aws:username': 'absent',
  'aws:CurrentTime': '2030-01-01T12:00:00Z',
  'aws:PrincipalAccount': '222222222222',
  'aws:PrincipalTag/*': 'absent',
  'aws:PrincipalTag/team': 'infra',
  'kms:ViaService': 's3.eu-central-1.amazonaws.com',
  'kms:EncryptionContextKeys': ['aws:s3:arn', 'other'],
};
const judge = (Condition: Conditions, facts = FACTS) =>
  all(judgeConditions({ Effect: 'Allow', Condition }, '2012-10-17', contextOf(facts)).map(({ truth }) => truth));

describe('the conditions of a statement', () => {
  it.each<[string, Conditions]>([
    ['a value among several', { StringEquals: { 'kms:ViaService': ['x', 's3.eu-central-1.amazonaws.com'] } }],
    ['a key in another case', { Bool: { 'AWS:SECURETRANSPORT': 'TRUE' } }],
    ['a pattern', { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } }],
    ['a negated operator without its key', { StringNotEquals: { 'aws:username': 'bob' } }],
    ['IfExists without its key', { StringEqualsIfExists: { 'aws:username': 'bob' } }],
    ['Null for a missing key', { Null: { 'aws:username': 'true' } }],
    ['a tag', { StringEquals: { 'aws:PrincipalTag/Team': 'infra' } }],
    ['a date', { DateLessThan: { 'aws:CurrentTime': '2030-01-01T12:00:01Z' } }],
    ['a variable', { StringEquals: { 'aws:PrincipalAccount': `\${aws:PrincipalAccount}` } }],
    ['ForAnyValue', { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'other' } }],
    ['ForAllValues without its key', { 'ForAllValues:StringEquals': { 'aws:username': 'bob' } }],
  ])('hold for %s', (_, condition) => {
    expect(judge(condition)).toBe('yes');
  });

  it.each<[string, Conditions]>([
    ['another value', { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }],
    ['one of several keys', { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:username': 'bob' } }],
    ['a missing key', { StringLike: { 'aws:PrincipalTag/other': '*' } }],
    ['ForAllValues with one other value', { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'other' } }],
    ['a variable without a value', { StringNotEquals: { 'aws:PrincipalAccount': `\${aws:username}` } }],
    ['a wildcard in a variable', { StringLike: { 'aws:PrincipalAccount': `\${*}` } }],
  ])('do not hold for %s', (_, condition) => {
    expect(judge(condition)).toBe('no');
  });

  it.each<[string, Conditions]>([
    ['a key that only a call has', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }],
    ['a negated one', { StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } }],
    ['an operator that does not exist yet', { StringResembles: { 'kms:ViaService': 's3' } }],
    ['an IPv6 network', { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }],
    ['a variable that only a call has', { StringEquals: { 'aws:PrincipalAccount': `\${aws:SourceVpce}` } }],
  ])('are unknown for %s, and never dropped', (_, condition) => {
    expect(judge(condition, { ...FACTS, 'aws:SourceIp': '2001:db8::1' })).toBe('unknown');
  });

  it('are decided by one that does not hold, even if others are not known', () => {
    const condition = { StringEquals: { 'aws:SourceVpce': 'vpce-1', 'kms:ViaService': 'ec2' } };

    expect(judge(condition)).toBe('no');
  });

  it('compare IPv4 networks if the address is given', () => {
    const inside = { 'aws:SourceIp': '10.1.2.3' };

    expect(judge({ IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '10.0.0.0/8'] } }, inside)).toBe('yes');
    expect(judge({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, inside)).toBe('no');
  });
});
