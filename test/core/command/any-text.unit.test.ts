import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_REASON_CHARACTERS, parseCommand } from '../../../functions/core/command/command.ts';
import { RESERVED_NAMES } from '../../../functions/core/command/reserved-names.ts';

/** Typed text in the form in which Slack sends it with a command. */
const asSent = (typed: string): string => typed.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        ...['prod-s3', 'end', 'help', 'role', '2h', '1', 'hour', 'and', '30m', 'until', 'from', 'to', 'for', '14:00'],
        ...['tomorrow', 'UTC', '2hh', '-', '"', '”', '&lt;', '<@U0BOB|bob>', '\u00a0', '\n', ':', '--x', '99999999h'],
      ),
      { maxLength: 12 },
    )
    .map((words) => words.join(' ')),
);

describe('arbitrary text', () => {
  it('is parsed without an exception', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const command = parseCommand(text);

        expect(command.kind).toMatch(/^(open_modal|help|list|end|request|unclear|not_understood)$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('is kept exactly as the reason', () => {
    const characters = fc.string({ unit: 'binary', maxLength: MAX_REASON_CHARACTERS - 10 });

    fc.assert(
      fc.property(characters, (text) => {
        const command = parseCommand(`prod-s3 2h INC-42: ${asSent(text)}.`);
        fc.pre(command.kind === 'request');

        expect(command).toEqual({
          kind: 'request',
          name: 'prod-s3',
          duration: { kind: 'minutes', minutes: 120 },
          reason: `INC-42: ${text}.`,
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('is kept except for the part that was parsed as a time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const sent = asSent(text);
        const command = parseCommand(`prod-s3 ${sent}`);
        if (command.kind !== 'request') return;

        const typed = text.replace(/^(?:\s|\u200b|\u2060)+|(?:\s|\u200b|\u2060)+$/g, '');
        const isTimed = command.duration !== undefined || command.from !== undefined;
        expect(typed.endsWith(command.reason)).toBe(true);
        if (!isTimed) expect(command.reason).toBe(typed);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['spaces', `prod-s3 a${' '.repeat(1_000_000)}b`],
    ['digits', `prod-s3 ${'1'.repeat(1_000_000)}!`],
    ['letters', `prod-s3 1${'a'.repeat(1_000_000)}`],
    ['punctuation', `${'!'.repeat(1_000_000)}a`],
    ['references', `prod-s3 ${'<@'.repeat(500_000)}`],
    ['quotes', `prod-s3 ${'"'.repeat(1_000_000)}`],
    // A parser that takes quadratic time would reach the time limit of all tests, which ends a hang.
  ])('is parsed in linear time with many %s', (_, text) => {
    expect(parseCommand(text).kind).toMatch(/^(request|unclear|not_understood)$/);
  });
});

describe('reserved words', () => {
  it('cannot be requested as roles', () => {
    const kinds = [...RESERVED_NAMES].map((word) => parseCommand(`${word} 2h INC-42`).kind);

    expect(kinds.filter((kind) => kind === 'request')).toEqual([]);
  });
});
