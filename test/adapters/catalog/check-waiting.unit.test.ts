import { describe, expect, it } from 'vitest';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';

const NOW = new Date('2026-11-30T09:00:00Z');
const OFFICE = '{ days: [mon-fri], from: "09:00", until: "18:00", zone: Europe/Berlin }';
const NIGHT = '{ days: [mon-fri], from: "22:00", until: "04:00", zone: Europe/Berlin }';

const found = (rule: string, lapseAfter: string): readonly string[] => {
  const compiled = compileCatalog(
    `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice }
settings: { lapseAfter: ${lapseAfter} }
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    channel: C0APPROVALS
    requesters: [everyone]
    ${rule}
`,
    undefined,
    'assume-bot',
    NOW,
  );
  return (compiled.kind === 'ok' ? compiled.warnings : compiled.problems).map(
    ({ path, message }) => `${compiled.kind} ${path}: ${message}`,
  );
};
const staged = (...hours: readonly string[]): string =>
  `stages: [${hours.map((one) => `{ approvers: [S0SRE], hours: ${one} }`).join(', ')}]`;
const atNight = (stages: string): string =>
  `rules: [{ name: night, when: { hours: ${NIGHT} }, ${stages} }, { name: day, approvers: [S0SRE] }]`;

describe('approver hours', () => {
  it('are warned about if some requests lapse before they begin, with the time of such a request', () => {
    expect(found(staged(OFFICE), '24h')).toEqual([
      'ok roles.prod-s3: requests such as one of Fri 2026-12-04 18:00 (Europe/Berlin) lapse after 24h (settings.lapseAfter), before the hours of the approvers; raise settings.lapseAfter, or let others approve at that time',
    ]);
    expect(found(staged(OFFICE), '8h')[0]).toContain('Mon 2026-11-30 18:00');
  });

  it('are fine if every request lives until they begin, at the weekend when the clocks are put back too', () => {
    // From Friday 18:00 to Monday 9:00 it is 63 hours, and one more when the clocks are put back.
    expect(found(staged(OFFICE), '65h')).toEqual([]);
    expect(found(staged(OFFICE), '64h')[0]).toContain('Fri 2027-10-29 18:00');
  });

  it('are refused if no request of the rule lives until they begin', () => {
    expect(found(atNight(staged(OFFICE)), '2h')).toEqual([
      expect.stringContaining(
        'invalid roles.prod-s3.rules[0]: no request could ever be approved: requests lapse after 2h',
      ),
    ]);
    expect(found(atNight(staged(OFFICE)), '6h')[0]).toContain('ok roles.prod-s3.rules[0]: requests such as one of');
  });

  it('of several stages come one after the other', () => {
    const morning = '{ days: [mon-sun], from: "06:00", until: "07:00", zone: Europe/Berlin }';
    const evening = '{ days: [mon-sun], from: "20:00", until: "21:00", zone: Europe/Berlin }';

    // After 7:00, the second stage is 37 hours later, and 38 when the clocks are put back.
    expect(found(staged(morning, evening), '39h')).toEqual([]);
    expect(found(staged(morning, evening), '36h')[0]).toContain('07:00 (Europe/Berlin)');
  });
});
