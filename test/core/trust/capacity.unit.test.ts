import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../functions/core/grant.ts';
import type { Room } from '../../../functions/core/trust/capacity.ts';
import { refuseCapacity, roomOf } from '../../../functions/core/trust/capacity.ts';
import { policyChars } from '../../../functions/core/trust/documents.ts';
import { sessionGuard } from '../../../functions/core/trust/guard.ts';
import { packTrust } from '../../../functions/core/trust/packing.ts';
import { holdersOf } from '../../../functions/core/trust/windows.ts';
import { aFederated, aTrust, bob, breakGlass, ROLE } from '../../support/builders.ts';
import { aGrant } from './a-plan.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const aRoom = (fields: Partial<Room> = {}): Room => ({
  roleArn: ROLE,
  foreign: aTrust(breakGlass),
  trustQuotaChars: 2048,
  foreignInlineChars: 0,
  ...fields,
});
/** Each signs in by a role of their own, so that none shares a statement. */
const federated = (size: number): readonly Grant[] =>
  Array.from({ length: size }, (_, index) =>
    aGrant({ principal: aFederated(`person.${index}@example.com`, `SignIn${index}`) }),
  );

const needed = (grants: readonly Grant[]) => {
  const holders = holdersOf(grants);
  const packed = packTrust({ roleArn: ROLE, foreign: aTrust(breakGlass), quotaChars: 100_000 }, holders, NOON);
  const guard = sessionGuard(holders, NOON);
  if (packed.kind !== 'fits' || guard === undefined) throw new Error('nothing to count');
  return { trust: policyChars(packed.document), guard: policyChars(guard) };
};

describe('the room on a role', () => {
  it('is taken to the last character of either policy, and the next one is refused with the figure', () => {
    const grants = federated(4);
    const { trust, guard } = needed(grants);
    const judged = (fields: Partial<Room>) => refuseCapacity(aRoom(fields), [], grants, NOON);

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

  it('is judged the same by what was last seen of a role as by the role itself', () => {
    const grants = federated(4);
    const { trust } = needed(grants);
    const state = {
      roleArn: ROLE,
      seenAt: NOON,
      deepSeenAt: NOON,
      foreignTrustChars: policyChars(aTrust(breakGlass)),
      foreignInlineChars: 0,
      maxSessionSeconds: 3600,
    };
    const judged = (trustQuotaChars: number) => refuseCapacity(roomOf({ ...state, trustQuotaChars }), [], grants, NOON);

    expect(judged(trust)).toBeUndefined();
    expect(judged(trust - 1)?.kind).toBe('does_not_fit');
  });

  it('is not taken by whom nothing is left of, nor is their session name', () => {
    const neverBegan = aGrant({
      principal: aFederated('bob'),
      startsAt: '2030-01-01T14:00:00Z',
      endsAt: '2030-01-01T11:00:00Z',
    });

    expect(holdersOf([neverBegan])[0]?.windows).toEqual([]);
    expect(refuseCapacity(aRoom(), [neverBegan], [aGrant({ principal: bob })], NOON)).toBeUndefined();
  });
});
