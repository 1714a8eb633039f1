import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../functions/core/grant.ts';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import { policyChars } from '../../../functions/core/trust/documents.ts';
import { driftOf } from '../../../functions/core/trust/drift.ts';
import type { ObservedRole, Step } from '../../../functions/core/trust/observed.ts';
import { planRole } from '../../../functions/core/trust/plan.ts';
import { isOurs } from '../../../functions/core/trust/statements.ts';
import {
  aFederated,
  aGrant,
  alice,
  anIamUser,
  anObservedRole,
  aTrust,
  bob,
  breakGlass,
  UTILS,
} from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const at = (time: string) => new Date(`2030-01-01T${time}Z`);

/** The role as it stands after the steps of a plan. */
const applied = (observed: ObservedRole, steps: readonly Step[]): ObservedRole => {
  const last = (kind: Step['kind']) => steps.findLast((step) => step.kind === kind);
  const [guard, trust] = [last('put_guard'), last('put_trust')];
  const people = steps.flatMap((step) =>
    step.kind === 'put_identity' || step.kind === 'delete_identity'
      ? [[step.userArn, { kind: 'present', otherChars: 0, ...('document' in step ? { ours: step.document } : {}) }]]
      : [],
  );
  const { guard: stood, ...unguarded } = observed;
  const stands = guard !== undefined && 'document' in guard ? guard.document : stood;
  return {
    ...unguarded,
    ...(last('delete_guard') !== undefined || stands === undefined ? {} : { guard: stands }),
    trust: trust !== undefined && 'document' in trust ? trust.document : observed.trust,
    identities: { ...observed.identities, ...Object.fromEntries(people) },
  };
};

const seen = (grants: readonly Grant[]): ObservedRole =>
  anObservedRole({
    identities: Object.fromEntries(
      grants.flatMap(({ principal }) =>
        principal.kind === 'iam-user' ? [[principal.arn, { kind: 'present', otherChars: 0 }]] : [],
      ),
    ),
  });

const planned = (grants: readonly Grant[], now = NOON, observed = seen(grants)) => {
  const plan = planRole(grants, observed, now);
  return { plan, role: applied(observed, plan.steps) };
};

const ours = (role: ObservedRole): readonly Statement[] => role.trust.Statement.filter(isOurs);

describe('planRole', () => {
  it('lets an IAM user in under their own session name, in their time, through the account root', () => {
    const { role } = planned([aGrant()]);

    expect(ours(role)).toEqual([
      {
        Sid: expect.stringMatching(/^AssumeBot[0-9a-f]{8}$/),
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111111111111:root' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:username': 'alice', 'sts:RoleSessionName': '${aws:username}' },
          DateLessThan: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' },
        },
      },
    ]);
    expect(role.guard?.Statement).toEqual([
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: {
          StringLike: { 'aws:userid': '*:alice' },
          DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' },
        },
      },
    ]);
    expect(role.identities[alice.arn]).toMatchObject({
      ours: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Resource: 'arn:aws:iam::222222222222:role/s3-list-role',
            Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' } },
          },
        ],
      },
    });
  });

  it("guards first, then the person's side, and opens the trust last; ends guard and trust first", () => {
    const grant = aGrant();
    const opening = planned([grant]);
    const released = { ...grant, endsAt: at('12:10:00') };

    const closing = planRole([released], opening.role, at('12:10:00'));

    expect(opening.plan.steps.map(({ kind }) => kind)).toEqual(['put_guard', 'put_identity', 'put_trust']);
    expect(closing.steps.map(({ kind }) => kind)).toEqual(['put_guard', 'put_trust', 'delete_identity']);
  });

  it('keeps every foreign statement exactly as found, odd members and order included', () => {
    const odd: Statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 'sts:TagSession',
      NotPrincipal: null,
      Extra: [1, { a: 2 }],
    };
    const observed = {
      ...seen([aGrant()]),
      trust: { Version: '2012-10-17', Id: 'kept', Statement: [odd, breakGlass] },
    };

    const { role } = planned([aGrant()], NOON, observed);

    expect(role.trust.Statement.slice(0, 2)).toEqual([odd, breakGlass]);
    expect(role.trust['Id']).toBe('kept');
  });

  it('takes a Sid that only begins like ours for a foreign one', () => {
    const lookalike = { ...breakGlass, Sid: 'AssumeBotByHand' };

    const { role } = planned([], NOON, anObservedRole({ trust: aTrust(lookalike) }));

    expect(role.trust.Statement).toEqual([lookalike]);
  });

  it('lets federated people in each in a statement of their own, under their own session name only', () => {
    const { role } = planned([
      aGrant({ principal: aFederated('alice@example.com') }),
      aGrant({ principal: aFederated('bob@example.com') }),
    ]);

    expect(ours(role).map(({ Condition }) => Condition)).toEqual(
      expect.arrayContaining(
        ['alice@example.com', 'bob@example.com'].map((name) => ({
          ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${UTILS}:role/Dev` },
          StringLike: { 'aws:userid': `*:${name}` },
          StringEquals: { 'sts:RoleSessionName': name },
          DateLessThan: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' },
        })),
      ),
    );
    expect(ours(role)).toHaveLength(2);
  });

  it("leaves the person's side alone where the organisation keeps it", () => {
    const { plan } = planned([aGrant({ principal: anIamUser('alice', { identity: 'external' }) })]);

    expect(plan.steps.map(({ kind }) => kind)).toEqual(['put_guard', 'put_trust']);
  });

  it('puts the people of one account whose time agrees into one statement', () => {
    const { role } = planned([aGrant({ principal: bob }), aGrant({ principal: alice })]);

    expect(ours(role)).toHaveLength(1);
    expect(ours(role)[0]?.Condition?.['StringEquals']?.['aws:username']).toEqual(['alice', 'bob']);
  });

  it('lets a start in the future begin at that second and not before', () => {
    const { role } = planned([aGrant({ startsAt: '2030-01-01T14:00:00Z', endsAt: '2030-01-01T15:00:00Z' })]);

    expect(ours(role)[0]?.Condition).toMatchObject({
      DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T14:00:00Z' },
      DateLessThan: { 'aws:CurrentTime': '2030-01-01T15:00:00Z' },
    });
  });

  it('ends two overlapping grants of one person at the later end, whichever is ended early', () => {
    const first = aGrant({ startsAt: '2030-01-01T12:00:00Z', endsAt: '2030-01-01T13:00:00Z' });
    const second = aGrant({ startsAt: '2030-01-01T12:30:00Z', endsAt: '2030-01-01T14:00:00Z' });
    const ends = (grants: readonly Grant[]) =>
      ours(planned(grants, at('12:45:00')).role).map(
        ({ Condition }) => Condition?.['DateLessThan']?.['aws:CurrentTime'],
      );

    expect(ends([first, second])).toEqual(['2030-01-01T14:00:00Z']);
    expect(ends([{ ...first, endsAt: at('12:40:00') }, second])).toEqual(['2030-01-01T14:00:00Z']);
    expect(ends([first, { ...second, endsAt: at('12:40:00') }])).toEqual(['2030-01-01T13:00:00Z']);
  });

  it('keeps sessions of an ended grant dead when the person comes back, and lets new ones live', () => {
    const ended = aGrant({ endsAt: '2030-01-01T12:10:00Z', identityCleared: true });
    const again = aGrant({ startsAt: '2030-01-01T12:30:00Z', endsAt: '2030-01-01T13:30:00Z' });

    const { role } = planned([ended, again], at('12:30:00'));

    expect(role.guard?.Statement.map(({ Condition }) => Condition)).toEqual(
      expect.arrayContaining([
        { StringLike: { 'aws:userid': '*:alice' }, DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T12:30:00Z' } },
        {
          StringLike: { 'aws:userid': '*:alice' },
          DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T13:30:00Z' },
        },
      ]),
    );
    expect(role.guard?.Statement).toHaveLength(2);
  });

  it('keeps old sessions dead until each person’s own return, where several come back at different times', () => {
    const comesBack = (principal: typeof alice, startsAt: string) => [
      aGrant({ principal, endsAt: '2030-01-01T12:10:00Z' }),
      aGrant({ principal, startsAt, endsAt: '2030-01-01T16:00:00Z' }),
    ];

    const { role } = planned(
      [...comesBack(alice, '2030-01-01T13:00:00Z'), ...comesBack(bob, '2030-01-01T14:00:00Z')],
      at('12:30:00'),
    );

    const cuts = role.guard?.Statement.map(({ Condition }) => [
      Condition?.['StringLike']?.['aws:userid'],
      Condition?.['DateLessThan']?.['aws:TokenIssueTime'],
    ]);
    expect(cuts).toEqual(
      expect.arrayContaining([
        ['*:alice', '2030-01-01T13:00:00Z'],
        ['*:bob', '2030-01-01T14:00:00Z'],
      ]),
    );
  });

  it('guards the sessions of a grant that ended in the very second it began', () => {
    const brief = aGrant({ endsAt: '2030-01-01T12:00:00Z' });

    const { role } = planned([brief]);

    expect(role.guard?.Statement.map(({ Condition }) => Condition)).toEqual([
      { StringLike: { 'aws:userid': '*:alice' } },
    ]);
  });

  it('keeps the sessions of a grant from living on in a later one that only touches it', () => {
    const first = aGrant({ endsAt: '2030-01-01T13:00:00Z' });
    const next = aGrant({ startsAt: '2030-01-01T13:00:00Z', endsAt: '2030-01-01T14:00:00Z' });

    const { role } = planned([first, next], at('12:30:00'));

    expect(role.guard?.Statement.map(({ Condition }) => Condition)).toContainEqual({
      StringLike: { 'aws:userid': '*:alice' },
      DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' },
      DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T13:00:00Z' },
    });
  });

  it('guards an ended grant until the longest session is over, then leaves nothing behind', () => {
    const grant = aGrant({ endsAt: '2030-01-01T12:30:00Z' });
    const standing = planned([grant]).role;

    const ended = planRole([grant], standing, at('12:30:00'));
    const closed = [{ ...grant, identityCleared: true, closedAt: at('12:30:00') }];
    const stillGuarded = planRole(closed, applied(standing, ended.steps), at('13:34:59'));
    const over = planRole(closed, applied(standing, ended.steps), at('13:35:00'));

    expect(ended.nextChangeAt).toEqual(at('13:35:00'));
    expect(stillGuarded).toMatchObject({ steps: [], finished: [] });
    expect(over.steps).toEqual([{ kind: 'delete_guard', roleArn: grant.roleArn }]);
    expect(over.finished).toHaveLength(1);
  });

  it('writes nothing the second time, even when IAM returns a list of one as a single value', () => {
    const grants = [aGrant(), aGrant({ principal: bob, endsAt: '2030-01-01T14:00:00Z' })];
    const { role } = planned(grants);
    const returned = JSON.parse(JSON.stringify(role.trust).replace('"sts:AssumeRole"', '["sts:AssumeRole"]'));

    const second = planRole(grants, { ...role, trust: returned }, NOON);

    expect(second.steps).toEqual([]);
  });

  it('puts back a statement of ours that somebody removed, and removes one that stands for nobody', () => {
    const { role } = planned([aGrant()]);
    const orphan = ours(planned([aGrant({ principal: bob })]).role)[0] as Statement;

    const drifted = planRole([aGrant()], { ...role, trust: aTrust(orphan, breakGlass) }, NOON);

    expect(ours(applied(role, drifted.steps))).toEqual(ours(role));
  });

  it('never writes an empty trust policy where ours was the only statement', () => {
    const { role } = planned([], NOON, anObservedRole({ trust: aTrust(...ours(planned([aGrant()]).role)) }));

    expect(role.trust.Statement).toHaveLength(1);
    expect(role.trust.Statement[0]?.Condition).toEqual({ DateLessThan: { 'aws:CurrentTime': '1970-01-01T00:00:00Z' } });
  });

  it('refuses a new grant whose user does not exist, and leaves the others alone', () => {
    const gone = aGrant({ state: 'wanted' });
    const fine = aGrant({ state: 'wanted', principal: bob });
    const observed = anObservedRole({
      identities: { [alice.arn]: { kind: 'gone' }, [bob.arn]: { kind: 'present', otherChars: 0 } },
    });

    const { plan, role } = planned([gone, fine], NOON, observed);

    expect(plan.refused).toEqual([{ grant: gone, refusal: { kind: 'no_such_user', userArn: alice.arn } }]);
    expect(ours(role)[0]?.Condition?.['StringEquals']?.['aws:username']).toBe('bob');
  });

  it("refuses a new grant when the user's own inline policies leave no room", () => {
    const observed = anObservedRole({ identities: { [alice.arn]: { kind: 'present', otherChars: 2000 } } });

    const { plan } = planned([aGrant({ state: 'wanted' })], NOON, observed);

    expect(plan.refused[0]?.refusal).toMatchObject({
      kind: 'does_not_fit',
      document: 'identity policy',
      quotaChars: 48,
    });
    expect(plan.steps).toEqual([]);
  });

  it("takes the room on a person's side to the last character", () => {
    const grant = aGrant({ state: 'wanted' });
    const put = planned([grant]).plan.steps.find(({ kind }) => kind === 'put_identity');
    const chars = put !== undefined && 'document' in put ? policyChars(put.document) : 0;
    const refusedBeside = (otherChars: number) =>
      planned([grant], NOON, anObservedRole({ identities: { [alice.arn]: { kind: 'present', otherChars } } })).plan
        .refused;

    expect(refusedBeside(2048 - chars)).toEqual([]);
    expect(refusedBeside(2048 - chars + 1)).toHaveLength(1);
  });

  it("asks for no room on the person's side where the organisation keeps it", () => {
    const external = anIamUser('alice', { identity: 'external' });
    const observed = anObservedRole({ identities: { [external.arn]: { kind: 'present', otherChars: 2048 } } });

    const { plan } = planned([aGrant({ state: 'wanted', principal: external })], NOON, observed);

    expect(plan.refused).toEqual([]);
  });

  it('refuses the second of two people with one session name, also while the first is only guarded', () => {
    const first = aGrant({ endsAt: '2030-01-01T12:10:00Z' });
    const namesake = aGrant({ state: 'wanted', principal: aFederated('alice') });
    const standing = planned([first]).role;

    const plan = planRole([first, namesake], standing, at('12:20:00'));

    expect(plan.refused.map(({ refusal }) => refusal)).toEqual([{ kind: 'session_name_taken', sessionName: 'alice' }]);
  });

  it('writes no guard at an end by the clock, whose date has come, and does at an early one', () => {
    const grant = aGrant();
    const { role } = planned([grant]);

    const expired = planRole([grant], role, at('13:00:30'));
    const released = planRole([{ ...grant, endsAt: at('12:10:00') }], role, at('12:10:01'));

    expect(expired.steps.map(({ kind }) => kind)).toEqual(['put_trust', 'delete_identity']);
    expect(released.steps.map(({ kind }) => kind)).toEqual(['put_guard', 'put_trust', 'delete_identity']);
  });

  it('keeps the guard until the last session is over that came in while an early end could not be written', () => {
    const grant = aGrant({ endsAt: '2030-01-01T18:00:00Z' });
    const standing = planned([grant]).role;
    const released = { ...grant, endsAt: at('12:10:00') };

    const late = planRole([released], standing, at('15:00:00'));
    const closed = applied(standing, late.steps);
    const cleared = { ...released, identityCleared: true, closedAt: at('15:00:00') };

    expect(closed.guard?.Statement[0]?.Condition).toEqual({ StringLike: { 'aws:userid': '*:alice' } });
    expect(planRole([released], closed, at('20:00:00')).finished).toEqual([]);
    expect(planRole([cleared], closed, at('16:04:59'))).toMatchObject({ steps: [], finished: [] });
    expect(planRole([cleared], closed, at('16:05:00')).steps.map(({ kind }) => kind)).toEqual(['delete_guard']);
  });

  it('keeps the guard of somebody whom a shared statement let in after their own end, as nobody was there to take them out', () => {
    const people = Array.from({ length: 12 }, (_, index) => anIamUser(`person-${index}`, { identity: 'external' }));
    const grants = people.map((principal, index) =>
      aGrant({ principal, endsAt: `2030-01-01T${13 + Math.min(index, 9)}:00:00Z` }),
    );
    const { role } = planned(grants);

    const late = planRole(grants, role, at('16:30:00'));

    expect(late.finished).toEqual([]);
    const guarded = applied(role, late.steps).guard?.Statement.flatMap(
      ({ Condition }) => Condition?.['StringLike']?.['aws:userid'],
    );
    expect(guarded).toContain('*:person-0');
  });

  it('guards a grant that was taken back before its start, where that was written after it', () => {
    const later = aGrant({ startsAt: '2030-01-01T14:00:00Z', endsAt: '2030-01-01T15:00:00Z' });
    const standing = planned([later]).role;
    const takenBack = { ...later, endsAt: at('13:50:00') };

    const closedIn = (time: string) => {
      const { role } = planned([takenBack], at(time), standing);
      return planRole([{ ...takenBack, identityCleared: true, closedAt: at(time) }], role, at(time));
    };

    expect(closedIn('13:50:01').finished).toHaveLength(1);
    expect(closedIn('14:00:30').finished).toEqual([]);
    expect(closedIn('14:00:30').nextChangeAt).toEqual(at('15:05:30'));
  });

  it('ends the sessions that came in through a statement of ours for nobody, and then leaves nothing behind', () => {
    const standing = planned([aGrant()]).role;

    const found = planRole([], standing, at('12:20:00'));
    const ended = applied(standing, found.steps);

    expect(ours(ended)).toEqual([]);
    expect(ended.guard?.Statement[0]?.Condition).toEqual({
      StringLike: { 'aws:userid': '*:alice' },
      DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T12:20:00Z' },
    });
    expect(found.nextChangeAt).toEqual(at('13:25:00'));
    expect(planRole([], ended, at('13:24:59')).steps).toEqual([]);
    expect(planRole([], ended, at('13:25:00')).steps.map(({ kind }) => kind)).toEqual(['delete_guard']);
  });

  it('keeps the sessions of a lost grant dead when the person gets another one, and lets new ones live', () => {
    const lost = planned([aGrant()]).role;
    const again = aGrant({ state: 'wanted', startsAt: '2030-01-01T12:40:00Z', endsAt: '2030-01-01T13:40:00Z' });

    const found = planRole([again], lost, at('12:40:01'));
    const role = applied(lost, found.steps);

    expect(role.guard?.Statement.map(({ Condition }) => Condition)).toContainEqual({
      StringLike: { 'aws:userid': '*:alice' },
      DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T12:40:00Z' },
    });
    const confirmed: Grant = { ...again, state: 'confirmed' };
    expect(planRole([confirmed], role, at('13:39:59')).steps).toEqual([]);
    const later = planRole([{ ...confirmed, endsAt: at('16:00:00') }], role, at('13:45:00'));
    expect(applied(role, later.steps).guard?.Statement).toHaveLength(1);
  });

  it('guards whoever a lost grant still lets in, also where an older row of theirs has just run out', () => {
    const old = aGrant({ endsAt: '2030-01-01T12:00:01Z', identityCleared: true });
    const closed: Grant = { ...old, closedAt: at('12:00:01') };
    const lost = aGrant({ startsAt: '2030-01-01T12:10:00Z', endsAt: '2030-01-01T14:00:00Z' });
    const { role } = planned([closed, lost], at('13:00:00'));

    const found = planRole([closed], role, at('13:05:01'));

    expect(found.steps.map(({ kind }) => kind).slice(0, 2)).toEqual(['put_guard', 'put_trust']);
    const after = applied(role, found.steps);
    expect(after.guard?.Statement[0]?.Condition).toMatchObject({
      StringLike: { 'aws:userid': '*:alice' },
      DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T13:05:01Z' },
    });
    expect(planRole([closed], after, at('13:05:01')).steps).toEqual([]);
  });

  it('takes a wildcard that somebody wrote into what is ours for nobody, so that it cuts nobody', () => {
    const grant = aGrant();
    const { role } = planned([grant]);
    const everybody = { StringLike: { 'aws:userid': '*:*' } };
    const guard = aTrust(...(role.guard?.Statement ?? []), {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: everybody,
    });
    const [mine = {}] = ours(role);
    const trust = aTrust(breakGlass, { ...mine, Effect: 'Allow', Condition: everybody });

    const found = planRole([grant], { ...role, guard, trust }, at('12:20:00'));

    expect(applied({ ...role, guard, trust }, found.steps)).toEqual(role);
    expect(driftOf({ ...role, guard }, [grant], at('12:20:00'))).toEqual([
      { kind: 'changed', document: 'session guard', what: 'a statement' },
    ]);
  });

  it('keeps the sessions of a lost grant dead while somebody else has changed the guard', () => {
    const lost = planned([aGrant()]).role;
    const cut = applied(lost, planRole([], lost, at('12:20:00')).steps);
    const guard = aTrust(...(cut.guard?.Statement ?? []), { Effect: 'Allow', Action: '*', Resource: '*' });

    const found = planRole([], { ...cut, guard }, at('12:30:00'));

    expect(applied({ ...cut, guard }, found.steps).guard).toEqual(cut.guard);
  });

  it('does not end the sessions of somebody because a namesake was refused, nor refuse others for it', () => {
    const namesake = aGrant({ state: 'refused', principal: aFederated('alice'), endsAt: '2030-01-01T12:00:01Z' });
    const { role } = planned([aGrant()]);
    const other = aGrant({ state: 'wanted', principal: bob });

    const plan = planRole(
      [aGrant(), namesake, other],
      { ...role, identities: seen([other]).identities },
      at('12:01:00'),
    );

    expect(plan.refused).toEqual([]);
    expect(applied(role, plan.steps).guard?.Statement.map(({ Condition }) => Condition)).toEqual([
      expect.objectContaining({ DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' } }),
    ]);
  });

  it("writes the person's side of somebody whose side the organisation kept when they were here before", () => {
    const before = aGrant({ principal: anIamUser('alice', { identity: 'external' }), endsAt: '2030-01-01T12:10:00Z' });
    const again = aGrant({ startsAt: '2030-01-01T12:30:00Z', endsAt: '2030-01-01T13:30:00Z' });

    const { plan } = planned([before, again], at('12:30:00'));

    expect(plan.steps.map(({ kind }) => kind)).toContain('put_identity');
  });

  it('gives statements whose signs happen to meet a Sid each, the same ones the second time', () => {
    const grants = ['person61144@example.com', 'person71924@example.com'].map((name) =>
      aGrant({ principal: aFederated(name) }),
    );

    const { role } = planned(grants);

    const sids = ours(role).map(({ Sid }) => Sid);
    expect(sids).toContain('AssumeBot3c351c89');
    expect(new Set(sids).size).toBe(2);
    expect(planRole(grants, role, NOON).steps).toEqual([]);
    expect(driftOf(role, grants, NOON)).toEqual([]);
  });

  it('refuses to raise the version of a policy whose foreign statements would change their meaning', () => {
    const foreign = { ...breakGlass, Condition: { StringEquals: { 'aws:username': '${aws:username}' } } };
    const observed = anObservedRole({ trust: { Version: '2008-10-17', Statement: [foreign] } });

    const { plan } = planned([aGrant({ state: 'wanted' })], NOON, observed);

    expect(plan.refused.map(({ refusal }) => refusal)).toEqual([{ kind: 'old_policy_version' }]);
    expect(plan.steps).toEqual([]);
  });

  it('ends what a refused grant left behind when its run was cut off after the guard', () => {
    const grant = aGrant({ state: 'wanted' });
    const standing = planned([grant]).role;
    const gone = { ...standing, identities: { [alice.arn]: { kind: 'gone' as const } } };

    const plan = planRole([grant], gone, at('12:01:00'));

    const role = applied(gone, plan.steps);
    expect(ours(role)).toEqual([]);
    expect(role.guard?.Statement[0]).toMatchObject({
      Effect: 'Deny',
      Condition: { StringLike: { 'aws:userid': '*:alice' } },
    });
  });
});

describe('drift', () => {
  const grants = [aGrant(), aGrant({ principal: bob, endsAt: '2030-01-01T14:00:00Z' })];
  const { role } = planned(grants);
  const edited = (from: string, to: string) => (document: unknown) =>
    JSON.parse(JSON.stringify(document).replaceAll(from, to));

  it('is none while time passes, nor where IAM hands a list of one back as a single value', () => {
    const returned = edited('"sts:AssumeRole"', '["sts:AssumeRole"]')(role.trust);

    expect(driftOf({ ...role, trust: returned }, grants, at('12:59:59'))).toEqual([]);
    expect(driftOf(role, grants, at('13:00:01'))).toEqual([]);
  });

  it('is found where somebody moved the end in a statement of ours, or in the guard, though every name is there', () => {
    const later = edited('T13:00:00Z', 'T23:00:00Z');
    const softened = edited('"Deny"', '"Allow"');
    const changedTrust = { ...role, trust: later(role.trust) };

    expect(driftOf(changedTrust, grants, NOON)).toEqual([
      { kind: 'changed', document: 'trust policy', what: expect.stringMatching(/^statement AssumeBot/) },
    ]);
    expect(driftOf({ ...role, guard: softened(role.guard) }, grants, NOON)).toEqual([
      { kind: 'changed', document: 'session guard', what: 'a statement' },
    ]);
    expect(ours(applied(changedTrust, planRole(grants, changedTrust, NOON).steps))).toEqual(ours(role));
  });
});
