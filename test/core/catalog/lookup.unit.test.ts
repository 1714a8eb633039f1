import { describe, expect, it } from 'vitest';
import type { RoleRule } from '../../../functions/core/catalog/catalog.ts';
import {
  allNames,
  findAccess,
  missingTicket,
  principalOf,
  ruleLimits,
} from '../../../functions/core/catalog/lookup.ts';
import { parseSlackUserId } from '../../../functions/core/names.ts';
import { catalogOf } from '../../adapters/catalog/a-catalog.ts';

const alice = parseSlackUserId('U0ALICE');
const bob = parseSlackUserId('U0BOB');

const catalog = catalogOf(`
accounts:
  utils: { id: "111111111111" }
  prod: { id: "222222222222" }
  lab: { id: "333333333333" }
people:
  U0ALICE: arn:aws:iam::111111111111:user/alice
  byEmail: arn:aws:iam::111111111111:user/{local}
  domains: [example.com]
defaults: { approvers: [U0CAROL], channel: C0APPROVALS, requesters: [everyone] }
roles:
  s3-read-only-admin: { arn: "arn:aws:iam::222222222222:role/S3ReadOnlyAdmin", requesters: [U0ALICE] }
  admin: { arn: "arn:aws:iam::222222222222:role/Admin", requesters: [S0SRE], duration: { max: 1h }, ticket: "INC-[0-9]+" }
  lab-read: { arn: "arn:aws:iam::333333333333:role/read", duration: { default: 2h, max: 8h }, reason: optional }
bundles:
  lab-all: { roles: [lab-read] }
  ops: { roles: [lab-read, admin], description: For the shift }
`);

describe('looking up a name', () => {
  it('finds roles and bundles by their whole name', () => {
    expect(findAccess(catalog, 'admin')).toMatchObject({ kind: 'role', name: 'admin', roles: [{ name: 'admin' }] });
    expect(findAccess(catalog, 'ops')).toMatchObject({
      kind: 'bundle',
      name: 'ops',
      roles: [{ name: 'lab-read' }, { name: 'admin' }],
    });
    expect(allNames(catalog)).toEqual(['admin', 'lab-all', 'lab-read', 'ops', 's3-read-only-admin']);
  });

  // Regression: partial matches once let the group S3ReadOnlyAdmin grant the role Admin.
  it.each(['Admin', 'ADMIN', 'adm', 'admin ', 's3-read-only', 'read', 'S3ReadOnlyAdmin', ''])(
    'takes no part and no spelling of a name for the name: "%s"',
    (name) => {
      expect(findAccess(catalog, name).kind).toBe('unknown_access');
    },
  );

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'knows no role that JavaScript knows: %s',
    (name) => {
      expect(findAccess(catalog, name)).toEqual({ kind: 'unknown_access', name, nearest: [] });
      expect(principalOf(catalog, name as typeof alice)).toEqual({ kind: 'email_unknown' });
    },
  );

  it('suggests the nearest names', () => {
    expect(findAccess(catalog, 'admni')).toMatchObject({ kind: 'unknown_access', nearest: ['admin'] });
    expect(findAccess(catalog, 'lab')).toMatchObject({ kind: 'unknown_access', nearest: ['lab-all', 'lab-read'] });
  });
});

describe('the AWS identity of a user', () => {
  it('is the identity that is listed for their ID, regardless of their e-mail', () => {
    const found = principalOf(catalog, alice, 'mallory@example.com');

    expect(found).toMatchObject({ kind: 'principal', principal: { userName: 'alice' } });
  });

  it('is derived from their verified e-mail address, in lower case', () => {
    expect(principalOf(catalog, bob, 'Bob.B+x@Example.com')).toEqual({
      kind: 'principal',
      principal: {
        kind: 'iam-user',
        accountId: '111111111111',
        arn: 'arn:aws:iam::111111111111:user/bob.b+x',
        userName: 'bob.b+x',
        sessionName: 'bob.b+x',
        identity: 'managed',
      },
    });
  });

  it('does not exist without a listed ID or a verified e-mail address', () => {
    const { byEmail: _, ...listedOnly } = catalog;

    expect(principalOf(listedOnly, bob, 'bob@example.com')).toEqual({ kind: 'no_identity' });
    expect(principalOf(catalog, bob)).toEqual({ kind: 'email_unknown' });
  });

  it.each([
    ['bob@example.org', 'example.org'],
    ['bob@sub.example.com', 'sub.example.com'],
    ['bob@evilexample.com', 'evilexample.com'],
    ['bob@example.com.evil.org', 'example.com.evil.org'],
    ['bob@example.com@evil.org', 'evil.org'],
    ['bob@example.com ', 'example.com '],
    ['bob@', ''],
    ['bob', ''],
    ['', ''],
  ])('does not exist for an address of another domain: %s', (email, domain) => {
    expect(principalOf(catalog, bob, email)).toEqual({
      kind: 'email_domain_refused',
      domain,
      domains: ['example.com'],
    });
  });

  it.each([
    '',
    'b',
    'bob/../alice',
    'bob@example.com',
    '*',
    '${aws:username}',
    'bob?',
    '"bob b"',
    'bob\n',
    'bjørn',
    // The Kelvin sign becomes an ordinary k in lower case.
    '\u212aate',
    'x'.repeat(65),
  ])('does not exist for an address whose local part is not a user name: "%s"', (localPart) => {
    expect(principalOf(catalog, bob, `${localPart}@example.com`)).toEqual({
      kind: 'email_local_part_refused',
      localPart,
    });
  });

  it('does not exist for a domain that is similar only in lower case', () => {
    const kilo = {
      ...catalog,
      byEmail: { template: 'arn:aws:iam::111111111111:user/{local}', domains: ['kilo.example'] },
    };

    expect(principalOf(kilo, bob, 'bob@Kilo.example').kind).toBe('principal');
    expect(principalOf(kilo, bob, 'bob@\u212ailo.example').kind).toBe('email_domain_refused');
  });

  it('does not exist if the template makes the user name too long', () => {
    const long = {
      ...catalog,
      byEmail: { template: 'arn:aws:iam::111111111111:user/people-{local}', domains: ['example.com'] },
    };

    expect(principalOf(long, bob, `${'x'.repeat(58)}@example.com`).kind).toBe('email_local_part_refused');
    expect(principalOf(long, bob, `${'x'.repeat(57)}@example.com`).kind).toBe('principal');
  });

  it('is never the identity of another listed user, even after a change of e-mail address', () => {
    expect(principalOf(catalog, bob, 'alice@example.com')).toEqual({ kind: 'email_taken', by: alice });
  });
});

describe('the limits of several roles together', () => {
  const rules = (name: string): readonly RoleRule[] => {
    const found = findAccess(catalog, name);
    return found.kind === 'unknown_access' ? [] : found.roles.flatMap((role) => role.rules);
  };

  it('are the strictest of each limit', () => {
    expect(ruleLimits(rules('ops'))).toEqual({
      durationMinutes: { default: 60, max: 60 },
      reason: 'required',
      tickets: [{ pattern: 'INC-[0-9]+' }],
    });
    expect(ruleLimits(rules('lab-all'))).toEqual({
      durationMinutes: { default: 120, max: 480 },
      reason: 'optional',
      tickets: [],
    });
  });

  it('require a reason if they require a ticket', () => {
    const [rule] = rules('admin');
    if (rule === undefined) throw new Error('no such role');

    expect(ruleLimits([{ ...rule, reason: 'optional' }]).reason).toBe('required');
  });

  it('are not defined without roles', () => {
    expect(() => ruleLimits([])).toThrow(RangeError);
  });

  it('require every ticket', () => {
    const [inc, chg] = [{ pattern: 'INC-[0-9]+' }, { pattern: 'CHG[0-9]+', example: 'CHG7' }];

    expect(missingTicket([inc], 'see INC-42')).toBeUndefined();
    expect(missingTicket([inc, chg], 'see INC-42')).toEqual(chg);
    expect(missingTicket([inc], 'see inc-42')).toEqual(inc);
    expect(missingTicket([], '')).toBeUndefined();
  });

  it('keep the example of a ticket that only one of the roles has', () => {
    const [rule] = rules('admin');
    if (rule?.ticket === undefined) throw new Error('no such role');
    const { ticket: pattern } = rule;

    for (const both of [
      [rule, { ...rule, ticketExample: 'INC-42' }],
      [{ ...rule, ticketExample: 'INC-42' }, rule],
    ])
      expect(ruleLimits(both).tickets).toEqual([{ pattern, example: 'INC-42' }]);
  });
});
