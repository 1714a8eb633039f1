import { describe, expect, it } from 'vitest';
import { examineTrust } from '../../../functions/core/doctor/examine-trust.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { alice, aTrust, PROD, UTILS } from '../../support/builders.ts';
import { aSeenRole } from './a-seen-role.ts';
import {
  aws,
  catalog,
  equals,
  findingsFor,
  fromOffice,
  GITHUB,
  mfa,
  oidc,
  overTls,
  root,
  SSO,
  service,
} from './a-trust-policy.ts';

describe('permanent access by a trust policy', () => {
  it.each<[string, unknown, object | undefined, string, 'error' | 'warning' | 'note']>([
    ['everyone', '*', undefined, 'trust_open_to_all', 'error'],
    ['everyone, as an AWS principal', aws('*'), undefined, 'trust_open_to_all', 'error'],
    ['everyone over TLS', '*', overTls, 'trust_open_by_network', 'error'],
    ['everyone from an address', '*', fromOffice, 'trust_open_by_network', 'error'],
    ['everyone with MFA', aws('*'), mfa, 'trust_open_by_network', 'error'],
    ['everyone but one', '*', { StringNotEquals: { 'aws:PrincipalArn': 'x' } }, 'trust_open_by_network', 'error'],
    [
      'everyone with or without a tag',
      '*',
      { StringEqualsIfExists: { 'aws:PrincipalTag/a': 'x' } },
      'trust_open_by_network',
      'error',
    ],
    ['every ARN', '*', { ArnLike: { 'aws:PrincipalArn': '*' } }, 'trust_open_by_network', 'error'],
    ['an organization', '*', equals('aws:PrincipalOrgID', 'o-1'), 'trust_open_to_organization', 'error'],
    [
      'an organization over TLS',
      '*',
      { ...equals('aws:PrincipalOrgID'), ...overTls },
      'trust_open_to_organization',
      'error',
    ],
    ['an account by a condition', '*', equals('aws:PrincipalAccount', UTILS), 'trust_open_to_organization', 'error'],
    ['everyone with an ExternalId', '*', equals('sts:ExternalId'), 'trust_open_by_secret', 'error'],
    ['everyone with a tag', '*', equals('aws:PrincipalTag/team'), 'trust_permanent_condition', 'warning'],
    ['the account of users', root(UTILS), undefined, 'trust_permanent_account', 'error'],
    ['the account of users, as a number', aws(UTILS), undefined, 'trust_permanent_account', 'error'],
    ['the account of users with MFA', root(UTILS), mfa, 'trust_permanent_condition', 'warning'],
    ['a user by a condition', root(UTILS), equals('aws:username', 'alice'), 'trust_permanent_user', 'error'],
    [
      'a user by their ARN in a condition',
      root(UTILS),
      { ArnEquals: { 'aws:PrincipalArn': alice.arn } },
      'trust_permanent_user',
      'error',
    ],
    ['the own account', root(PROD), undefined, 'trust_own_account', 'note'],
    ['one role of the own account', root(PROD), equals('aws:PrincipalArn'), 'trust_permanent_other', 'note'],
    ['another account', root('333333333333'), undefined, 'trust_other_account', 'warning'],
    [
      'another account with an ExternalId',
      root('333333333333'),
      equals('sts:ExternalId'),
      'trust_permanent_other',
      'note',
    ],
    ['a user of the catalog', aws(alice.arn), undefined, 'trust_permanent_user', 'error'],
    ['a user of the catalog from an address', aws(alice.arn), fromOffice, 'trust_permanent_user', 'error'],
    [
      'a user of the catalog by a tag',
      aws(alice.arn),
      equals('aws:PrincipalTag/x'),
      'trust_permanent_condition',
      'warning',
    ],
    ['another user', aws(`arn:aws:iam::${UTILS}:user/ci`), undefined, 'trust_permanent_other', 'note'],
    ['another role', aws(`arn:aws:iam::${PROD}:role/ci`), undefined, 'trust_permanent_other', 'note'],
    [
      'the permission-set role of users, named in full',
      aws(`arn:aws:iam::${UTILS}:role/${SSO}/eu-central-1/AWSReservedSSO_Dev_0123456789abcdef`),
      undefined,
      'trust_permanent_user',
      'error',
    ],
    [
      'another permission-set role',
      aws(`arn:aws:iam::${PROD}:role/${SSO}/AWSReservedSSO_Admin_0123456789abcdef`),
      undefined,
      'trust_permission_set',
      'warning',
    ],
    [
      'the session of a user',
      aws(`arn:aws:sts::${UTILS}:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/dana`),
      undefined,
      'trust_permanent_user',
      'error',
    ],
    ['another session', aws(`arn:aws:sts::${UTILS}:assumed-role/ci/deploy`), undefined, 'trust_session', 'warning'],
    [
      'a federation token',
      aws(`arn:aws:sts::${UTILS}:federated-user/eve`),
      undefined,
      'trust_federation_token',
      'warning',
    ],
    [
      'a SAML provider',
      { Federated: `arn:aws:iam::${PROD}:saml-provider/okta` },
      equals('SAML:aud'),
      'trust_saml',
      'warning',
    ],
    [
      'one SAML subject',
      { Federated: `arn:aws:iam::${PROD}:saml-provider/okta` },
      equals('SAML:sub'),
      'trust_permanent_other',
      'note',
    ],
    ['an OIDC provider', oidc(GITHUB), equals(`${GITHUB}:aud`), 'trust_oidc_open', 'error'],
    [
      'an OIDC provider and every subject',
      oidc(GITHUB),
      { StringLike: { [`${GITHUB}:sub`]: '*' } },
      'trust_oidc_open',
      'error',
    ],
    [
      'an OIDC provider and one subject',
      oidc(GITHUB),
      { StringLike: { [`${GITHUB}:sub`]: 'repo:a/b:*' } },
      'trust_oidc',
      'warning',
    ],
    [
      'every SAML user of a provider',
      { Federated: `arn:aws:iam::${PROD}:saml-provider/okta` },
      equals('saml:doc'),
      'trust_saml',
      'warning',
    ],
    ['an OIDC provider and one claim', oidc(GITHUB), equals(`${GITHUB}:repository_id`), 'trust_oidc', 'warning'],
    [
      'an OIDC cluster and one subject',
      oidc('oidc.eks.eu-central-1.amazonaws.com/id/A1'),
      equals('oidc.eks.eu-central-1.amazonaws.com/id/A1:sub'),
      'trust_oidc',
      'warning',
    ],
    [
      'one Cognito pool',
      { Federated: 'cognito-identity.amazonaws.com' },
      equals('cognito-identity.amazonaws.com:aud'),
      'trust_oidc',
      'warning',
    ],
    [
      'every Cognito user',
      { Federated: 'cognito-identity.amazonaws.com' },
      { 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } },
      'trust_oidc_open',
      'error',
    ],
    ['Identity Center', service('account-access'), undefined, 'trust_identity_center', 'warning'],
    [
      'Identity Center as documented',
      service('account-access'),
      { StringEquals: { 'aws:SourceAccount': PROD, 'aws:SourceArn': 'arn:aws:account-access:x' } },
      'trust_identity_center',
      'warning',
    ],
    ...['ec2', 'lambda', 'ecs-tasks', 'ssm', 'codebuild', 'glue', 'sagemaker', 'states.eu-central-1', 'pods.eks'].map(
      (name) =>
        [`the service ${name}`, service(name), undefined, 'trust_code_service', 'warning'] as [
          string,
          unknown,
          undefined,
          string,
          'warning',
        ],
    ),
    ['a service that runs no code', service('config'), undefined, 'trust_service', 'note'],
    ['a canonical user', { CanonicalUser: '0'.repeat(64) }, undefined, 'trust_canonical', 'warning'],
    ['a deleted user', aws(`AIDA${'A'.repeat(17)}`), undefined, 'trust_dead_principal', 'error'],
    ['a deleted role', aws(`AROA${'A'.repeat(17)}`), undefined, 'trust_dead_principal', 'error'],
  ])('names %s', (_, principal, condition, code, severity) => {
    const found = findingsFor(principal, condition);

    expect(found.map((one) => [one.code, one.severity])).toEqual([[code, severity]]);
    expect(found[0]?.fix).not.toBe('');
  });

  it('names everyone but the principals of NotPrincipal', () => {
    const found = findingsFor(undefined, undefined, { Principal: undefined, NotPrincipal: aws(alice.arn) });

    expect(found.map(({ code, severity }) => [code, severity])).toEqual([['trust_not_principal', 'error']]);
    expect(found[0]?.what).toContain(`except ${alice.arn}`);
  });

  it('reports each kind of principal of one statement once', () => {
    const found = findingsFor({
      ...service('ec2'),
      AWS: [alice.arn, `arn:aws:iam::${PROD}:root`, `arn:aws:iam::${PROD}:role/a`, `arn:aws:iam::${PROD}:role/b`],
    });

    expect(found.map(({ code }) => code)).toEqual([
      'trust_code_service',
      'trust_permanent_user',
      'trust_own_account',
      'trust_permanent_other',
    ]);
    expect(found.at(-1)?.what).toContain(`role/a, arn:aws:iam::${PROD}:role/b`);
  });

  it('names nothing that ends by itself, that gives no session, or that the bot wrote', () => {
    const until = { DateLessThan: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' } };

    expect(findingsFor(aws(alice.arn), until)).toEqual([]);
    expect(findingsFor(root(UTILS), undefined, { Action: 'sts:TagSession' })).toEqual([]);
    expect([...examineTrust(aSeenRole({ trust: aTrust() }), catalog, DEFAULT_HUB)]).toEqual([]);
  });
});
