import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../../functions/core/trust/documents.ts';
import { aKey, diagnose, documentOf, good, KEY, roleArn, STATE, STATE_KEY, seen } from './a-facts.ts';

const READ = { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::states/*' };
const ofBucket = (...statements: readonly Partial<Statement>[]) =>
  diagnose(
    {},
    {},
    { policy: seen(documentOf(...good.bucket.Statement, ...statements.map((one) => ({ ...READ, ...one })))) },
  );
const openTo = (statement: Partial<Statement>) =>
  ofBucket(statement).findings.map(({ what }) => / lets (.*) at any time/.exec(what)?.[1]);

describe('standing access to a state', () => {
  it.each<[string, Partial<Statement>, string]>([
    ['an account', { Principal: { AWS: '444444444444' } }, 'account 444444444444 read the state'],
    [
      'a user',
      { Principal: { AWS: 'arn:aws:iam::444444444444:user/bob' } },
      'arn:aws:iam::444444444444:user/bob read the state',
    ],
    ['everyone', { Principal: '*' }, 'everyone read the state'],
    [
      'an organization',
      { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
      'everyone in the organization o-1 read the state',
    ],
    [
      'some roles',
      { Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/ci-*' } } },
      'arn:aws:iam::*:role/ci-* read the state',
    ],
  ])('of %s is a warning, and Terraform works', (_, statement, expected) => {
    expect(openTo(statement)).toEqual([expected]);
    expect(ofBucket(statement).outcome).toBe('works');
  });

  it('is not what the bucket gives to roles of the catalog, to its own account, or on other objects', () => {
    expect(openTo({ Principal: { AWS: roleArn } })).toEqual([]);
    expect(openTo({ Principal: { AWS: `arn:aws:iam::${STATE}:root` } })).toEqual([]);
    expect(openTo({ Principal: '*', Resource: 'arn:aws:s3:::states/public/*' })).toEqual([]);
    expect(openTo({ Principal: '*', Effect: 'Deny', Action: 's3:DeleteBucket' })).toEqual([]);
  });

  it('is reported for the key and for ACLs', () => {
    const decrypt = { Effect: 'Allow', Principal: { AWS: '444444444444' }, Action: 'kms:Decrypt', Resource: '*' };
    const policy = seen(documentOf(...(good.key?.Statement ?? []), decrypt));
    const acl = seen([{ grantee: 'http://acs.amazonaws.com/groups/global/AllUsers', permission: 'READ' }]);
    const object = { object: seen({ kmsKey: KEY, hasBucketKey: false }), owner: seen('own'), acl };
    const canonicalIds = { [STATE]: seen('own'), '222222222222': seen('role') };

    expect(diagnose({ keys: { [KEY]: aKey({ policy }) } }).findings.map(({ code }) => code)).toEqual(['state_open_to']);
    expect(
      diagnose(
        { objects: { [STATE_KEY]: object }, canonicalIds },
        {},
        { ownership: seen('ObjectWriter') },
      ).findings.map(({ code }) => code),
    ).toEqual(['state_ownership', 'state_open_acl']);
  });

  it('names the users and roles of the account that can read and decrypt, and not those that a denial stops', () => {
    const source = (of: string) => ({ kind: 'inline', accountId: STATE, of, policy: 'p' }) as const;
    const principal = (name: string, ...more: readonly Statement[]) => {
      const arn = `arn:aws:iam::${STATE}:user/${name}`;
      const document = documentOf({ Effect: 'Allow', Action: ['s3:*', 'kms:*'], Resource: '*' }, ...more);
      return { arn, policies: { policies: [{ source: source(arn), document }], unread: [] } };
    };
    const deny = { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' };
    const delegate = { Effect: 'Allow', Principal: { AWS: STATE }, Action: 'kms:*', Resource: '*' };
    const policy = seen(documentOf(...(good.key?.Statement ?? []), delegate));

    const { findings } = diagnose({
      keys: { [KEY]: aKey({ policy }) },
      principals: seen([principal('ops'), principal('auditor', deny)]),
    });

    expect(findings.map(({ code }) => code)).toEqual(['state_open_principals']);
    expect(findings[0]?.what).toContain('user/ops');
    expect(findings[0]?.what).not.toContain('auditor');
  });
});
