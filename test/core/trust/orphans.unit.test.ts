import { describe, expect, it } from 'vitest';
import { type SessionDenial, sessionGuard } from '../../../functions/core/trust/guard-writing.ts';
import type { ObservedRole } from '../../../functions/core/trust/observed.ts';
import { orphanDenials } from '../../../functions/core/trust/orphans.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { aTrust, ROLE } from '../../support/builders.ts';
import { aGrant, anObservedRole, at, NOON, ours, planned } from './a-plan.ts';

const EARLIER = at('11:00:00');
/** A guard with these denials. */
const guardWith = (...denials: readonly SessionDenial[]) => ({
  Version: '2012-10-17',
  Statement: denials.map(({ sessionName, from, issuedBefore }) => ({
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
const denialsOf = (observed: Partial<ObservedRole>) =>
  orphanDenials([], [], anObservedRole(observed), DEFAULT_HUB, NOON);
const deniedFrom = (...denials: readonly SessionDenial[]) =>
  denialsOf({ guard: guardWith(...denials) as never })[0]?.from;

describe('the sessions of a session name without a grant', () => {
  it('are denied from the time that an earlier run wrote', () => {
    const guard = sessionGuard(ROLE, [{ sessionName: 'ghost', from: EARLIER }]);
    if (guard === undefined) throw new Error('no guard');

    expect(denialsOf({ guard })).toEqual([{ sessionName: 'ghost', from: EARLIER }]);
    expect(deniedFrom({ sessionName: 'ghost', from: EARLIER }, { sessionName: 'ghost', from: at('11:30:00') })).toEqual(
      at('11:30:00'),
    );
  });

  it.each<[string, readonly SessionDenial[]]>([
    ['would be denied later', [{ sessionName: 'ghost', from: at('13:00:00') }]],
    ['are denied only if issued before a date', [{ sessionName: 'ghost', from: EARLIER, issuedBefore: EARLIER }]],
    ['are denied without a date', [{ sessionName: 'ghost' }]],
  ])('are denied from now on if they %s', (_, denials) => {
    expect(deniedFrom(...denials)).toEqual(NOON);
  });

  it('are denied from now on if the trust policy still admits them, regardless of the guard', () => {
    const [statement] = ours(planned([aGrant()]).role);
    if (statement === undefined) throw new Error('no statement of the bot');
    const guard = guardWith({ sessionName: 'alice', from: EARLIER }) as never;

    expect(denialsOf({ trust: aTrust(statement), guard })).toEqual([{ sessionName: 'alice', from: NOON }]);
  });
});
