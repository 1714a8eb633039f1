import { describe, expect, it } from 'vitest';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import type { Catalog } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn, type SlackGroupId } from '../../../functions/core/names.ts';
import { decideRequest, type RequestInput, requestOf } from '../../../functions/core/request/decide-request.ts';
import { turned } from '../../../functions/core/request/lockdown.ts';
import { aCatalog, actor, aRule, idOf, U } from '../../support/builders.ts';

/** Noon in UTC is 13:00 in Berlin. */
const NOON = new Date('2030-01-01T12:00:00Z');
const SRE = { kind: 'group', id: 'S0SRE' as SlackGroupId } as const;
const berlin = { accountStatus: 'member', name: 'alice', timeZone: 'Europe/Berlin', readAt: NOON } as const;
const workspace: Directory = { workspace: { teamId: 'T0LOCAL' }, people: { [U('alice')]: berlin }, groups: {} };
const noZone: Directory = { ...workspace, people: {} };

const requestsAccess = (
  input: Partial<RequestInput>,
  { catalog = aCatalog(), directory = workspace }: { catalog?: Catalog; directory?: Directory } = {},
) => decideRequest({ name: 'prod-s3', reason: 'INC-42', ...input }, actor('alice'), { catalog, directory, now: NOON });
const until = (hour: number, minute = 0) => ({ kind: 'until', hour, minute }) as const;
const minutes = (count: number) => ({ kind: 'minutes', minutes: count }) as const;

describe('the start and end of a request', () => {
  it('are a duration from approval, or an end time in the time zone of the user', () => {
    expect(requestsAccess({ duration: minutes(30) })).toMatchObject({
      requested: { duration: { kind: 'for', minutes: 30 } },
    });
    expect(requestsAccess({})).toMatchObject({ requested: { duration: { kind: 'for', minutes: 60 } } });
    expect(requestsAccess({ duration: until(17) })).toMatchObject({
      requested: { duration: { kind: 'until', at: new Date('2030-01-01T16:00:00Z') } },
    });
  });

  it('use the requested start, and the duration counts from that start', () => {
    const rule = aRule({ durationMinutes: { default: 60, max: 120 } });
    const from = { hour: 15, minute: 0 };
    const later = requestsAccess({ from, duration: until(17) }, { catalog: aCatalog([rule]) });

    expect(later).toMatchObject({
      kind: 'allowed',
      requested: { notBefore: new Date('2030-01-01T14:00:00Z'), duration: { at: new Date('2030-01-01T16:00:00Z') } },
    });
    expect(requestsAccess({ from, duration: until(17, 1) }, { catalog: aCatalog([rule]) })).toEqual({
      kind: 'too_long',
      requestedMinutes: 121,
      maxMinutes: 120,
    });
    expect(requestsAccess({ duration: minutes(60) })).not.toHaveProperty('requested.notBefore');
  });

  it('are refused if a time of day is given and the time zone of the user is unknown', () => {
    expect(requestsAccess({ duration: until(17) }, { directory: noZone })).toEqual({ kind: 'time_zone_unknown' });
    expect(requestsAccess({ from: { hour: 15, minute: 0 } }, { directory: noZone })).toEqual({
      kind: 'time_zone_unknown',
    });
    expect(requestsAccess({ duration: minutes(30) }, { directory: noZone }).kind).toBe('allowed');
    const nowhere = { ...workspace, people: { [U('alice')]: { ...berlin, timeZone: 'Nowhere/City' } } };
    expect(requestsAccess({ duration: until(17) }, { directory: nowhere })).toEqual({ kind: 'time_zone_unknown' });
    expect(requestsAccess({ from: { hour: 15, minute: 0 } }, { directory: nowhere })).toEqual({
      kind: 'time_zone_unknown',
    });
  });

  it('are refused if they are already past today', () => {
    const past = { hour: 9, minute: 0, day: 'today' } as const;

    expect(requestsAccess({ from: past }).kind).toBe('already_past');
    expect(requestsAccess({ duration: { kind: 'until', ...past } }).kind).toBe('already_past');
  });

  it('are checked against the minimum and maximum duration, to the minute', () => {
    const catalog = aCatalog([aRule({ durationMinutes: { default: 60, max: 120 } })], {
      settings: { ...aCatalog().settings, minimumMinutes: 15 },
    });
    const kindOf = (count: number) => requestsAccess({ duration: minutes(count) }, { catalog }).kind;

    expect([14, 15, 120, 121].map(kindOf)).toEqual(['too_short', 'allowed', 'allowed', 'too_long']);
  });
});

describe('the reason of a request', () => {
  it('must contain the ticket that each rule of a bundle requires', () => {
    const catalog = aCatalog([aRule({ ticket: 'INC-\\d+', reason: 'optional' })]);

    expect(requestsAccess({ reason: 'for INC-42, now' }, { catalog }).kind).toBe('allowed');
    expect(requestsAccess({ reason: 'for the report' }, { catalog })).toEqual({
      kind: 'ticket_missing',
      pattern: 'INC-\\d+',
    });
    const exemplified = aCatalog([aRule({ ticket: 'INC-\\d+', ticketExample: 'INC-42' })]);
    expect(requestsAccess({ reason: 'for the report' }, { catalog: exemplified })).toMatchObject({ example: 'INC-42' });
    expect(requestsAccess({ reason: '' }, { catalog })).toEqual({ kind: 'reason_missing' });
    expect(requestsAccess({ reason: '' }, { catalog: aCatalog([aRule({ reason: 'optional' })]) }).kind).toBe('allowed');
  });
});

describe('the users who may request a role', () => {
  it('are named in the rule; the refusal of other users contains the rule', () => {
    const rule = aRule({ requesters: [{ kind: 'user', id: U('random') }] });

    expect(requestsAccess({}, { catalog: aCatalog([rule]) })).toEqual({
      kind: 'not_a_requester',
      name: rule.name,
      rule,
    });
    expect(
      requestsAccess({}, { catalog: aCatalog([aRule({ requesters: [{ kind: 'user', id: U('alice') }] })]) }).kind,
    ).toBe('allowed');
  });

  it('are unknown if they depend on an unreadable group', () => {
    const byGroup = aCatalog([aRule({ requesters: [SRE] })]);
    const forOthers = aCatalog([aRule({ onBehalfOf: [SRE] })]);

    expect(requestsAccess({}, { catalog: byGroup })).toEqual({ kind: 'membership_unknown', unread: ['S0SRE'] });
    expect(requestsAccess({ onBehalfOf: U('random') }, { catalog: forOthers })).toEqual({
      kind: 'membership_unknown',
      unread: ['S0SRE'],
    });
  });
});

describe('a request that cannot be approved', () => {
  const user = (name: string) => ({ kind: 'user', id: U(name) }) as const;
  const goneBob = {
    ...workspace,
    people: { [U('bob')]: { accountStatus: 'deactivated', name: 'bob', readAt: NOON } as const },
  };

  it('is refused immediately, with the number of missing approvers and the remaining ones', () => {
    const two = aCatalog([aRule({ approvers: [user('bob'), user('carol')], approvals: 2 })]);

    expect(requestsAccess({}, { catalog: aCatalog([aRule({ approvers: [user('alice')] })]) })).toEqual({
      kind: 'approvers_missing',
      name: 'prod-s3',
      needed: 1,
      missing: 1,
      left: [],
    });
    expect(requestsAccess({}, { catalog: two, directory: goneBob })).toEqual({
      kind: 'approvers_missing',
      name: 'prod-s3',
      needed: 2,
      missing: 1,
      left: [U('carol')],
    });
    expect(requestsAccess({}, { catalog: two }).kind).toBe('allowed');
  });

  it('is refused if one role of a bundle lacks approvers, with the name of the role', () => {
    const db = aRule({
      name: parseAccessName('prod-db'),
      arn: parseRoleArn('arn:aws:iam::222222222222:role/db'),
      approvers: [user('alice')],
    });
    const bundle = { name: parseAccessName('release'), description: '', roles: [aRule().name, db.name] };
    const catalog = aCatalog([aRule(), db], { bundles: { [bundle.name]: bundle } });

    expect(requestsAccess({ name: 'release' }, { catalog })).toMatchObject({
      kind: 'approvers_missing',
      name: 'prod-db',
    });
  });

  it('is accepted if the second line or members of an unreadable group may approve it', () => {
    const escalation = { afterMinutes: 30, approvers: [user('carol')] };
    const byGroup = aRule({ approvers: [user('alice'), SRE] });

    expect(requestsAccess({}, { catalog: aCatalog([aRule({ approvers: [user('alice')], escalation })]) }).kind).toBe(
      'allowed',
    );
    expect(requestsAccess({}, { catalog: aCatalog([byGroup]) }).kind).toBe('allowed');
  });
});

describe('a request without a decision', () => {
  const lapsesAfter = (input: Partial<RequestInput>): number => {
    const allowed = requestsAccess(input);
    if (allowed.kind !== 'allowed') throw new Error(allowed.kind);
    const { status } = requestOf(idOf(1), allowed, aCatalog());
    return status.kind === 'pending' ? (status.lapsesAt.getTime() - NOON.getTime()) / 60_000 : Number.NaN;
  };

  it('lapses after the time set in the catalog, or at its requested end', () => {
    expect(lapsesAfter({})).toBe(24 * 60);
    expect(lapsesAfter({ duration: until(17) })).toBe(240);
  });
});

describe('an account of which nothing is known', () => {
  it('learns nothing about names, lockdowns or rules', () => {
    const stranger = { id: U('stranger'), teamId: '' };
    const locked = turned(true, { id: U('bob') }, 'an incident', NOON);
    const world = { catalog: aCatalog(), directory: { ...workspace, lockdown: locked }, now: NOON };

    for (const name of ['prod-s3', 'prod-s4'])
      expect(decideRequest({ name, reason: 'INC-42' }, stranger, world)).toEqual({ kind: 'account_unknown' });
  });
});
