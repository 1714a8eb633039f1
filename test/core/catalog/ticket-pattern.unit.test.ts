import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainPattern, MOST_STEPS } from '../../../functions/core/catalog/ticket-pattern.ts';
import { mostSteps, searchTicket } from '../../../functions/core/catalog/ticket-search.ts';
import { MAX_REASON_CHARACTERS } from '../../../functions/core/command/command.ts';

describe('patterns for tickets', () => {
  it.each([
    'INC-[0-9]+',
    '[A-Z]{2,10}-\\d+',
    '(?:INC|CHG)-\\d{1,6}',
    '^(INC|CHG)\\d+',
    'https://tickets\\.example\\.com/\\w+',
    '(?:[A-Z]+-)?\\d+',
    '\\bINC-\\d+\\b',
    '(?<ticket>INC-\\d+)',
    '[(+*]\\(\\d\\)',
    '[\\](a+)+]',
    'a{,3}b',
    '(?:ab){2,3}',
    '(INC-\\d{4}) (?:ok)?',
    '(?:INC-\\d+,? ?)+',
    '(a+)+$',
  ])('are taken: %s', (pattern) => {
    expect(explainPattern(pattern)).toBeUndefined();
  });

  it.each([
    ['(a)\\1', 'refers to an earlier part'],
    ['(?<a>x)\\k<a>', 'refers to an earlier part'],
    ['(?=x)', 'looks ahead or behind'],
    ['(?<!x)y', 'looks ahead or behind'],
    ['(?i:inc)-\\d', 'changes its own rules'],
    ['\\c9', 'followed by no letter'],
    ['\\d{501}', 'it has 1002 steps; at most 500'],
    ['(\\d{30}){30}', 'steps; at most 500'],
    ['((((\\d{999}){999}){999}){999}){999}', 'steps; at most 500'],
    [`${'('.repeat(20)}a${'{99999})'.repeat(20)}`, 'steps; at most 500'],
    ['(', 'Invalid regular expression'],
    ['[', 'Invalid regular expression'],
    ['a**', 'Invalid regular expression'],
    ['\\', 'Invalid regular expression'],
  ])('are refused when they are none or cannot be looked for step by step: %s', (pattern, why) => {
    expect(explainPattern(pattern)).toContain(why);
  });
});

describe('looking for a ticket', () => {
  it.each([
    ['INC-[0-9]+', 'INC-42: db is down', true],
    ['INC-[0-9]+', 'INC-: db is down', false],
    ['^CHG', 'see CHG', false],
    ['CHG$', 'see CHG', true],
    ['\\bCHG\\b', 'RECHG', false],
    ['\\BCHG', 'RECHG', true],
    ['a{2,3}b', 'ab', false],
    ['a{2,3}b', 'aaaab', true],
    ['a{,3}b', 'a{,3}b', true],
    ['[^a]', 'aaa', false],
    ['[^]x', '\nx', true],
    ['.x', '\nx', false],
    ['(?:|a)b?', '', true],
    ['\\x41\\u0042\\cJ', 'AB\n', true],
    ['a{0}b', 'b', true],
  ])('finds %s in %j: %s', (pattern, reason, isFound) => {
    expect(searchTicket(pattern, reason).isFound).toBe(isFound);
    expect(new RegExp(pattern).test(reason)).toBe(isFound);
  });

  it('finds what a regular expression finds, in any pattern and text', () => {
    const atoms = ['a', 'b', '[ab]', '[^a]', '.', '\\w', '\\d', ' ', '^', '$', '\\b', '\\B', 'a|b', '|', '-'];
    const times = ['', '', '', '*', '+', '?', '{2}', '{0,2}', '{1,}', '*?', '+?', '{1,3}?'];
    const pattern = fc.letrec<{ one: string; all: string }>((tie) => ({
      one: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(...atoms),
        fc.tuple(fc.constantFrom('(', '(?:', '(?<n>'), tie('all')).map(([open, inner]) => `${open}${inner})`),
      ),
      all: fc
        .array(fc.tuple(tie('one'), fc.constantFrom(...times)), { maxLength: 4 })
        .map((parts) => parts.map((part) => part.join('')).join('')),
    })).all;
    const text = fc
      .array(fc.constantFrom('a', 'b', '1', ' ', '-', '\n'), { maxLength: 8 })
      .map((list) => list.join(''));

    fc.assert(
      fc.property(pattern, text, (source, reason) => {
        fc.pre(explainPattern(source) === undefined);

        expect({ source, reason, isFound: searchTicket(source, reason).isFound }).toEqual({
          source,
          reason,
          isFound: new RegExp(source).test(reason),
        });
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['a+a+!', 'a+a+a{0,4}a{0,4}a{0,4}!', '(a+)+!', `${'(a|a)'.repeat(19)}!`, '(?:a?){40}a{40}!', '((a*)*)*!'])(
    'takes no more steps than the pattern has for each character: %s',
    (pattern) => {
      const reason = 'a'.repeat(MAX_REASON_CHARACTERS);

      const { isFound, steps } = searchTicket(pattern, reason);

      expect(isFound).toBe(false);
      expect(steps).toBeLessThanOrEqual(mostSteps(pattern, reason.length));
      expect(steps).toBeLessThanOrEqual((MOST_STEPS + 1) * (MAX_REASON_CHARACTERS + 1));
    },
  );
});
