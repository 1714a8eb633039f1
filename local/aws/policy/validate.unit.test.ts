import { describe, expect, it } from 'vitest';
import { checkPolicy, countedLength, type PolicyKind, parsePolicy } from './validate.ts';

const ROLE = 'arn:aws:iam::111111111111:role/deploy';
const identity = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE };
const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ROLE } };
const resource = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*', Principal: '*' };
const policy = (statement: unknown) => ({ Version: '2012-10-17', Statement: [statement] });

describe('a policy document', () => {
  it.each<[PolicyKind, unknown]>([
    ['identity', policy(identity)],
    ['identity', policy({ ...identity, Action: ['sts:AssumeRole', 's3:*', '*'], Resource: ['*', ROLE] })],
    ['identity', policy({ Effect: 'Deny', NotAction: 'iam:*', NotResource: '*' })],
    ['identity', { Statement: identity }],
    [
      'identity',
      {
        Version: '2008-10-17',
        Id: 'odd',
        Statement: [
          { ...identity, Sid: '' },
          { ...identity, Sid: '' },
        ],
      },
    ],
    ['identity', policy({ ...identity, Condition: { Bool: { 'aws:SecureTransport': true } } })],
    ['trust', policy(trust)],
    ['trust', policy({ ...trust, Action: ['sts:AssumeRole', 'sts:TagSession'], Principal: '*' })],
    ['trust', policy({ ...trust, Principal: { Service: ['ec2.amazonaws.com'], AWS: [ROLE, '*'] } })],
    ['trust', policy({ ...trust, Principal: undefined, NotPrincipal: { AWS: ROLE } })],
    ['resource', policy(resource)],
    [
      'resource',
      policy({ ...resource, Sid: 'with spaces and äöü', Principal: undefined, NotPrincipal: { AWS: ROLE } }),
    ],
  ])('is accepted as a policy of type %s: %j', (kind, document) => {
    expect(checkPolicy(document, kind)).toBe(document);
  });

  it.each<[PolicyKind, unknown, RegExp]>([
    ['identity', [], /Syntax errors/],
    ['identity', { ...policy(identity), Comment: 'x' }, /Syntax errors/],
    ['identity', { Version: '2030-01-01', Statement: [identity] }, /valid version/],
    ['identity', { Version: '2012-10-17', Statement: [] }, /Syntax errors/],
    ['identity', { Version: '2012-10-17' }, /Syntax errors/],
    ['identity', policy('Allow'), /Syntax errors/],
    ['identity', policy({ ...identity, Comment: 'x' }), /Syntax errors/],
    ['identity', policy({ ...identity, Effect: 'Permit' }), /Syntax errors/],
    ['identity', policy({ ...identity, Sid: 'two words' }), /must be alpha-numeric/],
    ['identity', policy({ ...identity, Sid: 7 }), /must be alpha-numeric/],
    [
      'identity',
      {
        Statement: [
          { ...identity, Sid: 'A' },
          { ...identity, Sid: 'A' },
        ],
      },
      /must be unique/,
    ],
    ['identity', policy({ ...identity, Action: undefined }), /must contain actions/],
    ['identity', policy({ ...identity, Action: [] }), /must contain actions/],
    ['identity', policy({ ...identity, Action: ['s3:*', 7] }), /must contain actions/],
    ['identity', policy({ ...identity, NotAction: 's3:*' }), /Syntax errors/],
    ['identity', policy({ ...identity, NotResource: '*' }), /Syntax errors/],
    ['resource', policy({ ...resource, NotPrincipal: '*' }), /Syntax errors/],
    ['identity', policy({ ...identity, Action: 'AssumeRole' }), /prefaced by a vendor/],
    ['identity', policy({ ...identity, Resource: undefined }), /must contain resources/],
    ['identity', policy({ ...identity, Resource: [] }), /must contain resources/],
    ['identity', policy({ ...identity, Resource: 'deploy' }), /must be in ARN format/],
    ['identity', policy({ ...identity, Principal: '*' }), /should not specify a principal/],
    ['identity', policy({ ...identity, NotPrincipal: '*' }), /should not specify a principal/],
    ['identity', policy({ ...identity, Condition: 'x' }), /Syntax errors/],
    [
      'identity',
      policy({ ...identity, Condition: { StringSimilar: { 'aws:username': 'a' } } }),
      /Invalid Condition type/,
    ],
    ['identity', policy({ ...identity, Condition: { Bool: 'x' } }), /Syntax errors/],
    ['identity', policy({ ...identity, Condition: { Bool: { username: 'true' } } }), /prefaced by a vendor/],
    ['identity', policy({ ...identity, Condition: { Bool: { 'aws:username': [] } } }), /Syntax errors/],
    ['identity', policy({ ...identity, Condition: { Bool: { 'aws:username': ['a', null] } } }), /Syntax errors/],
    ...(
      [
        ['DateLessThan', 'tomorrow'],
        ['DateGreaterThanEqualsIfExists', '2030-02-30T00:00:00Z'],
        ['DateEquals', '2030-1-1'],
        ['NumericLessThan', 'many'],
        ['Bool', 'yes'],
        ['Null', 'absent'],
        ['IpAddress', '10.0.0.0/33'],
        ['NotIpAddress', 'localhost'],
      ] as const
    ).map(([operator, value]): [PolicyKind, unknown, RegExp] => [
      'trust',
      policy({ ...trust, Condition: { [operator]: { 'aws:CurrentTime': value } } }),
      /Invalid value/,
    ]),
    ['trust', policy({ ...trust, Action: 's3:GetObject' }), /may only specify STS AssumeRole actions/],
    ['trust', policy({ ...trust, Resource: '*' }), /prohibited field Resource/],
    ['trust', policy({ ...trust, NotResource: '*' }), /prohibited field Resource/],
    ['trust', policy({ ...trust, Principal: undefined }), /required field Principal/],
    ['trust', policy({ ...trust, NotPrincipal: '*' }), /Syntax errors/],
    ['trust', policy({ ...trust, Principal: {} }), /Syntax errors/],
    ['trust', policy({ ...trust, Principal: 'everybody' }), /Syntax errors/],
    ['trust', policy({ ...trust, Principal: { AWS: [] } }), /Syntax errors/],
    ['trust', policy({ ...trust, Principal: { AWS: ROLE, Azure: 'x' } }), /Syntax errors/],
    ['resource', policy({ ...resource, Principal: undefined }), /required field Principal/],
  ])('is refused as a policy of type %s with the message of IAM: %j', (kind, document, words) => {
    expect(() => checkPolicy(document, kind)).toThrow(words);
  });

  it('must be JSON', () => {
    expect(() => parsePolicy('{', 'trust')).toThrow('This policy contains invalid Json');
    expect(parsePolicy(JSON.stringify(policy(trust)), 'trust')).toEqual(policy(trust));
  });

  it('counts without white space between JSON tokens, but with white space inside of strings', () => {
    expect(countedLength('{ "a b" :\n [ 1 ] }')).toBe('{"a b":[1]}'.length);
    expect(countedLength('{"a\\" b": 1}')).toBe('{"a\\" b":1}'.length);
  });
});
