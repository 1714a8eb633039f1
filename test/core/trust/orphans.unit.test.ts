import { describe, expect, it } from 'vitest';
import { type Cut, sessionGuard } from '../../../functions/core/trust/guard-writing.ts';
import type { ObservedRole } from '../../../functions/core/trust/observed.ts';
import { orphanCuts } from '../../../functions/core/trust/orphans.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { aTrust, ROLE } from '../../support/builders.ts';
import { aGrant, anObservedRole, at, NOON, ours, planned } from './a-plan.ts';

const EARLIER = at('11:00:00');
/** A guard with cuts as they were written at some time, by their names and moments. */
const guardWith = (...cuts: readonly Cut[]) => ({
  Version: '2012-10-17',
  Statement: cuts.map(({ sessionName, from, issuedBefore }) => ({
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: {
      StringLike: { 'aws:userid': `*:${sessionName}` },
      ...(from && { DateGreaterThanEquals: { 'aws:CurrentTime': from.toISOString().replace('.000', '') } }),
      ...(issuedBefore && { DateLessThan: { 'aws:TokenIssueTime': issuedBefore.toISOString().replace('.000', '') } }),
    },
  })),
});
const cutsOf = (observed: Partial<ObservedRole>) => orphanCuts([], [], anObservedRole(observed), DEFAULT_HUB, NOON);
const cutAt = (...cuts: readonly Cut[]) => cutsOf({ guard: guardWith(...cuts) as never })[0]?.from;

describe('the sessions of a name without a grant', () => {
  it('are dead since an earlier run wrote so', () => {
    const guard = sessionGuard(ROLE, [{ sessionName: 'ghost', from: EARLIER }]);
    if (guard === undefined) throw new Error('no guard');

    expect(cutsOf({ guard })).toEqual([{ sessionName: 'ghost', from: EARLIER }]);
    expect(cutAt({ sessionName: 'ghost', from: EARLIER }, { sessionName: 'ghost', from: at('11:30:00') })).toEqual(
      at('11:30:00'),
    );
  });

  it.each<[string, readonly Cut[]]>([
    ['would only die later', [{ sessionName: 'ghost', from: at('13:00:00') }]],
    ['die only where they are old', [{ sessionName: 'ghost', from: EARLIER, issuedBefore: EARLIER }]],
    ['die at no moment that is known', [{ sessionName: 'ghost' }]],
  ])('are dead from now on where they %s', (_, cuts) => {
    expect(cutAt(...cuts)).toEqual(NOON);
  });

  it('are denied from now on if the trust policy still admits them, regardless of the guard', () => {
    const [statement] = ours(planned([aGrant()]).role);
    if (statement === undefined) throw new Error('nothing of ours');
    const guard = guardWith({ sessionName: 'alice', from: EARLIER }) as never;

    expect(cutsOf({ trust: aTrust(statement), guard })).toEqual([{ sessionName: 'alice', from: NOON }]);
  });
});
