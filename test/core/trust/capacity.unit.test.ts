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

/** Each signs in by a role of their own, so that no two of them share a statement. */
const federated = (size: number): readonly Grant[] =>
  Array.from({ length: size }, (_, index) =>
    aGrant({ principal: aFederated(`person.${index}@example.com`, `SignIn${index}`) }),
  );

describe('the capacity of a role', () => {
  it('is used to the last character of either policy, and the next grant is refused with the figure', () => {
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

  it.each([DEFAULT_HUB, hubOf('assume-bot-staging')])('is judged the same by what was last seen, hub %o', (hub) => {
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
      refuseCapacity(capacityOf({ ...state, trustQuotaChars }, hub), [], grants, NOON);

    expect(judged(trust)).toBeUndefined();
    expect(judged(trust - 1)?.kind).toBe('does_not_fit');
  });

  it('counts a grant that ended before it started as long as its row is there, since it may be in the guard', () => {
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

  it('does not run out by the ended grants of one user, which share one place in the guard', () => {
    const past = (size: number): readonly Grant[] =>
      Array.from({ length: size }, (_, index) =>
        aGrant({ startsAt: `2030-01-01T0${index}:00:00Z`, endsAt: `2030-01-01T0${index}:30:00Z` }),
      );

    expect(worstCaseChars(capacity(), past(9), NOON)).toEqual(worstCaseChars(capacity(), past(1), NOON));
  });

  it('reserves the room that an early end takes which splits what two users share', () => {
    const grants = ['alice', 'carol'].map((name) => aGrant({ principal: anIamUser(name) }));
    const { guard } = worstCaseChars(capacity(), grants, NOON);
    const ended = grants.map((grant, index) => (index === 0 ? { ...grant, endsAt: at('12:30:00') } : grant));
    const { role } = planned(ended, at('12:29:59'));

    expect(planned(grants).role.guard?.Statement).toHaveLength(2);
    expect(role.guard?.Statement).toHaveLength(3);
    expect(role.guard && policyChars(role.guard)).toBeLessThanOrEqual(guard);
  });

  it('counts each future start by itself, since users who share dates can come to share none of them', () => {
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

  it('does not give to a new grant what the guard needs for sessions that no grant explains', () => {
    const lost = planned([aGrant({ principal: anIamUser('ghost') })]).role;
    const wanted = aGrant({ state: 'wanted', principal: bob });
    const { guard } = worstCaseChars(capacity(), [wanted], NOON);
    const refusedBeside = (observed: ReturnType<typeof anObservedRole>) =>
      planned([wanted], NOON, observed).plan.refused;

    expect(refusedBeside(anObservedRole({ foreignInlineChars: 10_240 - guard }))).toEqual([]);
    expect(refusedBeside({ ...lost, foreignInlineChars: 10_240 - guard })).toHaveLength(1);
  });

  it('admits a grant that starts at once by a clock that is ahead as one that has started', () => {
    const started = [aGrant({ principal: bob })];
    const { trust } = worstCaseChars(capacity(), started, NOON);
    const ahead = started.map((grant) => ({ ...grant, startsAt: at('12:00:04') }));

    expect(refuseCapacity({ ...capacity(), trustQuotaChars: trust }, [], ahead, NOON)).toBeUndefined();
    const observed = { ...planned([]).role, trustQuotaChars: trust };
    expect(planned(ahead, NOON, observed).plan).toMatchObject({ refused: [] });
    expect(planned(ahead, NOON, observed).plan.blocked).toBeUndefined();
  });
});

describe('at default quotas and with names of 16 characters', () => {
  /** Users who all end at another minute. */
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
