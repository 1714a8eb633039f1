import { describe, expect, it } from 'vitest';
import { parseRoleArn, type RoleArn } from '../../../functions/core/names.ts';
import { addMinutes } from '../../../functions/core/time.ts';
import { policyChars } from '../../../functions/core/trust/documents.ts';
import {
  packUserPolicy,
  type RoleTimeBox,
  refuseUserCapacity,
  userWorstCaseChars,
} from '../../../functions/core/trust/user-policy.ts';
import { PROD } from '../../support/builders.ts';
import { anEntry, at, aUserRole, NOON } from './a-plan.ts';

/** Roles whose path and name have 28 characters. */
const roles = (size: number): readonly RoleArn[] =>
  Array.from({ length: size }, (_, index) =>
    parseRoleArn(`arn:aws:iam::${PROD}:role/teams/${'x'.repeat(19)}-${String(index).padStart(2, '0')}`),
  );

const until = (roleArn: RoleArn, time: string, startsAt?: string): RoleTimeBox => ({
  roleArn,
  endsAt: at(time),
  ...(startsAt === undefined ? {} : { startsAt: at(startsAt) }),
});

const [a, b, c] = roles(3) as [RoleArn, RoleArn, RoleArn];
const PINNED = { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } };
const ends = (time: string) => ({ DateLessThan: { 'aws:CurrentTime': `2030-01-01T${time}Z` } });
const starts = (time: string) => ({ DateGreaterThanEquals: { 'aws:CurrentTime': `2030-01-01T${time}Z` } });
const shapesOf = (timeBoxes: readonly RoleTimeBox[], quotaChars = 2048, now = NOON) =>
  packUserPolicy(timeBoxes, quotaChars, now).document?.Statement.map(({ Resource, Condition }) => ({
    Resource,
    Condition,
  }));
const anyPartition = (arn: RoleArn) => arn.replace('arn:aws:', 'arn:*:');

describe('the policy of a user', () => {
  it('has one statement for roles with equal dates, with the user name as session name', () => {
    const shapes = shapesOf([until(b, '13:00:00'), until(a, '13:00:00'), until(c, '14:00:00', '13:30:00')]);

    expect(shapes).toEqual([
      { Resource: [a, b], Condition: { ...PINNED, ...ends('13:00:00') } },
      { Resource: c, Condition: { ...PINNED, ...starts('13:30:00'), ...ends('14:00:00') } },
    ]);
  });

  it('uses the latest end for all roles if exact statements do not fit, and keeps a future start exact', () => {
    const timeBoxes = [until(a, '13:00:00'), until(b, '14:00:00'), until(c, '15:00:00', '14:00:00')];
    const exactChars = policyChars(packUserPolicy(timeBoxes, 2048, NOON).document as never);

    const shapes = shapesOf(timeBoxes, exactChars - 1);

    expect(shapes).toEqual([
      { Resource: [a, b], Condition: { ...PINNED, ...ends('14:00:00') } },
      { Resource: c, Condition: { ...PINNED, ...starts('14:00:00'), ...ends('15:00:00') } },
    ]);
  });

  it('fits 30 roles of 28 characters, only because their ARNs are for any partition', () => {
    const { document, overflow } = packUserPolicy(
      roles(30).map((roleArn) => until(roleArn, '13:00:00')),
      2048,
      NOON,
    );

    expect(overflow).toBeUndefined();
    expect(document?.Statement).toHaveLength(1);
    expect(document?.Statement[0]?.Resource).toEqual(roles(30).map(anyPartition));
    expect(policyChars(document as never)).toBe(2025);
    const inOnePartition = JSON.parse(JSON.stringify(document).replaceAll('arn:*:', 'arn:aws:'));
    expect(policyChars(inOnePartition)).toBe(2085);
  });

  it('allows a role of two requests until the later end, in one statement', () => {
    expect(shapesOf([until(a, '13:00:00'), until(a, '14:00:00', '12:30:00'), until(a, '14:00:00')])).toEqual([
      { Resource: a, Condition: { ...PINNED, ...ends('14:00:00') } },
    ]);
  });

  it('never contains a past or empty time box, even if a fast clock set its end', () => {
    const empty = until(a, '12:00:04', '12:00:04');

    expect(packUserPolicy([empty, until(b, '12:00:00'), until(c, '12:10:00', '12:20:00')], 2048, NOON)).toEqual({});
  });

  it('omits and reports the latest starts if other policies leave too little capacity', () => {
    const timeBoxes = [until(b, '16:00:00', '15:00:00'), until(a, '13:00:00'), until(c, '14:00:00', '13:30:00')];
    const first = packUserPolicy([until(a, '13:00:00')], 2048, NOON).document;

    const packed = packUserPolicy(timeBoxes, policyChars(first as never), NOON);

    expect(packed.document?.Statement.map(({ Resource }) => Resource)).toEqual([anyPartition(a)]);
    expect(packed.overflow?.neededChars).toBeGreaterThan(packed.overflow?.quotaChars ?? 0);
  });
});

describe('the capacity of a user', () => {
  const bundle = (size: number, fields: Parameters<typeof anEntry>[0] = {}) =>
    anEntry({ startsAt: null, endsAt: null, roles: roles(size).map((arn) => aUserRole(arn, 'reserved')), ...fields });

  it('is 30 roles of 28 characters for one user, whether pending or open', () => {
    const open = bundle(30, { startsAt: '2030-01-01T12:00:00Z', endsAt: '2030-01-01T13:00:00Z' });

    expect(refuseUserCapacity([], bundle(30), 0, NOON)).toBeUndefined();
    expect(refuseUserCapacity([], open, 0, NOON)).toBeUndefined();
    expect(refuseUserCapacity([], bundle(31), 0, NOON)).toEqual({
      kind: 'does_not_fit',
      document: 'identity policy',
      neededChars: 2085,
      quotaChars: 2048,
      fittingRoles: 30,
    });
  });

  it('is used by pending and open entries, and not by ended or refused entries', () => {
    const [first, second] = [roles(30).slice(0, 20), roles(30).slice(20)];
    const pending = anEntry({ startsAt: null, endsAt: null, roles: first.map((arn) => aUserRole(arn, 'reserved')) });
    const over = anEntry({
      startsAt: '2030-01-01T10:00:00Z',
      endsAt: '2030-01-01T11:00:00Z',
      roles: [aUserRole(parseRoleArn(`arn:aws:iam::${PROD}:role/over`), 'confirmed')],
    });
    const refused = anEntry({ roles: [aUserRole(parseRoleArn(`arn:aws:iam::${PROD}:role/refused`), 'refused')] });
    const another = anEntry({
      startsAt: null,
      endsAt: null,
      roles: [aUserRole(parseRoleArn(`arn:aws:iam::${PROD}:role/${'y'.repeat(40)}`))],
    });
    const wanted = anEntry({ roles: second.map((arn) => aUserRole(arn)) });

    expect(refuseUserCapacity([pending, over, refused], wanted, 0, NOON)).toBeUndefined();
    expect(refuseUserCapacity([pending, another], wanted, 0, NOON)).toMatchObject({ fittingRoles: 9 });
    expect(refuseUserCapacity([pending], wanted, 24, NOON)).toMatchObject({ fittingRoles: 9, quotaChars: 2024 });
  });

  it('counts a role of two requests once, and each future start separately', () => {
    const one = userWorstCaseChars([bundle(1)], NOON);
    const future = bundle(1, { startsAt: '2030-01-01T14:00:00Z' });

    expect(userWorstCaseChars([bundle(1), bundle(1)], NOON)).toBe(one);
    expect(userWorstCaseChars([bundle(1), future], NOON)).toBeGreaterThan(one + 200);
    expect(userWorstCaseChars([bundle(1), future], addMinutes(NOON, 120))).toBe(one);
    expect(userWorstCaseChars([], NOON)).toBe(0);
  });
});
