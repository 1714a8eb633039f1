import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { aFederated, alice, anIamUser, aTrust, bob, breakGlass } from '../../support/builders.ts';
import { aGrant, applied, at, denialStatements, driftIn, ours, planned, planOf } from './a-plan.ts';

describe('planRole', () => {
  it('keeps denying the sessions of an ended grant after the user gets new access, and allows new sessions', () => {
    const ended = aGrant({ endsAt: '2030-01-01T12:10:00Z' });
    const again = aGrant({ startsAt: '2030-01-01T12:30:00Z', endsAt: '2030-01-01T13:30:00Z' });

    const { role } = planned([ended, again], at('12:30:00'));

    expect(denialStatements(role).map(({ Condition }) => Condition)).toEqual(
      expect.arrayContaining([
        { StringLike: { 'aws:userid': '*:alice' }, DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T12:30:00Z' } },
        {
          StringLike: { 'aws:userid': '*:alice' },
          DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T13:30:00Z' },
        },
      ]),
    );
    expect(denialStatements(role)).toHaveLength(2);
  });

  it('denies old sessions of each user until their own next access, if several users get access again', () => {
    const endedAndNewGrant = (principal: typeof alice, startsAt: string) => [
      aGrant({ principal, endsAt: '2030-01-01T12:10:00Z' }),
      aGrant({ principal, startsAt, endsAt: '2030-01-01T16:00:00Z' }),
    ];

    const { role } = planned(
      [...endedAndNewGrant(alice, '2030-01-01T13:00:00Z'), ...endedAndNewGrant(bob, '2030-01-01T14:00:00Z')],
      at('12:30:00'),
    );

    const denials = denialStatements(role).map(({ Condition }) => [
      Condition?.['StringLike']?.['aws:userid'],
      Condition?.['DateLessThan']?.['aws:TokenIssueTime'],
    ]);
    expect(denials).toEqual(
      expect.arrayContaining([
        ['*:alice', '2030-01-01T13:00:00Z'],
        ['*:bob', '2030-01-01T14:00:00Z'],
      ]),
    );
  });

  it('denies the sessions of a grant that ended in the second of its start', () => {
    const brief = aGrant({ endsAt: '2030-01-01T12:00:00Z' });

    const { role } = planned([brief]);

    expect(denialStatements(role).map(({ Condition }) => Condition)).toEqual([
      { StringLike: { 'aws:userid': '*:alice' } },
    ]);
  });

  it('denies the sessions of a grant once an adjacent grant has started', () => {
    const first = aGrant({ endsAt: '2030-01-01T13:00:00Z' });
    const next = aGrant({ startsAt: '2030-01-01T13:00:00Z', endsAt: '2030-01-01T14:00:00Z' });

    const { role } = planned([first, next], at('12:30:00'));

    expect(denialStatements(role).map(({ Condition }) => Condition)).toContainEqual({
      StringLike: { 'aws:userid': '*:alice' },
      DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' },
      DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T13:00:00Z' },
    });
  });

  it('keeps the guard of an ended grant until the longest session is over, then deletes it', () => {
    const grant = aGrant({ endsAt: '2030-01-01T12:30:00Z' });
    const current = planned([grant]).role;

    const ended = planOf([grant], current, at('12:30:00'));
    const closed = [{ ...grant, closedAt: at('12:30:00') }];
    const stillGuarded = planOf(closed, applied(current, ended.steps), at('13:34:59'));
    const over = planOf(closed, applied(current, ended.steps), at('13:35:00'));

    expect(ended.nextChangeAt).toEqual(at('13:35:00'));
    expect(stillGuarded).toMatchObject({ steps: [], finished: [] });
    expect(over.steps).toEqual([{ kind: 'delete_guard', roleArn: grant.roleArn }]);
    expect(over.finished).toHaveLength(1);
  });

  it('writes the guard at an early end, but not at an expiry', () => {
    const grant = aGrant();
    const { role } = planned([grant]);

    const expired = planOf([grant], role, at('13:00:30'));
    const released = planOf([{ ...grant, endsAt: at('12:10:00') }], role, at('12:10:01'));

    expect(expired.steps.map(({ kind }) => kind)).toEqual(['put_trust']);
    expect(released.steps.map(({ kind }) => kind)).toEqual(['put_guard', 'put_trust']);
  });

  it('keeps the guard for sessions that were opened while an early end could not be written', () => {
    const grant = aGrant({ endsAt: '2030-01-01T18:00:00Z' });
    const current = planned([grant]).role;
    const released = { ...grant, endsAt: at('12:10:00') };

    const late = planOf([released], current, at('15:00:00'));
    const closed = applied(current, late.steps);
    const cleared = { ...released, closedAt: at('15:00:00') };

    expect(closed.guard?.Statement[0]?.Condition).toEqual({ StringLike: { 'aws:userid': '*:alice' } });
    expect(planOf([released], closed, at('20:00:00')).finished).toEqual([]);
    expect(planOf([cleared], closed, at('16:04:59'))).toMatchObject({ steps: [], finished: [] });
    expect(planOf([cleared], closed, at('16:05:00')).steps.map(({ kind }) => kind)).toEqual(['delete_guard']);
  });

  it('keeps the guard of a user whom a shared statement admitted after their end because no worker ran', () => {
    const users = Array.from({ length: 12 }, (_, index) => anIamUser(`person-${index}`, { identity: 'external' }));
    const grants = users.map((principal, index) =>
      aGrant({ principal, endsAt: `2030-01-01T${13 + Math.min(index, 9)}:00:00Z` }),
    );
    const { role } = planned(grants);

    const late = planOf(grants, role, at('16:30:00'));

    expect(late.finished).toEqual([]);
    const guarded = denialStatements(applied(role, late.steps)).flatMap(
      ({ Condition }) => Condition?.['StringLike']?.['aws:userid'],
    );
    expect(guarded).toContain('*:person-0');
  });

  it('denies the sessions of a grant that ended before its start but was removed after its start', () => {
    const later = aGrant({ startsAt: '2030-01-01T14:00:00Z', endsAt: '2030-01-01T15:00:00Z' });
    const current = planned([later]).role;
    const cancelled = { ...later, endsAt: at('13:50:00') };

    const closedIn = (time: string) => {
      const { role } = planned([cancelled], at(time), current);
      return planOf([{ ...cancelled, closedAt: at(time) }], role, at(time));
    };

    expect(closedIn('13:50:01').finished).toHaveLength(1);
    expect(closedIn('14:00:30').finished).toEqual([]);
    expect(closedIn('14:00:30').nextChangeAt).toEqual(at('15:05:30'));
  });

  it('denies the sessions of a statement without a grant, and then removes everything', () => {
    const current = planned([aGrant()]).role;

    const found = planOf([], current, at('12:20:00'));
    const ended = applied(current, found.steps);

    expect(ours(ended)).toEqual([]);
    expect(ended.guard?.Statement[0]?.Condition).toEqual({
      StringLike: { 'aws:userid': '*:alice' },
      DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T12:20:00Z' },
    });
    expect(found.nextChangeAt).toEqual(at('13:25:00'));
    expect(planOf([], ended, at('13:24:59')).steps).toEqual([]);
    expect(planOf([], ended, at('13:25:00')).steps.map(({ kind }) => kind)).toEqual(['delete_guard']);
  });

  it('does not end the sessions of a user because a user with the same session name was refused', () => {
    const namesake = aGrant({ state: 'refused', principal: aFederated('alice'), endsAt: '2030-01-01T12:00:01Z' });
    const { role } = planned([aGrant()]);
    const other = aGrant({ state: 'wanted', principal: bob });

    const plan = planOf([aGrant(), namesake, other], role, at('12:01:00'));

    expect(plan.refused).toEqual([]);
    expect(denialStatements(applied(role, plan.steps)).map(({ Condition }) => Condition)).toEqual([
      expect.objectContaining({ DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' } }),
    ]);
  });

  it('denies the sessions of a refused grant whose run was interrupted after the guard was written', () => {
    const grant = aGrant({ state: 'wanted' });
    const current = planned([grant]).role;
    const full = { ...current, trustQuotaChars: 200 };

    const plan = planOf([grant], full, at('12:01:00'));

    const role = applied(full, plan.steps);
    expect(plan.refused).toHaveLength(1);
    expect(ours(role)).toEqual([]);
    expect(denialStatements(role)).toMatchObject([
      { Effect: 'Deny', Condition: { StringLike: { 'aws:userid': '*:alice' } } },
    ]);
  });

  it('keeps denying the sessions of a lost grant after the user gets a new grant, and allows new sessions', () => {
    const lost = planned([aGrant()]).role;
    const again = aGrant({ state: 'wanted', startsAt: '2030-01-01T12:40:00Z', endsAt: '2030-01-01T13:40:00Z' });

    const found = planOf([again], lost, at('12:40:01'));
    const role = applied(lost, found.steps);

    expect(denialStatements(role).map(({ Condition }) => Condition)).toContainEqual({
      StringLike: { 'aws:userid': '*:alice' },
      DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T12:40:00Z' },
    });
    const confirmed: Grant = { ...again, state: 'confirmed' };
    expect(planOf([confirmed], role, at('13:39:59')).steps).toEqual([]);
    const later = planOf([{ ...confirmed, endsAt: at('16:00:00') }], role, at('13:45:00'));
    expect(denialStatements(applied(role, later.steps))).toHaveLength(1);
  });

  it('denies the sessions of a lost grant, even if an older grant of the user has just expired', () => {
    const old = aGrant({ endsAt: '2030-01-01T12:00:01Z' });
    const closed: Grant = { ...old, closedAt: at('12:00:01') };
    const lost = aGrant({ startsAt: '2030-01-01T12:10:00Z', endsAt: '2030-01-01T14:00:00Z' });
    const { role } = planned([closed, lost], at('13:00:00'));

    const found = planOf([closed], role, at('13:05:01'));

    expect(found.steps.map(({ kind }) => kind).slice(0, 2)).toEqual(['put_guard', 'put_trust']);
    const after = applied(role, found.steps);
    expect(after.guard?.Statement[0]?.Condition).toMatchObject({
      StringLike: { 'aws:userid': '*:alice' },
      DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T13:05:01Z' },
    });
    expect(planOf([closed], after, at('13:05:01')).steps).toEqual([]);
  });

  it('does not treat a wildcard in an edited statement as a name', () => {
    const grant = aGrant();
    const { role } = planned([grant]);
    const everybody = { StringLike: { 'aws:userid': '*:*' } };
    const guard = aTrust(...(denialStatements(role) ?? []), {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: everybody,
    });
    const [mine = {}] = ours(role);
    const trust = aTrust(breakGlass, { ...mine, Effect: 'Allow', Condition: everybody });

    const found = planOf([grant], { ...role, guard, trust }, at('12:20:00'));

    expect(applied({ ...role, guard, trust }, found.steps)).toEqual(role);
    expect(driftIn({ ...role, guard }, [grant], at('12:20:00'))).toEqual([
      { kind: 'changed', document: 'session guard', what: 'a statement' },
    ]);
  });

  it('keeps denying the sessions of a lost grant after others edited the guard', () => {
    const lost = planned([aGrant()]).role;
    const denied = applied(lost, planOf([], lost, at('12:20:00')).steps);
    const guard = aTrust(...(denied.guard?.Statement ?? []), { Effect: 'Allow', Action: '*', Resource: '*' });

    const found = planOf([], { ...denied, guard }, at('12:30:00'));

    expect(applied({ ...denied, guard }, found.steps).guard).toEqual(denied.guard);
  });
});
