import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainPattern } from '../../../functions/core/catalog/ticket-pattern.ts';

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
  ])('are taken when they are harmless: %s', (pattern) => {
    expect(explainPattern(pattern)).toBeUndefined();
  });

  it.each([
    ['(a+)+$', 'repeats a part'],
    ['(a*)*', 'repeats a part'],
    ['(?:a|aa)+b', 'repeats a part'],
    ['(a?){30}a', 'repeats a part'],
    ['((a+))+', 'repeats a part'],
    ['((a|b)c)*', 'repeats a part'],
    ['(a{1,9}){9}', 'repeats a part'],
    ['([a-z]+ )*x', 'repeats a part'],
    ['(?<x>a+){2}', 'repeats a part'],
    ['(a+)+?', 'repeats a part'],
    ['a*a*a*$', '3 repetitions of any length'],
    ['a{1,99}a{1,99}a{1,99}$', '3 repetitions of any length'],
    ['a?a?a?a?a?a?a?aaaaaaa', '7 repetitions'],
    ['(a)\\1', 'refers to an earlier part'],
    ['(?<a>x)\\k<a>', 'refers to an earlier part'],
    ['(?=x)', 'looks ahead or behind'],
    ['(?<!x)y', 'looks ahead or behind'],
    ['(', 'Invalid regular expression'],
    ['[', 'Invalid regular expression'],
    ['a**', 'Invalid regular expression'],
    ['\\', 'Invalid regular expression'],
  ])('are refused when they could take very long or are none: %s', (pattern, why) => {
    expect(explainPattern(pattern)).toContain(why);
  });

  it('that are taken are matched against any reason without hanging', () => {
    const parts = fc.constantFrom(
      'a',
      '[ab]',
      '(a|b)',
      'a+',
      'a*',
      'a?',
      '(a)',
      '(?:aa)',
      'a{2,4}',
      '(a',
      ')',
      '|',
      '+',
      '.',
      '$',
    );
    const patterns = fc.array(parts, { maxLength: 14 }).map((list) => list.join(''));
    // Long enough for what grows exponentially never to end, which the runner's own limit then tells.
    const reason = `${'a'.repeat(200)}!`;

    fc.assert(
      fc.property(patterns, (pattern) => {
        fc.pre(explainPattern(pattern) === undefined);
        expect(typeof new RegExp(pattern).test(reason)).toBe('boolean');
      }),
    );
  });
});
