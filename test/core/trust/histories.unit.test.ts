import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../functions/core/catalog/catalog.ts';
import type { Grant } from '../../../functions/core/grant.ts';
import { addMinutes, addSeconds, later } from '../../../functions/core/time.ts';
import type { Opened } from '../../support/a-role-in-time.ts';
import { aRoleInTime } from '../../support/a-role-in-time.ts';
import { aFederated, anIamUser, aTrust, breakGlass, PROD } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');

/** People of every kind: a side that we keep and one that we do not, two accounts, sign-ins by two roles. */
const PEOPLE: readonly Principal[] = [
  anIamUser('alice'),
  anIamUser('bob', { identity: 'external' }),
  anIamUser('carol', { identity: 'external' }),
  anIamUser('dave', { account: PROD, identity: 'external' }),
  aFederated('erin@example.com'),
  aFederated('frank@example.com'),
  aFederated('heidi@example.com'),
  aFederated('grace@example.com', 'Ops'),
];

/** Something that happens, some minutes after what was before. */
type Event =
  | { readonly kind: 'grant'; readonly person: number; readonly startsIn: number; readonly minutes: number }
  | { readonly kind: 'end'; readonly grant: number }
  /** The worker runs; it may be cut off after some writes. */
  | { readonly kind: 'work'; readonly writes?: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('grant' as const),
      person: fc.nat(PEOPLE.length - 1),
      startsIn: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 90 })),
      minutes: fc.integer({ min: 1, max: 120 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), grant: fc.nat(5) }) },
  { weight: 8, arbitrary: fc.constant({ kind: 'work' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('work' as const), writes: fc.nat(3) }) },
);
const pause = fc.oneof({ weight: 4, arbitrary: fc.nat(30) }, fc.nat(180));
const history = fc.array(fc.tuple(pause, event), { minLength: 5, maxLength: 40 });

interface Stretch {
  readonly from: Date;
  readonly to: Date;
}

/** When somebody may act by the decisions alone: times that overlap are one stretch, times that touch are two. */
const stretchesOf = (grants: readonly Grant[], endOf: (grant: Grant) => Date): readonly Stretch[] => {
  const joined: Stretch[] = [];
  const times = grants.map((grant) => ({ from: grant.startsAt, to: endOf(grant) })).filter(({ from, to }) => from < to);
  for (const one of times.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = joined.at(-1);
    if (last === undefined || one.from >= last.to) joined.push(one);
    else joined[joined.length - 1] = { from: last.from, to: later(last.to, one.to) };
  }
  return joined;
};

/** Lives through a history and holds what AWS allows at each step against what was decided and could be known there. */
const live = (events: readonly (readonly [number, Event])[], trustQuotaChars: number) => {
  const role = aRoleInTime({ trustQuotaChars });
  const decided: Grant[] = [];
  const sessions: Opened[] = [];
  /** Ends that were brought forward, and those of them that the worker has written; grants that it has begun to write. */
  const ends = new Map<string, Date>();
  let writtenEnds: ReadonlyMap<string, Date> = new Map();
  let begun: ReadonlySet<string> = new Set();
  let isInLine = true;
  let now = NOON;

  const lookAt = (person: Principal): void => {
    const own = decided.filter(({ principal, requestId }) => principal === person && begun.has(requestId));
    const stretches = stretchesOf(own, ({ requestId, endsAt }) => writtenEnds.get(requestId) ?? endsAt);
    const stretch = stretches.find(({ from, to }) => from <= now && now < to);
    const who = person.sessionName;
    const session = { by: person, sessionName: who, issuedAt: now };
    const isLetIn = role.mayAssume(person, who, now);

    const others = PEOPLE.filter((other) => other !== person);
    const another = others[sessions.length % others.length] as Principal;
    expect({ now, who, asAnother: role.mayAssume(person, another.sessionName, now) }).toMatchObject({
      asAnother: false,
    });
    if (isInLine && stretch !== undefined)
      expect({ now, who, isLetIn, acts: role.mayAct(session, now) }).toMatchObject({ isLetIn: true, acts: true });
    if (isLetIn) sessions.push(session);
    for (const { issuedAt } of sessions.filter((one) => one.by === person && role.mayAct(one, now)))
      expect({ now, who, issuedAt, acts: stretch !== undefined && issuedAt >= stretch.from }).toMatchObject({
        acts: true,
      });
  };
  const passTo = (moment: Date): void => {
    while (now < moment) {
      now = new Date(Math.min(addMinutes(now, 10).getTime(), moment.getTime()));
      for (const person of PEOPLE) lookAt(person);
    }
  };

  for (const [minutes, what] of events) {
    passTo(addMinutes(now, minutes));
    if (what.kind === 'grant') {
      const startsAt = addMinutes(now, what.startsIn);
      decided.push(role.add(PEOPLE[what.person] as Principal, startsAt, addMinutes(startsAt, what.minutes)));
      isInLine = false;
    } else if (what.kind === 'end') {
      const grant = decided[what.grant % decided.length];
      if (grant !== undefined && now < (ends.get(grant.requestId) ?? grant.endsAt)) {
        role.end(grant, now);
        ends.set(grant.requestId, now);
        isInLine = false;
      }
    } else {
      const { refused } = role.reconcile(now, what.writes);
      for (const { grant } of refused) ends.set(grant.requestId, grant.startsAt);
      begun = new Set(decided.map(({ requestId }) => requestId));
      isInLine = what.writes === undefined;
      if (isInLine) writtenEnds = new Map(ends);
    }
    passTo(addSeconds(now, 1));
  }

  for (const grant of decided) role.end(grant, now);
  role.reconcile(now);
  role.reconcile(addMinutes(now, 66));
  return role;
};

describe('any history of grants, ends and workers that stay away or are cut off', () => {
  it('lets people act in the time that was decided, under their own name and at no other, and leaves nothing behind', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(2048, 1100), (events, trustQuotaChars) => {
        const role = live(events, trustQuotaChars);

        expect(role.rows()).toEqual([]);
        expect(role.role().guard).toBeUndefined();
        expect(role.role().trust).toEqual(aTrust(breakGlass));
      }),
      { numRuns: 100 },
    );
  });
});
