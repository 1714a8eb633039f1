import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../functions/core/command/command.ts';
import { type DelegateCommand, parseDelegate } from '../../../functions/core/command/delegate-command.ts';

const BOB = '<@U0BOB|bob>';
const DAY = 24 * 60;
const named = (end: object) => ({ kind: 'name', to: 'U0BOB', end });
const minutes = (count: number) => named({ kind: 'minutes', minutes: count });
const tryOf = (command: DelegateCommand) => (command.kind === 'not_understood' ? command.tryThis : command.kind);

describe('the text after /assume delegate', () => {
  it('shows the delegations, ends the own one, or names a colleague', () => {
    expect([parseDelegate(''), parseDelegate(' off. ')].map(({ kind }) => kind)).toEqual(['show', 'off']);
    expect(parseCommand(`delegate ${BOB} for 3d`)).toEqual({ kind: 'delegate', rest: `${BOB} for 3d` });
  });

  it.each<[string, object]>([
    ['for 3d', minutes(3 * DAY)],
    ['for 2 weeks', minutes(14 * DAY)],
    ['for a week', minutes(7 * DAY)],
    ['8h', minutes(480)],
    ['for 1h30m', minutes(90)],
    ['until 17:00', named({ kind: 'time', time: { hour: 17, minute: 0 } })],
    ['until 5pm tomorrow', named({ kind: 'time', time: { hour: 17, minute: 0, day: 'tomorrow' } })],
    ['until friday', named({ kind: 'day', day: { kind: 'weekday', day: 5 } })],
    ['until Tues.', named({ kind: 'day', day: { kind: 'weekday', day: 2 } })],
    ['friday', named({ kind: 'day', day: { kind: 'weekday', day: 5 } })],
    ['until tomorrow', named({ kind: 'day', day: { kind: 'in_days', days: 1 } })],
    ['until 2030-01-31', named({ kind: 'day', day: { kind: 'date', year: 2030, month: 1, day: 31 } })],
    ['until Friday at 17:30', named({ kind: 'day', day: { kind: 'weekday', day: 5 }, time: { hour: 17, minute: 30 } })],
  ])('reads the end "%s"', (end, expected) => {
    expect(parseDelegate(`${BOB} ${end}`)).toEqual(expected);
    expect(parseDelegate(`to ${BOB} ${end}`)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['bob until friday', 'delegate'],
    ['@bob until friday', 'delegate'],
    [BOB, 'delegate <@U0BOB> until friday'],
    [`${BOB} <@U0DAVE> until friday`, 'delegate <@U0BOB> until friday'],
    [`off ${BOB}`, 'delegate off'],
    [`${BOB} off`, 'delegate off'],
    [`until friday ${BOB}`, 'delegate <@U0BOB> until friday'],
    [`${BOB} until soon`, 'delegate <@U0BOB> until friday'],
    [`${BOB} until 2030-02-30`, 'delegate <@U0BOB> until friday'],
    [`${BOB} for friday`, 'delegate <@U0BOB> until friday'],
    [`${BOB} until 3d`, 'delegate <@U0BOB> for 3d'],
    [`${BOB} for 3`, 'delegate <@U0BOB> until friday'],
  ])('asks about "%s", and suggests a command that works', (text, suggestion) => {
    expect(tryOf(parseDelegate(text))).toBe(suggestion);
    expect(parseDelegate(suggestion.replace(/^delegate ?/, '')).kind).not.toBe('not_understood');
  });

  it('is never a fault, whatever is typed, and each suggestion is accepted', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(BOB, 'until', 'for', 'friday', '3d', 'off', '17:00', '2030-13-01'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (typed) => {
        const command = parseDelegate(typed.join(' '));
        if (command.kind !== 'not_understood') return;
        const again = parseCommand(command.tryThis);
        expect(again.kind).toBe('delegate');
        if (again.kind === 'delegate') expect(parseDelegate(again.rest).kind).not.toBe('not_understood');
      }),
    );
  });
});
