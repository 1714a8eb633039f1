import { describe, expect, it } from 'vitest';
import { codeOfStep, stepAt } from './totp.ts';

describe('the code of a virtual MFA device', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ])('matches the RFC 6238 example for second %i', (seconds, code) => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

    expect(codeOfStep(secret, stepAt(new Date(seconds * 1000)))).toBe(code);
  });
});
