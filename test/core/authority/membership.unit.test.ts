import { describe, expect, it } from 'vitest';
import { type Directory, EMPTY_DIRECTORY } from '../../../functions/core/authority/directory.ts';
import { among } from '../../../functions/core/authority/membership.ts';
import type { Who } from '../../../functions/core/catalog/catalog.ts';
import type { SlackGroupId, SlackUserId } from '../../../functions/core/names.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';

const catalog = aCatalog([aRule()]);
const NOON = new Date('2030-01-01T12:00:00Z');
const [alice, bob, dave] = [U('alice'), U('bob'), U('dave')];
const user = (id: SlackUserId): Who => ({ kind: 'user', id });
const groupOf = (id: string): Who => ({ kind: 'group', id: id as SlackGroupId });
const onCall: Who = { kind: 'onCall', id: 'prod' };

const withGroups = (groups: Readonly<Record<string, readonly SlackUserId[]>>): Directory => ({
  ...EMPTY_DIRECTORY,
  groups: Object.fromEntries(Object.entries(groups).map(([id, members]) => [id, { members, readAt: NOON }])),
});
const answer = (who: readonly Who[], id: SlackUserId, groups: Readonly<Record<string, readonly SlackUserId[]>> = {}) =>
  among(who, id, { catalog, directory: withGroups(groups), now: NOON }).answer;

describe('the membership of a user in a list of a rule', () => {
  it('is yes for everyone, for a named user, and for a member of a group', () => {
    expect(answer([{ kind: 'everyone' }], dave)).toBe('yes');
    expect(answer([user(bob), user(alice)], alice)).toBe('yes');
    expect(answer([groupOf('S0SRE')], alice, { S0SRE: [bob, alice] })).toBe('yes');
    expect(answer([groupOf('S0SRE'), user(alice)], alice)).toBe('yes');
  });

  it('is no if every group is readable and the user is in none', () => {
    expect(answer([], alice)).toBe('no');
    expect(answer([user(bob)], alice)).toBe('no');
    expect(answer([groupOf('S0SRE')], alice, { S0SRE: [bob] })).toBe('no');
    expect(answer([groupOf('S0SRE')], alice, { S0SRE: [] })).toBe('no');
    expect(answer([groupOf('S0SRE')], alice, { S0SRE: [bob], S0SRE2: [alice], S0SR: [alice] })).toBe('no');
  });

  it('is unknown if it depends on an unreadable group, with the name of the group', () => {
    expect(answer([user(bob), groupOf('S0SRE')], alice, { S0OTHER: [alice] })).toBe('unknown');
    expect(among([groupOf('S0SRE'), onCall], alice, { catalog, directory: EMPTY_DIRECTORY, now: NOON })).toEqual({
      answer: 'unknown',
      unread: ['S0SRE', 'onCall:prod'],
    });
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'is unknown for a group named like an object property: %s',
    (name) => {
      const schedules = {};

      expect(answer([groupOf(name)], alice)).toBe('unknown');
      expect(
        among([{ kind: 'onCall', id: name }], alice, {
          catalog,
          directory: { ...EMPTY_DIRECTORY, schedules },
          now: NOON,
        }).answer,
      ).toBe('unknown');
    },
  );

  it('is known for exactly fifteen minutes after a group or schedule was read', () => {
    const read = { members: [bob], readAt: NOON };
    const directory: Directory = {
      ...EMPTY_DIRECTORY,
      groups: { ['S0SRE' as SlackGroupId]: read },
      schedules: { prod: read },
    };
    const at = (time: string) =>
      [groupOf('S0SRE'), onCall].map(
        (who) => among([who], bob, { catalog, directory, now: new Date(`2030-01-01T${time}Z`) }).answer,
      );

    expect(at('12:15:00')).toEqual(['yes', 'yes']);
    expect(at('12:15:00.001')).toEqual(['unknown', 'unknown']);
  });
});
