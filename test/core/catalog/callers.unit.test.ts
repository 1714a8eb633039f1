import { describe, expect, it } from 'vitest';
import { isIdentityOf, parseCaller, userOfCaller } from '../../../functions/core/catalog/callers.ts';
import type { EmailRule, Principal } from '../../../functions/core/catalog/catalog.ts';
import { aCatalog, aFederated, anIamUser, aRule, U } from '../../support/builders.ts';

const SESSION = 'arn:aws:sts::111111111111:assumed-role';
const DEVELOPERS =
  'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Developer_????????????????';

const isCaller = (arn: string, principal: Principal): boolean => {
  const caller = parseCaller(arn);
  return caller !== undefined && isIdentityOf(caller, principal);
};
const person = (name: string, email: string) =>
  ({ name, email, accountStatus: 'member', readAt: new Date(0) }) as const;

describe('the caller of an ARN', () => {
  it.each([
    ['a root user', 'arn:aws:iam::111111111111:root'],
    ['a federated user', 'arn:aws:sts::111111111111:federated-user/alice'],
    ['a role', 'arn:aws:iam::111111111111:role/Dev'],
    ['a service', 'AROAEXAMPLE:alice'],
    ['a session with a slash in its name', `${SESSION}/Dev/alice/bob`],
    ['nothing', ''],
  ])('is not known for %s', (_, arn) => {
    expect(parseCaller(arn)).toBeUndefined();
  });

  it('is an IAM user by the whole ARN, with the path, in any case, and not by a session of the same name', () => {
    const alice = anIamUser('alice');

    expect(isCaller('arn:aws:iam::111111111111:user/alice', alice)).toBe(true);
    expect(isCaller('arn:aws:iam::111111111111:user/Alice', alice)).toBe(true);
    expect(isCaller('arn:aws:iam::222222222222:user/alice', alice)).toBe(false);
    expect(isCaller('arn:aws:iam::111111111111:user/team/alice', alice)).toBe(false);
    expect(isCaller('arn:aws-cn:iam::111111111111:user/alice', alice)).toBe(false);
    expect(isCaller(`${SESSION}/Dev/alice`, alice)).toBe(false);
  });

  it('is a federated user by account, role and session name, each of them exactly', () => {
    const carol = aFederated('carol');

    expect(isCaller(`${SESSION}/Dev/carol`, carol)).toBe(true);
    expect(isCaller(`${SESSION}/Dev/Carol`, carol)).toBe(false);
    expect(isCaller(`${SESSION}/Dev2/carol`, carol)).toBe(false);
    expect(isCaller('arn:aws:sts::222222222222:assumed-role/Dev/carol', carol)).toBe(false);
    expect(isCaller('arn:aws-cn:sts::111111111111:assumed-role/Dev/carol', carol)).toBe(false);
    expect(isCaller('arn:aws:iam::111111111111:user/carol', carol)).toBe(false);
  });

  it('is a user of Identity Center by the permission set, whatever AWS appended to its name', () => {
    const bob = { ...aFederated('bob@example.com'), roleArnPattern: DEVELOPERS };

    expect(isCaller(`${SESSION}/AWSReservedSSO_Developer_0123456789abcdef/bob@example.com`, bob)).toBe(true);
    expect(isCaller(`${SESSION}/AWSReservedSSO_Developer_0123456789abcde/bob@example.com`, bob)).toBe(false);
    expect(isCaller(`${SESSION}/XAWSReservedSSO_Developer_0123456789abcdef/bob@example.com`, bob)).toBe(false);
    expect(isCaller(`${SESSION}/AWSReservedSSO_Developer_Admin_0123456789abcdef/bob@example.com`, bob)).toBe(false);
  });
});

describe('the user of a caller', () => {
  const byEmail: EmailRule = {
    template: 'arn:aws:iam::111111111111:user/{local}',
    domains: ['example.com', 'example.org'],
  };
  const catalog = aCatalog([aRule()], { people: { [U('alice')]: anIamUser('alice') }, byEmail });

  it('is the one that the catalog lists', () => {
    const found = userOfCaller(catalog, { people: {} }, 'arn:aws:iam::111111111111:user/alice');

    expect(found).toEqual({ kind: 'user', id: U('alice') });
  });

  it('is the one whose confirmed e-mail address leads to the caller', () => {
    const people = { [U('dave')]: person('Dave', 'dave@example.com') };

    expect(userOfCaller(catalog, { people }, 'arn:aws:iam::111111111111:user/dave')).toEqual({
      kind: 'user',
      id: U('dave'),
    });
    expect(userOfCaller(catalog, { people: {} }, 'arn:aws:iam::111111111111:user/dave').kind).toBe('unknown_caller');
  });

  it('is not a user whose address leads to the IAM user of another one', () => {
    const people = { [U('dave')]: person('Dave', 'alice@example.com') };

    const found = userOfCaller(catalog, { people }, 'arn:aws:iam::111111111111:user/alice');

    expect(found).toEqual({ kind: 'user', id: U('alice') });
  });

  it('is not guessed if the addresses of two users lead to the same IAM user', () => {
    const people = {
      [U('dave')]: person('Dave', 'dave@example.com'),
      [U('dave2')]: person('Dave', 'dave@example.org'),
    };

    const found = userOfCaller(catalog, { people }, 'arn:aws:iam::111111111111:user/dave');

    expect(found).toEqual({ kind: 'ambiguous_caller', ids: [U('dave'), U('dave2')] });
  });
});
