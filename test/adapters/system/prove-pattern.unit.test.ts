import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { provePattern } from '../../../functions/adapters/system/prove-pattern.ts';

describe('ticket patterns', () => {
  it.each([
    'INC-[0-9]+',
    '[A-Z]{2,10}-\\d+',
    '(?:INC|CHG)-\\d{1,6}',
    '^(INC|CHG)\\d+',
    'https://\\S+',
    '\\bINC-\\d+\\b',
    '(?<ticket>INC-\\d+)',
    '[(+*]\\(\\d\\)',
    'a{,3}b',
    '(INC-\\d{4}) (?:ok)?',
    '(?:INC-\\d+,? ?)+',
    '[A-Z]+-\\d+',
    '\\[INC-\\d+\\]',
    '[\\]\\\\1(?=]',
  ])('are accepted if they are proven safe: %s', (pattern) => {
    expect(provePattern(pattern)).toBeUndefined();
  });

  it.each([
    ['(a+)+$', 'long texts could make it slow'],
    ['a+a+a+!', 'long texts could make it slow'],
    ['([A-Z]+)+-\\d+', 'long texts could make it slow'],
    [`${'(a|a)'.repeat(19)}!`, 'several ways'],
    [`^${'(a|a)'.repeat(18)}\\d+`, 'several ways'],
    ['(?:a?){5}a{5}!', 'several ways'],
    ['\\w{1,4}\\w{1,4}', 'several ways'],
    ['(?:a?){40}a{40}!', 'at most 64'],
    ['\\d{501}', 'at most 64'],
    [`${'('.repeat(20)}a${'{99999})'.repeat(20)}`, 'at most 64'],
    ['(a)\\1', 'refers to an earlier part'],
    ['(?<a>x)\\k<a>', 'refers to an earlier part'],
    ['(?=x)', 'looks ahead or behind'],
    ['(?<!x)y', 'looks ahead or behind'],
    ['(?i:inc)-\\d', 'could make it slow'],
  ])('are refused with a reason if they are not: %s', (pattern, why) => {
    expect(provePattern(pattern)).toContain(why);
  });
});

describe('the pattern prover', () => {
  it('is not part of any Lambda', () => {
    const root = `${import.meta.dirname}/../../../functions`;
    const importers = globSync('**/*.ts', { cwd: root }).filter((file) =>
      /from '[^']*(?:prove-pattern\.ts|recheck)'/.test(readFileSync(`${root}/${file}`, 'utf8')),
    );

    expect(importers).toEqual([]);
  });
});
