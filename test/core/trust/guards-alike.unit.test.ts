import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../functions/core/catalog/catalog.ts';
import { addMinutes, isoSeconds } from '../../../functions/core/time.ts';
import { holdersOf } from '../../../functions/core/trust/access-intervals.ts';
import { guardsAlike } from '../../../functions/core/trust/guard-comparing.ts';
import { denialsOf, sessionGuard } from '../../../functions/core/trust/guard-writing.ts';
import { asEnded } from '../../../functions/core/trust/retention.ts';
import { anIamUser, PROD, ROLE } from '../../support/builders.ts';
import { aGrant } from './a-plan.ts';
import { aRoleInTime } from './a-role-in-time.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const tick = (count: number): Date => addMinutes(NOON, count * 10);

/** Two users have one session name, which is possible after a restore of the table. */
const PRINCIPALS: readonly Principal[] = [anIamUser('alice'), anIamUser('alice', { account: PROD }), anIamUser('bob')];
const NAMES = ['alice', 'bob', 'erin'];
const TICKS = 7;

/** The grants and orphans from which a guard is written, and the time. */
interface Made {
  readonly grants: readonly { readonly user: number; readonly from: number; readonly to: number }[];
  readonly orphans: readonly { readonly name: number; readonly from: number; readonly isEarlier: boolean }[];
  readonly at: number;
}

const aTick = fc.nat(TICKS - 1);
const aMade: fc.Arbitrary<Made> = fc.record({
  grants: fc.array(fc.record({ user: fc.nat(PRINCIPALS.length - 1), from: aTick, to: aTick }), { maxLength: 4 }),
  orphans: fc.uniqueArray(fc.record({ name: fc.nat(NAMES.length - 1), from: aTick, isEarlier: fc.boolean() }), {
    maxLength: 2,
    selector: ({ name }) => name,
  }),
  at: aTick,
});

const guardOf = ({ grants, orphans, at }: Made) => {
  const holders = holdersOf(
    grants.map(({ user, from, to }) =>
      asEnded(
        aGrant({
          principal: PRINCIPALS[user] as Principal,
          startsAt: isoSeconds(tick(from)),
          endsAt: isoSeconds(tick(to)),
        }),
      ),
    ),
  );
  const ofOrphans = orphans.map(({ name, from, isEarlier }) => ({
    sessionName: NAMES[name] as string,
    ...(isEarlier ? { issuedBefore: tick(from) } : { from: tick(from) }),
  }));
  return sessionGuard(ROLE, [...holders.flatMap((holder) => denialsOf(holder, tick(at))), ...ofOrphans]);
};

/** Two similar inputs, the second at a later time: guards that have nothing in common are never alike. */
const twoMade = fc
  .tuple(aMade, aMade, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }))
  .map(([first, other, takes]): readonly [Made, Made] => {
    const mix = <T>(own: readonly T[], others: readonly T[], offset: number): readonly T[] => [
      ...own.filter((_, index) => takes[offset + index] === true),
      ...others.slice(0, takes[7] === true ? 1 : 0),
    ];
    return [
      first,
      {
        grants: mix(first.grants, other.grants, 0),
        orphans: mix(first.orphans, other.orphans, 4).filter(
          ({ name }, index, all) => all.findIndex((one) => one.name === name) === index,
        ),
        at: Math.max(first.at, other.at),
      },
    ];
  });

describe('a guard that is treated as equal to the wanted guard', () => {
  it('denies the same sessions at the same times from now on', () => {
    let alike = 0;
    fc.assert(
      fc.property(twoMade, ([before, after]) => {
        const [current, wanted] = [guardOf(before), guardOf(after)];
        if (!guardsAlike(wanted, current, ROLE, tick(after.at))) return;
        alike += 1;
        const roleOf = (guard: typeof current) =>
          aRoleInTime({ maxSessionSeconds: 43_200, ...(guard === undefined ? {} : { guard }) });
        const [role, other] = [roleOf(current), roleOf(wanted)];

        for (const sessionName of NAMES) {
          for (let now = after.at; now <= TICKS; now += 1) {
            for (let issued = 0; issued <= now; issued += 1) {
              const session = { by: PRINCIPALS[0] as Principal, sessionName, issuedAt: tick(issued) };
              expect({ sessionName, now, issued, acts: role.mayAct(session, tick(now)) }).toEqual({
                sessionName,
                now,
                issued,
                acts: other.mayAct(session, tick(now)),
              });
            }
          }
        }
      }),
      { numRuns: 500 },
    );

    expect(alike).toBeGreaterThan(50);
  });
});
