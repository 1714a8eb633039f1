import { describe, expect, it } from 'vitest';
import { compactJson } from './compact-json.ts';
import { foldCalls } from './fold-calls.ts';
import { factWords, timeLeft, timeLeftSpoken } from './words.ts';

const call = (actor: string, operation: string, more: object = {}) => ({
  id: `${actor}-${operation}`,
  at: '2030-01-01T12:00:00.000Z',
  service: 'dynamodb',
  operation,
  about: '',
  actor,
  ...more,
});

describe('short texts', () => {
  it('counts down to zero and not below', () => {
    expect([3_723_000, 61_000, 500, 0, -5000].map(timeLeft)).toEqual(['1:02:03', '01:01', '00:01', '00:00', '00:00']);
    expect([7_300_000, 600_000, 90_000, 0].map(timeLeftSpoken)).toEqual([
      '2 hours left',
      '10 minutes left',
      'less than two minutes left',
      'over',
    ]);
  });

  it('puts values that fit on one line, and stays valid JSON', () => {
    const value = { Sid: 'A', Condition: { Bool: { 'aws:x': 'true' } }, Action: ['a:b', 'c:d'], Empty: {} };

    const shown = compactJson(value, 46);

    expect(shown).toContain('  "Condition": { "Bool": { "aws:x": "true" } },\n');
    expect(shown.split('\n').every((line) => line.length <= 47)).toBe(true);
    expect(JSON.parse(shown)).toEqual(value);
  });

  it('shows an unknown fact with its own name, and times in the time zone of the user', () => {
    const reader = {
      nameOf: (id: string) => id.slice(2).toLowerCase(),
      timeOf: (at: Date) => at.toISOString().slice(11, 16),
    };
    const event = (fact: { kind: string }) => ({ seq: 0, at: '', fact, hash: '', holds: true });

    expect(factWords(event({ kind: 'requested', by: 'U0BOB' } as { kind: string }), reader)).toBe('requested by bob');
    expect(factWords(event({ kind: 'moved_to_moon', missing_oxygen: 3 } as { kind: string }), reader)).toBe(
      'moved to moon (missing oxygen 3)',
    );
    expect(factWords(event({ kind: 'approved', endsAt: '2030-01-01T12:10:00.000Z' } as { kind: string }), reader)).toBe(
      'approved, end fixed (ends at 12:10)',
    );
  });

  it('combines the reads of an idle sweep, and nothing that made a change', () => {
    const calls = [
      call('sweep', 'Query'),
      call('sweep', 'GetItem'),
      call('sweep', 'Query'),
      call('sweep', 'UpdateItem'),
      call('slack-events', 'GetItem'),
      call('slack-events', 'Query'),
    ];

    expect(foldCalls(calls).map(({ actor, operation, times }) => [actor, operation, times])).toEqual([
      ['sweep', 'Query, GetItem', 3],
      ['sweep', 'UpdateItem', 1],
      ['slack-events', 'GetItem', 1],
      ['slack-events', 'Query', 1],
    ]);
  });
});
