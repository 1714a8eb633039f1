import { describe, expect, it } from 'vitest';
import { catalogOf, problemsOf, withValue } from './a-catalog.ts';

const roleWith = (fields: Readonly<Record<string, unknown>>): string =>
  withValue(['roles', 'prod-s3'], {
    arn: 'arn:aws:iam::222222222222:role/s3-list-role',
    requesters: ['everyone'],
    approvers: ['U0BOB', 'S0SRE'],
    channel: 'C0APPROVALS',
    ...fields,
  });
const TICKET = 'INC-[0-9]+';

describe('the tickets of a role', () => {
  it('takes the address of tickets only with https, a fixed host, and a place for the ticket', () => {
    const ticket = 'INC-[0-9]+';
    const addressed = (ticketUrl: string) => problemsOf(roleWith({ ticket, ticketUrl }))[0];
    const taken = ['https://tickets.example.com/browse/{ticket}', 'https://x.example.com/?id={ticket}&a=b'];

    for (const ticketUrl of taken)
      expect(Object.values(catalogOf(roleWith({ ticket, ticketUrl })).roles)).toMatchObject([
        { rules: [{ ticketUrl }] },
      ]);
    for (const refused of [
      ...['http://tickets.example.com/{ticket}', 'https://tickets.example.com/', 'https://{ticket}.example.com/'],
      ...[
        'https://x.example.com/{ticket}/{ticket}',
        'javascript:alert({ticket})',
        'https://a:b@x.example.com/{ticket}',
      ],
      ...['https://x.example.com/#{ticket}', 'tickets/{ticket}', 'https://x.example.com:{ticket}/'],
    ])
      expect(addressed(refused)).toContain('cannot be the address of tickets');
    expect(problemsOf(roleWith({ ticketUrl: taken[0] }))[0]).toContain('no pattern to find tickets with');
  });

  it('have an example only if the pattern matches it', () => {
    const exampleOf = (ticketExample: string) => roleWith({ ticket: TICKET, ticketExample });

    expect(catalogOf(exampleOf('INC-42')).roles).toMatchObject({ 'prod-s3': { rules: [{ ticketExample: 'INC-42' }] } });
    for (const unlike of ['inc-42', 'INC-', 'CHG-7', 'INC 42']) {
      const [problem] = problemsOf(exampleOf(unlike));
      expect(problem).toMatch(/^access\.yaml:\d+.*\(line \d+\)/);
      expect(problem).toContain(`"${unlike}" does not match the pattern "${TICKET}"`);
    }
    expect(problemsOf(exampleOf(''))[0]).toContain('such as "INC-42"');
    expect(problemsOf(exampleOf('INC-1'.repeat(20)))[0]).toContain('at most 60 characters');
    expect(problemsOf(roleWith({ ticketExample: 'INC-42' }))[0]).toContain('ticketExample has no pattern');
  });

  it('get no second problem from an example of a pattern that cannot be used', () => {
    for (const ticket of ['(', '(a+)+$'])
      expect(
        problemsOf(roleWith({ ticket, ticketExample: 'INC-42', ticketUrl: 'https://x.example.com/{ticket}' })),
      ).toEqual([expect.stringContaining('cannot be used')]);
  });
});

describe('the example of a ticket under defaults', () => {
  const withDefaults = (defaults: object, fields: Readonly<Record<string, unknown>>) =>
    `${roleWith(fields)}defaults: ${JSON.stringify(defaults)}\n`;
  const defaults = { ticket: TICKET, ticketExample: 'INC-42' };

  it('is used where its pattern is, and not for another pattern or none', () => {
    const ruleOf = (fields: Readonly<Record<string, unknown>>) => catalogOf(withDefaults(defaults, fields)).roles;

    expect(ruleOf({})).toMatchObject({ 'prod-s3': { rules: [{ ticket: TICKET, ticketExample: 'INC-42' }] } });
    for (const fields of [{ ticket: 'CHG[0-9]+' }, { ticket: false }, { ticketExample: false }])
      expect(JSON.stringify(Object.entries(ruleOf(fields)).find(([name]) => name === 'prod-s3'))).not.toContain(
        'INC-42',
      );
    expect(ruleOf({ ticketExample: 'INC-7' })).toMatchObject({ 'prod-s3': { rules: [{ ticketExample: 'INC-7' }] } });
  });

  it('is refused if the pattern under defaults does not match it', () => {
    expect(problemsOf(withDefaults({ ...defaults, ticketExample: 'CHG7' }, {}))[0]).toContain(
      'does not match the pattern',
    );
  });
});
