import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../functions/adapters/system/redact.ts';

const SECRET = 'hunter2-hunter2';
const redact = createRedactor(() => [SECRET]);

describe('a redacted value', () => {
  it('contains no secrets, in any structure', () => {
    const held = [new URL(`https://example.com/?key=${SECRET}`), new Set([SECRET]), new Map([[SECRET, [SECRET]]])];

    expect(redact(held)).toEqual([
      'https://example.com/?key=[redacted]',
      ['[redacted]'],
      { '[redacted]': ['[redacted]'] },
    ]);
  });

  it('contains no part of a secret that has another secret as its prefix, in any order', () => {
    for (const secrets of [
      ['abcdef', 'abcdefghi'],
      ['abcdefghi', 'abcdef'],
    ])
      expect(createRedactor(() => secrets)('it was abcdefghi, not abcdef')).toBe('it was [redacted], not [redacted]');
  });

  it.each([
    ['Token token=y_NbAkKc66ryYTWUXYEu', 'Token token=[redacted]'],
    ['authorization: Token token="y_NbAkKc66ryYTWUXYEu"', 'authorization: Token token="[redacted]"'],
    ['Bearer pdus+_0XBPWQQ_dfe', 'Bearer [redacted]'],
    ['sent u+wXyZ0123456789abcd to it', 'sent [redacted] to it'],
  ])('contains no PagerDuty tokens, even unknown ones: %s', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it('remains readable if a secret is empty', () => {
    expect(createRedactor(() => ['', SECRET])('nothing to hide')).toBe('nothing to hide');
  });

  it('is truncated after its secrets are removed, with the number of missing characters', () => {
    expect(redact('x'.repeat(4000))).toBe('x'.repeat(4000));
    expect(redact('x'.repeat(4007))).toBe(`${'x'.repeat(4000)} ... (7 more)`);
    expect(redact('x'.repeat(3995) + SECRET)).toBe(`${'x'.repeat(3995)}[reda ... (5 more)`);
  });

  it('is limited to ten levels, and may contain cycles', () => {
    const deep = Array.from({ length: 11 }).reduce<unknown>((inner) => [inner], SECRET);
    const circle: Record<string, unknown> = { name: 'one' };
    circle['self'] = circle;

    expect(JSON.stringify(redact(deep))).toBe(`${'['.repeat(10)}"[too deep]"${']'.repeat(10)}`);
    expect(redact(circle)).toEqual({ name: 'one', self: '[circular]' });
  });

  it('is text for values that JSON cannot represent, and undefined for functions', () => {
    const odd = { big: 12n, at: new Date(0), never: new Date(Number.NaN), bytes: new Uint8Array(3) };

    expect(redact({ ...odd, run: () => SECRET, sign: Symbol(SECRET), none: null })).toEqual({
      big: '12',
      at: '1970-01-01T00:00:00.000Z',
      never: 'no valid time',
      bytes: '[3 bytes]',
      run: undefined,
      sign: undefined,
      none: null,
    });
  });
});
