import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import {
  allowing,
  awsPrincipals,
  concerns,
  deniesAlways,
  endsByItself,
} from '../../../functions/core/trust/policy-match.ts';
import { allowAssume } from '../../../functions/core/trust/user-policy.ts';
import { aTrust, ROLE } from '../../support/builders.ts';

const ASSUME = 'sts:AssumeRole';
const allow = (fields: Partial<Statement>): Statement => ({
  Effect: 'Allow',
  Action: ASSUME,
  Resource: '*',
  ...fields,
});

describe('whether a statement applies to an action on a resource', () => {
  it.each<[string, Partial<Statement>]>([
    ['every action', { Action: '*' }],
    ['every action of STS', { Action: 'sts:*' }],
    ['the action in another case', { Action: ['s3:GetObject', 'STS:assumerole'] }],
    ['the role itself', { Resource: ROLE }],
    ['every role of the account', { Resource: ['arn:aws:iam::222222222222:role/*'] }],
    ['one unknown character', { Resource: 'arn:aws:iam::22222222222?:role/s3-list-role' }],
    ['a policy variable that could match', { Resource: 'arn:aws:iam::222222222222:role/${aws:username}' }],
    ['every action except an unrelated one', { Action: undefined as never, NotAction: 'iam:*' }],
    ['every resource except an unrelated one', { Resource: undefined as never, NotResource: 'arn:aws:s3:::*' }],
  ])('is yes for %s', (_, fields) => {
    const { Action, Resource, ...rest } = allow(fields);
    const statement = {
      ...rest,
      ...(Action === undefined ? {} : { Action }),
      ...(Resource === undefined ? {} : { Resource }),
    };

    expect(concerns(statement, ASSUME, ROLE)).toBe(true);
  });

  it.each<[string, Partial<Statement>]>([
    ['another action', { Action: 'sts:TagSession' }],
    ['an action that only begins with the same name', { Action: 'sts:AssumeRoleWithSAML' }],
    ['another role', { Resource: 'arn:aws:iam::222222222222:role/s3-list-role-2' }],
    ['a literal dot', { Resource: 'arn:aws:iam::222222222222:role/s3.list.role' }],
    ['a resource in another case', { Resource: 'arn:aws:iam::222222222222:role/S3-list-role' }],
    ['every action except this one', { Action: undefined as never, NotAction: ['sts:*'] }],
  ])('is no for %s', (_, fields) => {
    const { Action, ...rest } = allow(fields);

    expect(concerns({ ...rest, ...(Action === undefined ? {} : { Action }) }, ASSUME, ROLE)).toBe(false);
  });

  it('treats only `*` and `?` as wildcards', () => {
    expect(concerns(allow({ Resource: 'a+(b)[c]' }), ASSUME, 'a+(b)[c]')).toBe(true);
    expect(concerns(allow({ Resource: '.*' }), ASSUME, 'anything')).toBe(false);
  });
});

describe('reading statements', () => {
  it('distinguishes a time box of the bot from a permanent permission', () => {
    const timeBox = { startsAt: new Date('2030-01-01T12:00:00Z'), endsAt: new Date('2030-01-01T13:00:00Z') };

    expect(endsByItself(allowAssume([ROLE], timeBox))).toBe(true);
    expect(endsByItself(allow({ Condition: { DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T12:00:00Z' } } }))).toBe(
      false,
    );
    expect(endsByItself(allow({ Condition: { DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T12:00:00Z' } } }))).toBe(
      false,
    );
  });

  it('treats only a denial without conditions as a denial', () => {
    const deny = (more: Partial<Statement> = {}) => aTrust({ ...allow(more), Effect: 'Deny' });

    expect(deniesAlways(deny(), ASSUME, ROLE)).toBe(true);
    expect(deniesAlways(deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }), ASSUME, ROLE)).toBe(false);
    expect(allowing(deny(), ASSUME, ROLE)).toEqual([]);
  });

  it('reads principals in every form that IAM accepts', () => {
    const of = (Principal: unknown) => awsPrincipals({ Effect: 'Allow', Principal });

    expect(of('*')).toEqual(['*']);
    expect(of({ AWS: '111111111111' })).toEqual(['arn:aws:iam::111111111111:root']);
    expect(of({ AWS: ['arn:aws:iam::111111111111:user/alice', '*'] })).toEqual([
      'arn:aws:iam::111111111111:user/alice',
      '*',
    ]);
    expect(of({ Service: 'lambda.amazonaws.com' })).toEqual([]);
    expect(of(undefined)).toEqual([]);
  });
});
