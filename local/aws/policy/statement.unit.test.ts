import { describe, expect, it } from 'vitest';
import { type DecisionRequest, decide } from './decide.ts';
import type { PolicyDocument, PolicyStatement } from './document.ts';

const ALICE = { arn: 'arn:aws:iam::111111111111:user/alice', accountId: '111111111111' };
const BUCKET = 'arn:aws:s3:::logs';
const policy = (...statements: readonly PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});
const allow = (fields: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action: 's3:*',
  Resource: '*',
  ...fields,
});
const { Resource: _, ...everything } = allow();
const own = (fields: Partial<DecisionRequest>): string =>
  decide({
    principal: ALICE,
    action: 's3:ListBucket',
    resource: BUCKET,
    resourceAccount: ALICE.accountId,
    context: {},
    identityPolicies: [],
    ...fields,
  });

describe('a statement', () => {
  it('with NotResource matches every resource except the listed ones', () => {
    const but = (resource: string) => own({ identityPolicies: [policy({ ...everything, NotResource: resource })] });

    expect(but('arn:aws:s3:::secrets')).toBe('Allowed');
    expect(but(BUCKET)).toBe('ImplicitlyDenied');
    expect(but('*')).toBe('ImplicitlyDenied');
  });

  it('with NotPrincipal matches every principal except the listed ones, and a statement without principals matches none', () => {
    const by = (fields: Partial<PolicyStatement>) => own({ resourcePolicy: policy(allow(fields)) });

    expect(by({ NotPrincipal: { AWS: 'arn:aws:iam::111111111111:user/bob' } })).toBe('Allowed');
    expect(by({ NotPrincipal: { AWS: ALICE.arn } })).toBe('ImplicitlyDenied');
    expect(by({})).toBe('ImplicitlyDenied');
  });

  it('with Deny and NotPrincipal excludes a caller only if the account, the role and the session or user are named', () => {
    const SESSION = {
      arn: 'arn:aws:sts::111111111111:assumed-role/dev/alice',
      accountId: '111111111111',
      roleArn: 'arn:aws:iam::111111111111:role/eng/dev',
    };
    const ROOT = 'arn:aws:iam::111111111111:root';
    const but = (principal: DecisionRequest['principal'], ...AWS: string[]) =>
      own({
        principal,
        identityPolicies: [policy(allow())],
        resourcePolicy: policy(allow({ Effect: 'Deny', NotPrincipal: { AWS } })),
      });

    expect([but(ALICE, ALICE.arn), but(ALICE, ROOT), but(ALICE, ALICE.arn, ROOT)]).toEqual([
      'ExplicitlyDenied',
      'ExplicitlyDenied',
      'Allowed',
    ]);
    expect([
      but(SESSION, SESSION.roleArn, ROOT),
      but(SESSION, SESSION.arn, ROOT),
      but(SESSION, SESSION.arn, SESSION.roleArn, ROOT),
    ]).toEqual(['ExplicitlyDenied', 'ExplicitlyDenied', 'Allowed']);
  });

  it('with a variable that cannot be resolved matches nothing, whether it allows or denies', () => {
    const bucketOf = 'arn:aws:s3:::${aws:username}';
    const unresolved = { StringNotEquals: { 'aws:PrincipalTag/team': '${aws:PrincipalTag/other}' } };

    expect(own({ identityPolicies: [policy(allow({ Resource: ['*', bucketOf] }))] })).toBe('ImplicitlyDenied');
    expect(own({ identityPolicies: [policy({ ...everything, NotResource: bucketOf })] })).toBe('ImplicitlyDenied');
    expect(own({ identityPolicies: [policy(allow(), allow({ Effect: 'Deny', Condition: unresolved }))] })).toBe(
      'Allowed',
    );
    expect(own({ identityPolicies: [policy(allow({ Condition: unresolved }))] })).toBe('ImplicitlyDenied');
  });

  it('does not match an AWS principal if it names a service or an identity provider', () => {
    const by = (block: PolicyStatement['Principal'] & object) =>
      own({ resourcePolicy: policy(allow({ Principal: block })) });

    expect(by({ AWS: ALICE.arn })).toBe('Allowed');
    expect(by({ Service: ALICE.arn })).toBe('ImplicitlyDenied');
    expect(by({ Federated: '*' })).toBe('ImplicitlyDenied');
  });
});

describe('a session policy', () => {
  it('also limits permissions that a resource-based policy grants to its holder by name', () => {
    const named = { resourcePolicy: policy(allow({ Principal: { AWS: ALICE.arn } })) };

    expect(own({ ...named, sessionPolicies: [policy(allow())] })).toBe('Allowed');
    expect(own({ ...named, sessionPolicies: [policy(allow({ Action: 'ec2:*' }))] })).toBe('ImplicitlyDenied');
    expect(own({ identityPolicies: [policy(allow())], sessionPolicies: [policy(allow({ Action: 'ec2:*' }))] })).toBe(
      'ImplicitlyDenied',
    );
  });
});
