import { describe, expect, it } from 'vitest';
import { parseWhen } from '../../../functions/handlers/slack-events/forms.ts';

describe('the duration field', () => {
  it.each([
    ['', {}],
    ['  ', {}],
    ['1h', { duration: { kind: 'minutes', minutes: 60 } }],
    ['1 hour and 30 minutes', { duration: { kind: 'minutes', minutes: 90 } }],
    ['until 17:00', { duration: { kind: 'until', hour: 17, minute: 0 } }],
    ['from 14:00 to 15:30', { from: { hour: 14, minute: 0 }, duration: { kind: 'until', hour: 15, minute: 30 } }],
    ['from 14:00 45m', { from: { hour: 14, minute: 0 }, duration: { kind: 'minutes', minutes: 45 } }],
  ])('reads "%s" like the command', (text, clauses) => {
    expect(parseWhen(text)).toEqual({ kind: 'when', clauses });
  });

  it.each(['90', '3 days', '1h INC-42', 'a while', '1h 2h', 'until soon', '<!channel>'])(
    'refuses "%s" and suggests a value that works',
    (text) => {
      const read = parseWhen(text);

      expect(read).toMatchObject({ kind: 'not_understood' });
      expect(read.kind === 'not_understood' && parseWhen(read.tryThis)).toMatchObject({ kind: 'when' });
    },
  );
});
