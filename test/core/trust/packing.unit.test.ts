import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMinutes, isoSeconds } from '../../../functions/core/time.ts';
import { holdersOf } from '../../../functions/core/trust/access-intervals.ts';
import { refuseCapacity } from '../../../functions/core/trust/capacity.ts';
import { policyChars } from '../../../functions/core/trust/documents.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { denialsOf, sessionGuard } from '../../../functions/core/trust/guard-writing.ts';
import { packTrust } from '../../../functions/core/trust/packing.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { isOurs } from '../../../functions/core/trust/statements.ts';
import { aFederated, anIamUser, ROLE } from '../../support/builders.ts';
import { aGrant, capacity } from './a-plan.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const emptyRole = capacity();

/** Users with names of 16 characters whose access ends in different minutes. */
const crowd = (size: number): readonly Grant[] =>
  Array.from({ length: size }, (_, index) =>
    aGrant({
      principal: anIamUser(`person-${String(index).padStart(9, '0')}`),
      endsAt: isoSeconds(addMinutes(NOON, 60 + index)),
    }),
  );

const pack = (grants: readonly Grant[], quotaChars = emptyRole.trustQuotaChars) => {
  const { document, overflow } = packTrust({ ...emptyRole, quotaChars }, holdersOf(grants), NOON);
  if (overflow !== undefined) throw new Error(`too big by ${overflow.neededChars - overflow.quotaChars}`);
  return document;
};

const guardOf = (grants: readonly Grant[]) =>
  sessionGuard(
    ROLE,
    holdersOf(grants).flatMap((holder) => denialsOf(holder, NOON)),
  );
/** The statements of the bot that admit users. */
const admitting = (grants: readonly Grant[], quotaChars?: number) =>
  pack(grants, quotaChars).Statement.filter((one) => isOurs(one, DEFAULT_HUB) && one.Action === 'sts:AssumeRole');

describe('packing a trust policy', () => {
  it('fits 48 users with different ends into the default quotas, and the guard ends each on time', () => {
    const grants = crowd(48);

    expect(refuseCapacity(emptyRole, [], grants, NOON)).toBeUndefined();
    expect(policyChars(pack(grants))).toBeLessThanOrEqual(2048);
    const guard = guardOf(grants);
    expect(guard && policyChars(guard)).toBeLessThanOrEqual(10_240);
    for (const { principal, endsAt } of grants) {
      expect(guard?.Statement).toContainEqual({
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: {
          StringLike: { 'aws:userid': `*:${principal.sessionName}` },
          DateGreaterThanEquals: { 'aws:CurrentTime': isoSeconds(endsAt) },
        },
      });
    }
  });

  it('refuses a user who does not fit, with the figures', () => {
    const most = Array.from({ length: 200 }, (_, index) => index).find(
      (size) => refuseCapacity(emptyRole, [], crowd(size), NOON) !== undefined,
    );

    const refusal = refuseCapacity(emptyRole, [], crowd(most ?? 0), NOON);

    expect(most).toBeGreaterThan(48);
    expect(refusal).toMatchObject({ kind: 'does_not_fit', document: 'session guard', quotaChars: 10_240 });
    expect(refusal).toHaveProperty('neededChars', expect.any(Number));
  });

  it('writes exact statements if they fit, and otherwise a shared one that ends at the latest end', () => {
    const [few, many] = [crowd(3), crowd(20)];

    const ends = (grants: readonly Grant[]) =>
      admitting(grants).map(({ Condition }) => Condition?.['DateLessThan']?.['aws:CurrentTime']);

    expect(ends(few).toSorted()).toEqual(few.map(({ endsAt }) => isoSeconds(endsAt)));
    expect(ends(many)).toEqual([isoSeconds(many[19]?.endsAt as Date)]);
  });

  it('never shares a future start, since no guard would enforce it', () => {
    const later = aGrant({
      principal: anIamUser('later'),
      startsAt: '2030-01-01T20:00:00Z',
      endsAt: '2030-01-01T21:00:00Z',
    });

    const statements = admitting([...crowd(20), later]);

    const own = statements.filter(({ Condition }) =>
      [Condition?.['StringEquals']?.['aws:username']].flat().includes('later'),
    );
    expect(own).toHaveLength(1);
    expect(own[0]?.Condition).toMatchObject({
      DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T20:00:00Z' },
      DateLessThan: { 'aws:CurrentTime': '2030-01-01T21:00:00Z' },
    });
  });

  it('fits 24 federated users of one sign-in role with different ends, including the source identity', () => {
    const signedIn = (size: number) =>
      crowd(size).map((grant) => ({ ...grant, principal: aFederated(grant.principal.sessionName) }));
    const [few, many] = [signedIn(2), signedIn(24)];
    const userIds = (grants: readonly Grant[]) =>
      admitting(grants).map(({ Condition }) => Condition?.['StringLike']?.['aws:userid']);

    expect(refuseCapacity(emptyRole, [], many, NOON)).toBeUndefined();
    expect(userIds(few).toSorted()).toEqual(few.map(({ principal }) => `*:${principal.sessionName}`));
    expect(userIds(many)).toEqual(['*:${sts:RoleSessionName}']);
    expect(guardOf(many)?.Statement).toHaveLength(25);
  });

  it('shares among IAM users before federated users, and separately for each sign-in role', () => {
    const users = crowd(6);
    const signedIn = ['Dev', 'Ops'].flatMap((role) =>
      ['a', 'b', 'c'].map((name, index) =>
        aGrant({
          principal: aFederated(`${name}-${role}@example.com`, role),
          endsAt: isoSeconds(addMinutes(NOON, 60 + index)),
        }),
      ),
    );

    const shapes = (grants: readonly Grant[]) =>
      admitting(grants, 3000)
        .map(({ Condition }) => [
          [Condition?.['ArnLike']?.['aws:PrincipalArn'] ?? 'users'].flat().join().split('/').at(-1),
          [
            Condition?.['StringEquals']?.['aws:username'] ?? Condition?.['StringEquals']?.['sts:RoleSessionName'] ?? [],
          ].flat().length,
        ])
        .toSorted();

    expect(shapes([...users, ...signedIn.slice(0, 3)])).toEqual([
      ['Dev', 1],
      ['Dev', 1],
      ['Dev', 1],
      ['users', 6],
    ]);
    expect(shapes([...users, ...signedIn])).toEqual([
      ['Dev', 3],
      ['Ops', 3],
      ['users', 6],
    ]);
  });

  it('always fits later if it fits once, for all starts and ends', () => {
    const user = fc.record({
      name: fc.oneof(fc.stringMatching(/^[a-z]{2,20}$/), fc.stringMatching(/^[a-z]{40,64}$/)),
      startsIn: fc.integer({ min: -60, max: 600 }),
      minutes: fc.integer({ min: 1, max: 480 }),
      isFederated: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(user, { selector: ({ name }) => name, maxLength: 40 }),
        fc.nat(1200),
        (users, passed) => {
          const grants = users.map(({ name, startsIn, minutes, isFederated }) =>
            aGrant({
              principal: isFederated ? aFederated(name) : anIamUser(name),
              startsAt: isoSeconds(addMinutes(NOON, startsIn)),
              endsAt: isoSeconds(addMinutes(NOON, startsIn + minutes)),
            }),
          );
          fc.pre(refuseCapacity(emptyRole, [], grants, NOON) === undefined);

          expect(refuseCapacity(emptyRole, [], grants, addMinutes(NOON, passed))).toBeUndefined();
        },
      ),
    );
  });
});
