import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../functions/core/catalog/catalog.ts';
import type { Grant } from '../../../functions/core/grant.ts';
import { addMinutes, addSeconds } from '../../../functions/core/time.ts';
import { isOurs } from '../../../functions/core/trust/statements.ts';
import type { Opened } from '../../support/a-role-in-time.ts';
import { aRoleInTime } from '../../support/a-role-in-time.ts';
import { aFederated, anIamUser, breakGlass, PROD } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const MINUTE = 60_000;

/** People of every kind: a side that we keep and one that we do not, two accounts, sign-ins by two roles. */
const PEOPLE: readonly Principal[] = [
  anIamUser('alice'),
  anIamUser('bob', { identity: 'external' }),
  anIamUser('carol', { identity: 'external' }),
  anIamUser('dave', { account: PROD, identity: 'external' }),
  aFederated('erin@example.com'),
  aFederated('frank@example.com'),
  aFederated('grace@example.com', 'Ops'),
];

/** What happens next, some minutes after what was before. */
type Event =
  | { readonly kind: 'grant'; readonly person: number; readonly startsIn: number; readonly minutes: number }
  | { readonly kind: 'end'; readonly grant: number }
  | { readonly kind: 'reconcile'; readonly writes?: number }
  | { readonly kind: 'nothing' };

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
  { weight: 8, arbitrary: fc.constant({ kind: 'reconcile' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reconcile' as const), writes: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'nothing' as const }) },
);
const history = fc.array(fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.nat(30) }, fc.nat(180)), event), {
  minLength: 5,
  maxLength: 40,
});

/** When a person may act, by the decisions alone: stretches that overlap are one, stretches that touch are two. */
const stretchesOf = (grants: readonly Grant[], ends: ReadonlyMap<string, Date>) => {
  const all = grants
    .map(({ requestId, startsAt, endsAt }) => ({
      from: startsAt.getTime(),
      to: (ends.get(requestId) ?? endsAt).getTime(),
    }))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => a.from - b.from);
  const joined: { from: number; to: number }[] = [];
  for (const one of all) {
    const last = joined.at(-1);
    if (last !== undefined && one.from < last.to) last.to = Math.max(last.to, one.to);
    else joined.push({ ...one });
  }
  return joined;
};

describe('any history of grants, ends and workers that stay away', () => {
  it('lets people act in the time that was decided, under their own name, and at no other', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(2048, 1100), (events, trustQuotaChars) => {
        const role = aRoleInTime({ trustQuotaChars });
        const decided: Grant[] = [];
        /** Ends as decided, and as IAM was last told of: what was decided since then IAM cannot know. */
        const ends = new Map<string, Date>();
        let told = new Map<string, Date>();
        let written = new Set<string>();
        const sessions: Opened[] = [];
        let now = NOON;
        let isInLine = true;

        const look = (): void => {
          for (const person of PEOPLE) {
            const own = decided.filter(({ principal, requestId }) => principal === person && written.has(requestId));
            const known = stretchesOf(own, told);
            const isIn = (time: Date) => known.find(({ from, to }) => from <= time.getTime() && time.getTime() < to);
            const other = PEOPLE[
              (PEOPLE.indexOf(person) + 1 + (sessions.length % (PEOPLE.length - 1))) % PEOPLE.length
            ] as Principal;
            expect(role.mayAssume(person, other.sessionName, now)).toBe(false);
            if (role.mayAssume(person, person.sessionName, now))
              sessions.push({ by: person, sessionName: person.sessionName, issuedAt: now });
            if (isInLine && isIn(now) !== undefined) {
              expect({
                now,
                person: person.sessionName,
                mayAssume: role.mayAssume(person, person.sessionName, now),
              }).toEqual({ now, person: person.sessionName, mayAssume: true });
              expect(role.mayAct({ by: person, sessionName: person.sessionName, issuedAt: now }, now)).toBe(true);
            }
            for (const session of sessions.filter(({ by }) => by === person)) {
              if (!role.mayAct(session, now)) continue;
              const stretch = isIn(now);
              const cameIn =
                stretch === undefined
                  ? 'in no stretch'
                  : session.issuedAt.getTime() < stretch.from
                    ? 'before it'
                    : 'in it';
              expect({ now, session, cameIn }).toEqual({ now, session, cameIn: 'in it' });
            }
          }
        };

        for (const [minutes, what] of events) {
          for (let passed = 0; passed < minutes; passed += 10) {
            now = addMinutes(now, Math.min(10, minutes - passed));
            look();
          }
          if (what.kind === 'grant') {
            const person = PEOPLE[what.person] as Principal;
            const startsAt = addMinutes(now, what.startsIn);
            decided.push(role.add(person, startsAt, addMinutes(startsAt, what.minutes)));
            isInLine = false;
          } else if (what.kind === 'end' && decided.length > 0) {
            const grant = decided[what.grant % decided.length] as Grant;
            const before = ends.get(grant.requestId) ?? grant.endsAt;
            if (now < before) {
              role.end(grant, now);
              ends.set(grant.requestId, now);
              isInLine = false;
            }
          } else if (what.kind === 'reconcile') {
            const plan = role.reconcile(now, what.writes);
            for (const { grant } of plan.refused) ends.set(grant.requestId, grant.startsAt);
            if (what.writes === undefined) {
              told = new Map(ends);
              written = new Set(decided.map(({ requestId }) => requestId));
              isInLine = true;
            } else {
              written = new Set(decided.map(({ requestId }) => requestId));
              isInLine = false;
            }
          }
          now = addSeconds(now, 1);
          look();
        }

        for (const grant of decided) role.end(grant, now);
        role.reconcile(now);
        now = new Date(now.getTime() + 66 * MINUTE);
        role.reconcile(now);
        expect(role.rows()).toEqual([]);
        expect(role.role().guard).toBeUndefined();
        expect(role.role().trust.Statement.filter((statement) => !isOurs(statement))).toEqual([breakGlass]);
        expect(role.role().trust.Statement).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });
});
