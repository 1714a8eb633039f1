import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoleTerms } from '../../../functions/core/catalog/catalog.ts';
import { parseRoleArn, type RoleArn } from '../../../functions/core/names.ts';
import { addMinutes, isoSeconds } from '../../../functions/core/time.ts';
import { holdersOf } from '../../../functions/core/trust/access-intervals.ts';
import { refuseCapacity, worstCaseChars } from '../../../functions/core/trust/capacity.ts';
import { policyChars } from '../../../functions/core/trust/documents.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { denialsOf, sessionGuard } from '../../../functions/core/trust/guard-writing.ts';
import { packTrust } from '../../../functions/core/trust/packing.ts';
import { planRole } from '../../../functions/core/trust/plan-role.ts';
import { planUser } from '../../../functions/core/trust/plan-user.ts';
import { namesIn } from '../../../functions/core/trust/policy-match.ts';
import { DEFAULT_HUB, type Hub, hubOf } from '../../../functions/core/trust/policy-names.ts';
import { asEnded } from '../../../functions/core/trust/retention.ts';
import type { UserEntry } from '../../../functions/core/trust/user-access.ts';
import { refuseUserCapacity, userWorstCaseChars } from '../../../functions/core/trust/user-policy.ts';
import { aFederated, anIamUser, aTrust, breakGlass, PROD, ROLE } from '../../support/builders.ts';
import {
  access,
  aGrant,
  anEntry,
  anObservedRole,
  anObservedUser,
  applied,
  appliedToUser,
  aUserRole,
  capacity,
  denialStatements,
  NOON,
  ours,
} from './a-plan.ts';

const HUBS = [DEFAULT_HUB, hubOf('assume-bot-staging')];

/** Terms of the catalog, from none to the longest usual ones. */
const TERMS: readonly RoleTerms[] = [
  {},
  { sessionTags: true },
  { conditions: { mfa: { maxAgeSeconds: 3600 }, principalOrgId: 'o-a1b2c3d4e5' } },
  { conditions: { sourceIp: ['203.0.113.0/24', '2001:db8::/32'] }, sessionTags: true },
];

/** A foreign statement with about this many characters. */
const foreignOf = (chars: number) =>
  aTrust({
    ...breakGlass,
    Principal: { AWS: 'arn:aws:iam::999999999999:root' },
    Condition: { StringEquals: { 'aws:PrincipalTag/x': 'x'.repeat(Math.max(0, chars - 240)) } },
  });

/** A multiple of 20 characters, up to the quota. */
const charsUpTo = (quota: number) => fc.nat(Math.floor(quota / 20)).map((steps) => steps * 20);

/** An event: minutes pass, or an admitted grant ends early. */
const eventSequences = fc.array(
  fc.record({ minutes: fc.oneof(fc.constant(0), fc.nat(90)), ends: fc.nat(100), isEnd: fc.boolean() }),
  { minLength: 10, maxLength: 40 },
);

const requested = fc.record({
  user: fc.nat(30),
  startsIn: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 240 })),
  minutes: fc.integer({ min: 1, max: 480 }),
});

/** Names of several lengths, IAM users of two accounts and federated users of two sign-in roles. */
const principalOf = (user: number) => {
  const name = `${'person-name-'.repeat(1 + (user % 4))}${user}`;
  if (user % 3 === 0) return aFederated(name, user % 2 === 0 ? 'Dev' : 'team/Ops');
  return user % 5 === 0 ? anIamUser(name, { account: PROD }) : anIamUser(name);
};

const openNames = (grants: readonly Grant[], now: Date): ReadonlySet<string> =>
  new Set(
    grants.flatMap(({ endsAt, startsAt, principal }) =>
      endsAt > now && endsAt > startsAt ? [principal.sessionName] : [],
    ),
  );

interface RoleCase {
  readonly terms: RoleTerms;
  readonly hub: Hub;
  readonly foreignTrust: number;
  readonly foreignInline: number;
}

/** Admits grants while they fit, then passes time and ends grants, and checks every plan. Returns the admitted number. */
const fillAndEmptyRole = (
  { hub, terms, foreignTrust, foreignInline }: RoleCase,
  requests: readonly { user: number; startsIn: number; minutes: number }[],
  events: readonly { minutes: number; ends: number; isEnd: boolean }[],
): number => {
  let role = anObservedRole({ trust: foreignOf(foreignTrust), foreignInlineChars: foreignInline });
  let grants: readonly Grant[] = [];
  let now = NOON;
  const work = (): void => {
    const plan = planRole(grants, role, { hub, terms }, now);
    expect(plan).toMatchObject({ refused: [] });
    expect([plan.blocked, plan.guardOverflow]).toEqual([undefined, undefined]);
    role = applied(role, plan.steps);
    expect(policyChars(role.trust)).toBeLessThanOrEqual(Math.max(2048, policyChars(foreignOf(foreignTrust))));
    expect(foreignInline + (role.guard === undefined ? 0 : policyChars(role.guard))).toBeLessThanOrEqual(10_240);
    const open = openNames(grants, now);
    const trusted = new Set(ours(role, hub).flatMap(namesIn));
    expect([...open].filter((name) => !trusted.has(name))).toEqual([]);
    expect([...trusted].filter((name) => !open.has(name))).toEqual([]);
    grants = grants
      .filter((grant) => !plan.finished.includes(grant))
      .map((grant) =>
        grant.endsAt > now ? { ...grant, state: 'confirmed' } : { ...grant, closedAt: grant.closedAt ?? now },
      );
  };
  for (const { user, startsIn, minutes } of requests) {
    const startsAt = addMinutes(now, startsIn);
    const grant = aGrant({
      principal: principalOf(user),
      state: 'wanted',
      startsAt: isoSeconds(startsAt),
      endsAt: isoSeconds(addMinutes(startsAt, minutes)),
    });
    if (refuseCapacity({ ...capacity(role, hub), terms }, grants, [grant], now) === undefined)
      grants = [...grants, grant];
  }
  const admitted = grants.length;
  work();
  for (const { minutes, ends, isEnd } of events) {
    now = addMinutes(now, minutes);
    const ended = grants.filter(({ endsAt }) => endsAt > now)[ends % Math.max(1, grants.length)];
    if (isEnd && ended !== undefined) {
      grants = grants.map((grant) => (grant === ended ? { ...grant, endsAt: now } : grant));
      work();
      if (ended.startsAt > now || openNames(grants, now).has(ended.principal.sessionName)) continue;
      const denied = denialStatements(role).filter(
        ({ Condition }) => Condition?.['DateGreaterThanEquals'] === undefined,
      );
      expect(denied.flatMap(namesIn)).toContain(ended.principal.sessionName);
    } else work();
  }
  return admitted;
};

describe('a role that is filled until the next grant is refused', () => {
  it('stays writable after all ends, starts and expiries, and the next plan writes each end', () => {
    let admitted = 0;
    fc.assert(
      fc.property(
        fc.record({
          hub: fc.constantFrom(...HUBS),
          terms: fc.constantFrom(...TERMS),
          foreignTrust: charsUpTo(2048),
          foreignInline: fc.oneof(
            charsUpTo(10_240),
            charsUpTo(1000).map((chars) => 10_240 - chars),
          ),
        }),
        fc.array(requested, { minLength: 20, maxLength: 60 }),
        eventSequences,
        (role, requests, events) => {
          admitted += fillAndEmptyRole(role, requests, events);
        },
      ),
      { numRuns: 60 },
    );
    expect(admitted).toBeGreaterThan(100);
  });
});

describe('the worst case of some grants', () => {
  it('is never exceeded later, regardless of which of them end early', () => {
    const later = fc.record({ passed: fc.nat(500), ends: fc.array(fc.option(fc.nat(500)), { maxLength: 12 }) });
    fc.assert(
      fc.property(
        fc.array(requested, { minLength: 1, maxLength: 12 }),
        later,
        fc.constantFrom(...HUBS),
        fc.constantFrom(...TERMS),
        (some, then, hub, terms) => {
          const grants = some.map(({ user, startsIn, minutes }) => {
            const startsAt = addMinutes(NOON, startsIn);
            const endsAt = isoSeconds(addMinutes(startsAt, minutes));
            return aGrant({ principal: principalOf(user % 4), startsAt: isoSeconds(startsAt), endsAt });
          });
          const now = addMinutes(NOON, then.passed);
          const left = grants.map((grant, index) => {
            const endsAt = addMinutes(NOON, Math.min(then.ends[index] ?? 1000, then.passed));
            return asEnded(then.ends[index] == null || endsAt > grant.endsAt ? grant : { ...grant, endsAt });
          });
          const role = { ...capacity(undefined, hub), terms };
          const worst = worstCaseChars(role, grants, NOON);

          const holders = holdersOf(left);
          const guard = sessionGuard(
            ROLE,
            holders.flatMap((holder) => denialsOf(holder, now)),
          );
          const packing = { ...role, quotaChars: worst.trust };
          const { document, overflow } = packTrust(packing, holders, now);

          expect(guard === undefined ? 0 : policyChars(guard)).toBeLessThanOrEqual(worst.guard);
          expect(overflow).toBeUndefined();
          expect(policyChars(document)).toBeLessThanOrEqual(worst.trust);
        },
      ),
      { numRuns: 500 },
    );
  });
});

const roleOf = (number: number): RoleArn =>
  parseRoleArn(`arn:aws:iam::${PROD}:role/${'a-role-name-'.repeat(1 + (number % 3))}${number}`);

const requestedByUser = fc.record({
  roles: fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 8 }),
  startsIn: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 240 })),
  minutes: fc.integer({ min: 1, max: 480 }),
  isPending: fc.boolean(),
});

/** Admits the entries that fit, approves the pending ones one by one, then passes time and ends entries. */
const fillAndEmptyUser = (
  otherChars: number,
  requests: readonly { roles: readonly number[]; startsIn: number; minutes: number; isPending: boolean }[],
  events: readonly { minutes: number; ends: number; isEnd: boolean }[],
): number => {
  let user = anObservedUser({ otherChars });
  let entries: readonly UserEntry[] = [];
  let now = NOON;
  const work = (): void => {
    const plan = planUser(entries, user, DEFAULT_HUB, now);
    expect(plan).toMatchObject({ refused: [] });
    expect(plan.overflow).toBeUndefined();
    user = appliedToUser(user, plan.steps);
    const written = access(user);
    expect(written === undefined ? 0 : policyChars(written)).toBeLessThanOrEqual(Math.max(0, 2048 - otherChars));
    const open = entries.filter(({ startsAt, endsAt }) => endsAt && endsAt > now && (!startsAt || endsAt > startsAt));
    const expected = new Set(open.flatMap(({ roles }) => roles.map(({ arn }) => arn.replace('arn:aws:', ''))));
    const allowed = access(user)?.Statement.flatMap(({ Resource = [] }) => Resource) ?? [];
    expect(new Set(allowed.map((arn) => arn.replace(/^arn:(?:aws|\*):/, '')))).toEqual(expected);
    entries = entries
      .filter((entry) => !plan.finished.includes(entry))
      .map((entry) => ({
        ...entry,
        roles: entry.roles.map((role) => ({ ...role, state: entry.endsAt ? 'confirmed' : 'reserved' })),
      }));
  };
  const opened = (entry: UserEntry, minutes: number): UserEntry => {
    const startsAt = entry.startsAt !== undefined && entry.startsAt > now ? entry.startsAt : now;
    const roles = entry.roles.map((role) => ({ ...role, state: 'wanted' as const }));
    return { ...entry, startsAt, endsAt: addMinutes(startsAt, minutes), roles };
  };
  const lengths = new Map<UserEntry['requestId'], number>();
  for (const { roles, startsIn, minutes, isPending } of requests) {
    const pending = anEntry({
      startsAt: startsIn === 0 ? null : isoSeconds(addMinutes(now, startsIn)),
      endsAt: null,
      roles: roles.map((role) => aUserRole(roleOf(role), 'reserved')),
    });
    if (refuseUserCapacity(entries, pending, otherChars, now) !== undefined) continue;
    lengths.set(pending.requestId, minutes);
    entries = [...entries, isPending ? pending : opened(pending, minutes)];
  }
  const admitted = entries.length;
  work();
  for (const { minutes, ends, isEnd } of events) {
    now = addMinutes(now, minutes);
    const one = entries[ends % Math.max(1, entries.length)];
    const worst = userWorstCaseChars(entries, now);
    if (isEnd && one !== undefined) {
      const next = one.endsAt === undefined ? opened(one, lengths.get(one.requestId) ?? 1) : { ...one, endsAt: now };
      entries = entries.map((entry) => (entry === one && !(entry.endsAt && entry.endsAt <= now) ? next : entry));
    }
    expect(userWorstCaseChars(entries, now)).toBeLessThanOrEqual(worst);
    work();
  }
  return admitted;
};

describe('a user whose quota is filled until the next request is refused', () => {
  it('stays writable after all approvals, ends, starts and expiries', () => {
    let admitted = 0;
    fc.assert(
      fc.property(
        charsUpTo(2048),
        fc.array(requestedByUser, { minLength: 5, maxLength: 20 }),
        eventSequences,
        (otherChars, requests, events) => {
          admitted += fillAndEmptyUser(otherChars, requests, events);
        },
      ),
      { numRuns: 100 },
    );
    expect(admitted).toBeGreaterThan(50);
  });
});
