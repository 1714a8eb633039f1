import { describe, expect, it } from 'vitest';
import { decideDelegation } from '../../../functions/core/authority/delegating.ts';
import { type AccountStatus, EMPTY_DIRECTORY } from '../../../functions/core/authority/directory.ts';
import type { Who } from '../../../functions/core/catalog/catalog.ts';
import { parseDelegate } from '../../../functions/core/command/delegate-command.ts';
import { aCatalog, alice, aRule, U } from '../../support/builders.ts';

/** A Thursday. In Berlin, the clock is put forward on the Sunday that follows. */
const NOW = new Date('2030-03-28T11:00:00Z');
const zone = 'Europe/Berlin';
const user = (name: string): Who => ({ kind: 'user', id: U(name) });
const person = (name: string, accountStatus: AccountStatus, more: object = {}) => ({
  [U(name)]: { accountStatus, name, readAt: NOW, timeZone: zone, ...more },
});
const people = {
  ...person('carol', 'member'),
  ...person('bob', 'member'),
  ...person('guest', 'guest'),
  ...person('left', 'deactivated'),
  ...person('robot', 'bot'),
  ...person('foreign', 'external'),
};
const world = {
  catalog: aCatalog([
    aRule({ approvers: [user('carol')], escalation: { afterMinutes: 5, approvers: [user('dave')] } }),
  ]),
  directory: { ...EMPTY_DIRECTORY, people },
  now: NOW,
};

/** The end of the delegation, or why it is refused. */
const decide = (by: string, to: string, end: string, known = world): string => {
  const command = parseDelegate(`<@${U(to)}> ${end}`);
  if (command.kind !== 'name') throw new Error(`${end} was not understood`);
  const decision = decideDelegation(U(by), command, known);
  return decision.kind === 'refused' ? decision.refusal.kind : decision.delegation.until.toISOString();
};

describe('a delegation', () => {
  it.each([
    ['for 3d', '2030-03-31T11:00:00.000Z'],
    ['until 17:00', '2030-03-28T16:00:00.000Z'],
    ['until friday', '2030-03-29T23:00:00.000Z'],
    ['until thursday', '2030-03-28T23:00:00.000Z'],
    ['until tomorrow', '2030-03-29T23:00:00.000Z'],
    // The clock is put forward in the night before.
    ['until sunday', '2030-03-31T22:00:00.000Z'],
    ['until monday 9:30', '2030-04-01T07:30:00.000Z'],
    ['until 2030-04-05', '2030-04-05T22:00:00.000Z'],
  ])('with "%s" ends at %s, by the clocks of the approver', (end, until) => {
    expect(decide('carol', 'bob', end)).toBe(until);
  });

  it('needs an approver, of the second line too', () => {
    expect(decide('dave', 'bob', 'for 1d')).toBe('2030-03-29T11:00:00.000Z');
    expect(decide('bob', 'carol', 'for 1d')).toBe('nothing_to_delegate');
  });

  it('of a member of a group that cannot be read is refused as uncertain', () => {
    const group: Who = { kind: 'group', id: 'S0SRE' as never };
    const unread = { ...world, catalog: aCatalog([aRule({ approvers: [group] })]) };

    expect(decide('carol', 'bob', 'for 1d', unread)).toBe('membership_unknown');
  });

  it.each([
    ['carol', 'carol', 'to_self'],
    ['guest', 'bob', 'not_a_member'],
    ['carol', 'guest', 'delegate_not_a_member'],
    ['carol', 'left', 'delegate_not_a_member'],
    ['carol', 'robot', 'delegate_not_a_member'],
    ['carol', 'foreign', 'delegate_not_a_member'],
  ])('of %s to %s is refused: %s', (by, to, refusal) => {
    expect(decide(by, to, 'for 1d')).toBe(refusal);
  });

  it('to another account of the same user is refused', () => {
    const directory = { ...world.directory, people: { ...people, ...person('second', 'member') } };
    const catalog = { ...world.catalog, people: { [U('carol')]: alice, [U('second')]: alice } };

    expect(decide('carol', 'second', 'for 1d', { ...world, catalog, directory })).toBe('to_self');
  });

  it('ends in the future, within 30 days', () => {
    expect(decide('carol', 'bob', 'for 30d')).toBe('2030-04-27T11:00:00.000Z');
    expect(decide('carol', 'bob', 'for 31d')).toBe('ends_too_late');
    expect(decide('carol', 'bob', 'until 2030-03-27')).toBe('ends_in_past');
    expect(decide('carol', 'bob', 'until 11:30 today')).toBe('ends_in_past');
  });

  it('needs the time zone of the approver for a time of day', () => {
    const { timeZone: _, ...carol } = people[U('carol')] as { timeZone: string } & object;
    const directory = { ...world.directory, people: { ...people, [U('carol')]: carol as never } };

    expect(decide('carol', 'bob', 'until friday', { ...world, directory })).toBe('time_zone_unknown');
    expect(decide('carol', 'bob', 'for 1d', { ...world, directory })).toBe('2030-03-29T11:00:00.000Z');
  });
});
