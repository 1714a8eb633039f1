import { describe, expect, it } from 'vitest';
import { selfTrust } from '../../../functions/core/doctor/examine-trust.ts';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { aTrust, PROD, ROLE, UTILS } from '../../support/builders.ts';
import { aSeenRole } from './a-seen-role.ts';
import { aws, equals, findingsFor, mfa, overTls, root } from './a-trust-policy.ts';

describe('a Deny of a trust policy', () => {
  const deny = (Principal: unknown, Condition?: object) => findingsFor(Principal, Condition, { Effect: 'Deny' });
  const codes = (found: ReturnType<typeof deny>) => found.map(({ code }) => code);

  it('is reported if it stops users of the catalog: always, without MFA, or by a condition of the call', () => {
    expect(codes(deny('*'))).toEqual(['trust_denies']);
    expect(codes(deny(root(UTILS), equals('aws:username', 'alice')))).toEqual(['trust_denies']);
    expect(codes(deny('*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }))).toEqual([
      'trust_denies_without_mfa',
    ]);
    expect(codes(deny('*', { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }))).toEqual(['trust_denies_if']);
  });

  it('is not reported if it concerns others', () => {
    expect(deny(root('333333333333'))).toEqual([]);
    expect(deny(aws(`arn:aws:iam::${PROD}:role/ci`))).toEqual([]);
    expect(deny(root(UTILS), { StringNotEquals: { 'aws:PrincipalAccount': UTILS } })).toEqual([]);
  });
});

describe('a role that can assume itself', () => {
  it.each([
    ['by the root of its own account over TLS', root(PROD), overTls],
    ['by a session of its own', aws(`arn:aws:sts::${PROD}:assumed-role/${ROLE.split('/').at(-1)}/one`), undefined],
  ])('is recognized %s', (_, principal, condition) => {
    const statement = { Sid: 'X', Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' };
    const trust = aTrust({ ...statement, ...(condition && { Condition: condition }) } as Statement);

    expect(selfTrust(aSeenRole({ trust }), DEFAULT_HUB)?.where).toBe('"X"');
    const withMfa = aTrust({ ...statement, Condition: mfa } as Statement);
    expect(selfTrust(aSeenRole({ trust: withMfa }), DEFAULT_HUB)).toBeUndefined();
  });
});
