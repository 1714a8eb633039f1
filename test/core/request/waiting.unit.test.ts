import { describe, expect, it } from 'vitest';
import type { RoleRule } from '../../../functions/core/catalog/catalog.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { remindersOf, whileWaiting } from '../../../functions/core/request/waiting.ts';
import { addMinutes } from '../../../functions/core/time.ts';
import { justRequested, NOON, withFacts } from '../../support/a-request.ts';
import { aCatalog, alice, aRule, U } from '../../support/builders.ts';

const minutes = (count: number): Date => addMinutes(NOON, count);
const user = (name: string) => ({ kind: 'user', id: U(name) }) as const;
const escalating = (afterMinutes: number, fields: Partial<RoleRule> = {}): RoleRule =>
  aRule({ escalation: { afterMinutes, approvers: [user('dave')] }, ...fields });

/** Reminders after 30, 120 and 360 minutes. */
const waits = (lapsesAfter: number, rule: RoleRule = aRule()): Request => {
  const request = justRequested({ rules: [rule], lapsesAt: minutes(lapsesAfter) });
  const reminders = remindersOf(request, aCatalog([rule]));
  return withFacts(request, [{ kind: 'prepared', principal: alice, ...reminders, evidence: [] }], NOON);
};
const lookedAt = (request: Request, count: number, people = {}) => {
  const rules = request.requested.roles.map(({ rule }) => rule);
  const directory = { workspace: { teamId: 'T0LOCAL' }, people, groups: {} };
  return whileWaiting(request, { catalog: aCatalog(rules), directory, now: minutes(count) });
};
const kinds = (...looked: Parameters<typeof lookedAt>) => lookedAt(...looked).map(({ kind }) => kind);
const gone = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [U(name), { accountStatus: 'deactivated', name, readAt: NOON }]));

describe('a pending request', () => {
  it('has its reminders and its escalation before it lapses, not at that time', () => {
    expect(waits(360, escalating(100)).status).toEqual({
      kind: 'pending',
      lapsesAt: minutes(360),
      remindersAt: [minutes(30), minutes(120)],
      escalatesAt: minutes(100),
    });
    expect(waits(30, escalating(30)).status).toEqual({ kind: 'pending', lapsesAt: minutes(30) });
  });

  it('lapses exactly on time', () => {
    expect(kinds(waits(25), 24)).toEqual([]);
    expect(kinds(waits(25), 25)).toEqual(['lapsed']);
  });

  it('has each reminder exactly on time, once, and keeps the later reminders', () => {
    const request = waits(1440, escalating(200));
    const reminded = withFacts(request, lookedAt(request, 30), minutes(30));

    expect(kinds(request, 29)).toEqual([]);
    expect(kinds(request, 30)).toEqual(['reminded']);
    expect(reminded.status).toMatchObject({ remindersAt: [minutes(120), minutes(360)], escalatesAt: minutes(200) });
    expect(kinds(reminded, 30)).toEqual([]);
  });

  it('escalates exactly on time, once, and skips the reminders that were missed in an outage', () => {
    const request = waits(1440, escalating(200));
    const escalated = withFacts(request, lookedAt(request, 200), minutes(200));

    expect(kinds(request, 200)).toEqual(['escalated']);
    expect(escalated.status).toEqual({ kind: 'pending', lapsesAt: minutes(1440), remindersAt: [minutes(360)] });
    expect(kinds(escalated, 200)).toEqual([]);
  });

  it('has no more reminders once it is decided', () => {
    const decided = withFacts(
      waits(1440),
      [{ kind: 'denied', by: U('bob'), catalogHash: 'c', evidence: [] }],
      minutes(1),
    );

    expect(remindersOf(decided, aCatalog())).toEqual({ remindersAt: [] });
    expect(kinds(decided, 600)).toEqual([]);
  });
});

describe('a pending request whose approvers have left', () => {
  it('escalates immediately if there is a second line', () => {
    expect(kinds(waits(1440, escalating(200)), 5, gone('bob', 'carol'))).toEqual(['escalated']);
  });

  it('reports the number of missing approvers once without a second line, and keeps its reminders', () => {
    const request = waits(1440, aRule({ approvals: 2 }));
    const found = lookedAt(request, 5, gone('bob'));
    const notified = withFacts(request, found, minutes(5));

    expect(found).toEqual([{ kind: 'approvers_missing', missing: 1 }]);
    expect(kinds(notified, 6, gone('bob'))).toEqual([]);
    expect(kinds(notified, 30, gone('bob'))).toEqual(['reminded']);
  });

  it('reports the number of missing approvers if the second line has left too', () => {
    const request = waits(1440, escalating(200));
    const escalated = withFacts(request, lookedAt(request, 5, gone('bob', 'carol')), minutes(5));

    expect(lookedAt(escalated, 6, gone('bob', 'carol', 'dave'))).toEqual([{ kind: 'approvers_missing', missing: 1 }]);
    expect(lookedAt(escalated, 6, gone('bob', 'carol'))).toEqual([]);
  });
});
