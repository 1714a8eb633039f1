import { describe, expect, it } from 'vitest';
import { aTrust, bob, breakGlass } from '../../support/builders.ts';
import { aGrant, applied, at, driftIn, NOON, ours, planned, planOf } from './a-plan.ts';

/** The guard after an early end: sessions are denied immediately. */
const undatedGuard = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringLike: { 'aws:userid': '*:alice' } } }],
};

describe('drift', () => {
  const grants = [aGrant(), aGrant({ principal: bob, endsAt: '2030-01-01T14:00:00Z' })];
  const { role } = planned(grants);
  const edited = (from: string, to: string) => (document: unknown) =>
    JSON.parse(JSON.stringify(document).replaceAll(from, to));

  it('does not exist because time passes, or because IAM returns a single value instead of a list', () => {
    const returned = edited('"sts:AssumeRole"', '["sts:AssumeRole"]')(role.trust);

    expect(driftIn({ ...role, trust: returned }, grants, at('12:59:59'))).toEqual([]);
    expect(driftIn(role, grants, at('13:00:01'))).toEqual([]);
  });

  it('is an edited end in a statement of the bot or in the guard', () => {
    const later = edited('T13:00:00Z', 'T23:00:00Z');
    const softened = edited('"Deny"', '"Allow"');
    const changedTrust = { ...role, trust: later(role.trust) };

    expect(driftIn(changedTrust, grants, NOON)).toEqual([
      { kind: 'changed', document: 'trust policy', what: expect.stringMatching(/^statement AssumeBot/) },
    ]);
    expect(driftIn({ ...role, guard: softened(role.guard) }, grants, NOON)).toEqual([
      { kind: 'changed', document: 'session guard', what: 'a statement' },
    ]);
    expect(ours(applied(changedTrust, planOf(grants, changedTrust, NOON).steps))).toEqual(ours(role));
  });

  it('does not exist after an end was written, and foreign statements are not orphans', () => {
    const over = grants.slice(0, 1).map((grant) => ({ ...grant }));
    const closed = applied(role, planOf(over, role, at('13:00:30')).steps);
    const foreign = { ...breakGlass, Condition: { StringEquals: { 'aws:username': 'erin' } } };

    expect(driftIn({ ...closed, trust: aTrust(foreign) }, over, at('13:01:00'))).toEqual([]);
  });

  it('is a future denial without a grant, but not a denial that is due', () => {
    const orphanIn = (time: string) =>
      driftIn({ ...role, trust: aTrust(breakGlass) }, [], at(time)).map(({ kind }) => kind);
    const dateless = { ...role, trust: aTrust(breakGlass), guard: undatedGuard };

    expect(orphanIn('12:30:00')).toEqual(['orphan', 'orphan']);
    expect(orphanIn('14:00:00')).toEqual([]);
    expect(driftIn(dateless, [], NOON)).toMatchObject([{ kind: 'orphan', sessionName: 'alice' }]);
  });
});
