import { describe, expect, it } from 'vitest';
import { addMinutes, isoSeconds } from '../../../functions/core/time.ts';
import {
  capacityOf,
  type RoleCapacity,
  refuseCapacity,
  worstCaseChars,
} from '../../../functions/core/trust/capacity.ts';
import { policyChars } from '../../../functions/core/trust/documents.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { DEFAULT_HUB, hubOf } from '../../../functions/core/trust/policy-names.ts';
import { aFederated, anIamUser, aTrust, bob, breakGlass, ROLE } from '../../support/builders.ts';
import { aGrant, anObservedRole, at, capacity, NOON, planned } from './a-plan.ts';

/** Federated users with different sign-in roles, so that none of them share a statement. */
const federated = (size: number): readonly Grant[] =>
  Array.from({ length: size }, (_, index) =>
    aGrant({ principal: aFederated(`person.${index}@example.com`, `SignIn${index}`) }),
  );

describe('the capacity of a role', () => {
  it('can be used to the last character of each policy; one character more is refused with the figures', () => {
    const grants = federated(2);
    const { trust, guard } = worstCaseChars(capacity(), grants, NOON);
    const judged = (fields: Partial<RoleCapacity>) => refuseCapacity({ ...capacity(), ...fields }, [], grants, NOON);

    expect(judged({ trustQuotaChars: trust })).toBeUndefined();
    expect(judged({ trustQuotaChars: trust - 1 })).toEqual({
      kind: 'does_not_fit',
      document: 'trust policy',
      neededChars: trust,
      quotaChars: trust - 1,
    });
    expect(judged({ foreignInlineChars: 10_240 - guard })).toBeUndefined();
    expect(judged({ foreignInlineChars: 10_240 - guard + 1 })).toEqual({
      kind: 'does_not_fit',
      document: 'session guard',
      neededChars: guard,
      quotaChars: guard - 1,
    });
  });

  it.each([DEFAULT_HUB, hubOf('assume-bot-staging')])(
    'is the same when calculated from the stored state, hub %o',
    (hub) => {
      const grants = federated(2);
      const { trust } = worstCaseChars(capacity(undefined, hub), grants, NOON);
      const state = {
        roleArn: ROLE,
        seenAt: NOON,
        deepSeenAt: NOON,
        foreignTrustChars: policyChars(aTrust(breakGlass)),
        foreignInlineChars: 0,
        maxSessionSeconds: 3600,
      };
      const judged = (trustQuotaChars: number) =>
        refuseCapacity(capacityOf({ ...state, trustQuotaChars }, { hub, terms: {} }), [], grants, NOON);

      expect(judged(trust)).toBeUndefined();
      expect(judged(trust - 1)?.kind).toBe('does_not_fit');
    },
  );

  it('includes a stored grant that ended before its start, since it may be in the guard', () => {
    const neverBegan = aGrant({
      principal: aFederated('bob'),
      startsAt: '2030-01-01T14:00:00Z',
      endsAt: '2030-01-01T11:00:00Z',
    });

    expect(refuseCapacity(capacity(), [neverBegan], [aGrant({ principal: bob })], NOON)).toEqual({
      kind: 'session_name_taken',
      sessionName: 'bob',
    });
    expect(worstCaseChars(capacity(), [neverBegan], NOON).guard).toBeGreaterThan(0);
  });

  it('does not decrease with each ended grant of one user, since they share one denial in the guard', () => {
    const past = (size: number): readonly Grant[] =>
      Array.from({ length: size }, (_, index) =>
        aGrant({ startsAt: `2030-01-01T0${index}:00:00Z`, endsAt: `2030-01-01T0${index}:30:00Z` }),
      );

    expect(worstCaseChars(capacity(), past(9), NOON)).toEqual(worstCaseChars(capacity(), past(1), NOON));
  });

  it('includes an early end that splits the shared statement of two users', () => {
    const grants = ['alice', 'carol'].map((name) => aGrant({ principal: anIamUser(name) }));
    const { guard } = worstCaseChars(capacity(), grants, NOON);
    const ended = grants.map((grant, index) => (index === 0 ? { ...grant, endsAt: at('12:30:00') } : grant));
    const { role } = planned(ended, at('12:29:59'));

    expect(planned(grants).role.guard?.Statement).toHaveLength(2);
    expect(role.guard?.Statement).toHaveLength(3);
    expect(role.guard && policyChars(role.guard)).toBeLessThanOrEqual(guard);
  });

  it('counts each future start separately, since users with equal dates may later have different dates', () => {
    const times = { x: ['14:00', '16:00'], y: ['15:00', '17:00'], z: ['16:30', '18:00'] } as const;
    const grants = (['x', 'xy', 'xyz', 'yz', 'y', 'z'] as const).flatMap((held) =>
      [...held].map((time) => {
        const [startsAt, endsAt] = times[time as keyof typeof times];
        return aGrant({
          principal: anIamUser(`user-${held}`),
          startsAt: `2030-01-01T${startsAt}:00Z`,
          endsAt: `2030-01-01T${endsAt}:00Z`,
        });
      }),
    );
    const { trust } = worstCaseChars(capacity(), grants, NOON);

    const { plan } = planned(grants, NOON, anObservedRole({ trustQuotaChars: trust }));

    expect(plan.blocked).toBeUndefined();
  });

  it('excludes the characters that the guard needs for sessions without a grant', () => {
    const lost = planned([aGrant({ principal: anIamUser('ghost') })]).role;
    const wanted = aGrant({ state: 'wanted', principal: bob });
    const { guard } = worstCaseChars(capacity(), [wanted], NOON);
    const refusedBeside = (observed: ReturnType<typeof anObservedRole>) =>
      planned([wanted], NOON, observed).plan.refused;

    expect(refusedBeside(anObservedRole({ foreignInlineChars: 10_240 - guard }))).toEqual([]);
    expect(refusedBeside({ ...lost, foreignInlineChars: 10_240 - guard })).toHaveLength(1);
  });

  it('treats an immediate grant from a fast clock as started', () => {
    const started = [aGrant({ principal: bob })];
    const { trust } = worstCaseChars(capacity(), started, NOON);
    const ahead = started.map((grant) => ({ ...grant, startsAt: at('12:00:04') }));

    expect(refuseCapacity({ ...capacity(), trustQuotaChars: trust }, [], ahead, NOON)).toBeUndefined();
    const observed = { ...planned([]).role, trustQuotaChars: trust };
    expect(planned(ahead, NOON, observed).plan).toMatchObject({ refused: [] });
    expect(planned(ahead, NOON, observed).plan.blocked).toBeUndefined();
  });
});

describe('with default quotas and names of 16 characters', () => {
  /** Users whose access ends in different minutes. */
  const crowd = (size: number, principalOf: (name: string) => Grant['principal']): readonly Grant[] =>
    Array.from({ length: size }, (_, index) =>
      aGrant({
        principal: principalOf(`person-${String(index).padStart(9, '0')}`),
        endsAt: isoSeconds(addMinutes(NOON, 60 + index)),
      }),
    );
  const most = (principalOf: (name: string) => Grant['principal'], hub = DEFAULT_HUB): number => {
    const sizes = Array.from({ length: 100 }, (_, index) => index + 1);
    const firstRefused = sizes.find(
      (size) => refuseCapacity(capacity(undefined, hub), [], crowd(size, principalOf), NOON) !== undefined,
    );
    return (firstRefused ?? 0) - 1;
  };

  it('48 IAM users fit on a role beside a foreign statement, in the worst case', () => {
    expect(most((name) => anIamUser(name))).toBeGreaterThanOrEqual(48);
    expect(most((name) => anIamUser(name), hubOf('staging'))).toBeGreaterThanOrEqual(48);
  });

  it('24 federated users of one sign-in role fit on a role beside a foreign statement, in the worst case', () => {
    expect(most((name) => aFederated(name))).toBeGreaterThanOrEqual(24);
    expect(most((name) => aFederated(name), hubOf('staging'))).toBeGreaterThanOrEqual(24);
  });
});
