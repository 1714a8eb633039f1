import { describe, expect, it } from 'vitest';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { GOOD } from './a-catalog.ts';

const warningsAt = (now: string, rotation: string): readonly string[] => {
  const yaml = `${GOOD}onCall:\n  sre: { rotation: [U0ALICE, U0BOB], ${rotation}, zone: Europe/Berlin }\n`;
  const compiled = compileCatalog(yaml, undefined, 'assume-bot', new Date(now));
  if (compiled.kind === 'invalid') throw new Error(JSON.stringify(compiled.problems));
  return compiled.warnings
    .filter(({ path }) => path.startsWith('onCall'))
    .map(({ line, path, message }) => `${line} ${path}: ${message}`);
};
const WEEKLY = 'shift: 1w, from: "2026-11-02 09:00"';
const override = (from: string, until: string) => `overrides: [{ user: U0CAROL, from: "${from}", until: "${until}" }]`;

describe('a rotation is warned about', () => {
  it('before its first handover, with its date', () => {
    expect(warningsAt('2026-11-02T07:59:00Z', WEEKLY)).toEqual([
      '14 onCall.sre.from: no one is on call before Mon 2026-11-02 09:00 (Europe/Berlin), the first handover',
    ]);
    expect(warningsAt('2026-11-02T08:00:00Z', WEEKLY)).toEqual([]);
  });

  it('if an override begins before it does', () => {
    const early = `${WEEKLY}, ${override('2026-10-31 09:00', '2026-11-05 09:00')}`;

    expect(warningsAt('2026-12-01T12:00:00Z', early)).toEqual([
      '14 onCall.sre.overrides[0].from: this override begins before the first handover, Mon 2026-11-02 09:00 (Europe/Berlin); correct one of the two',
    ]);
    expect(warningsAt('2026-10-01T12:00:00Z', early)[0]).toContain('the first handover, except in overrides');
    expect(
      warningsAt('2026-12-01T12:00:00Z', `${WEEKLY}, ${override('2026-12-24 09:00', '2026-12-27 09:00')}`),
    ).toEqual([]);
  });

  it('if the clocks skip a later handover in the coming year, with the time at which it is instead', () => {
    // The clocks of Berlin are put forward over 02:30 on 2027-03-28, a Sunday.
    const sundays = 'shift: 1w, from: "2026-11-01 02:30"';

    expect(warningsAt('2026-12-01T12:00:00Z', sundays)).toEqual([
      expect.stringContaining('which is then at Sun 2027-03-28 03:00; choose another time'),
    ]);
    expect(warningsAt('2026-12-01T12:00:00Z', 'shift: 1d, from: "2026-11-03 02:30"')).toHaveLength(1);
    // Every second Sunday leaves that one out, and later times are not skipped.
    expect(warningsAt('2026-12-01T12:00:00Z', sundays.replace('1w', '2w'))).toEqual([]);
    expect(warningsAt('2026-12-01T12:00:00Z', sundays.replace('02:30', '03:00'))).toEqual([]);
  });
});
