import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../bin/cli/csv.ts';
import { reportPage } from '../../bin/report/page.ts';
import { CSV_COLUMNS, summaryOf } from '../../bin/report/rows.ts';
import { anEmergency, aRow, pageOf } from './a-report.ts';

const page = (reason: string): string => reportPage(pageOf([aRow({ reason })]));

/** The visible text of each cell of the first row, by the title of its column. */
const cellsOf = (html: string): Readonly<Record<string, string>> => {
  const [, row = ''] = /<tr role="row" id="row-0"[^>]*>(.*?)<\/tr>/s.exec(html) ?? [];
  const cells = row.matchAll(/<td[^>]*data-title="([^"]*)"[^>]*>(.*?)<\/td>/gs);
  return Object.fromEntries(
    [...cells].map(([, title = '', content = '']) => [
      title,
      content
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ]),
  );
};

describe('the page of a report', () => {
  it('shows any text from users as plain text', () => {
    // The reason is in the title and the text of the bar, and in the table.
    const plain = page('a').length - 3;
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', '&', "'", 'a', '/') }), (reason) => {
        const made = page(reason);

        expect(made.match(/<script/g)).toHaveLength(1);
        expect(made.match(/<a /g)).toHaveLength(3);
        expect(made.length).toBeGreaterThanOrEqual(plain);
      }),
    );
    expect(page('"><img src=x onerror=alert(1)>')).not.toContain('<img');
  });

  it('allows only its own script and makes no network request', () => {
    expect(page('x')).toMatch(/content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[\w+/=]+'"/);
    expect(page('x')).not.toMatch(/https?:\/\//);
  });

  it('shows who approved, and that no approval was required', () => {
    expect(cellsOf(reportPage(pageOf([aRow()])))).toMatchObject({
      Emergency: 'no',
      Verdict: '',
      'Reviewed by': '',
      'Approved by': 'bob U0BOB',
    });
    expect(cellsOf(reportPage(pageOf([aRow({ approvedBy: [] })])))['Approved by']).toBe('not required');
  });

  it('shows an emergency, its reviewer and the verdict, and never that no approval was required', () => {
    expect(cellsOf(reportPage(pageOf([anEmergency()])))).toMatchObject({
      Emergency: 'Emergency',
      Verdict: 'not justified no incident was open',
      'Reviewed by': 'carol U0CAROL 2030-01-01 14:00',
      'Approved by': 'not asked: emergency',
    });
  });

  it('counts emergencies, the ones that were not justified, and pending reviews', () => {
    const pending = anEmergency({ verdict: 'review pending', reviewedBy: undefined as never });

    expect(summaryOf([aRow(), anEmergency(), pending, anEmergency({ verdict: 'justified' })])).toBe(
      '4 periods of access, 3 emergencies (1 not justified, 1 review pending).',
    );
    expect(summaryOf([aRow()])).toBe('1 period of access, no emergencies.');
  });
});

describe('the page, the CSV file and the JSON output', () => {
  it('have the same content', () => {
    const row = anEmergency({
      rule: 'on call',
      ruleIndex: 17,
      requestedBy: 'U0BOB',
      endedBy: 'U0CAROL',
      ended: 'revoked',
    });
    const [head = '', values = ''] = csvOf(CSV_COLUMNS, [row]).trim().split('\r\n');
    const json = JSON.parse(JSON.stringify(row)) as Readonly<Record<string, unknown>>;
    const shown = JSON.stringify(cellsOf(reportPage(pageOf([row]))));

    expect(head.split(',').toSorted()).toEqual(Object.keys(json).toSorted());
    for (const value of Object.values(json).flat()) {
      expect(values).toContain(String(value));
      const isTime = /^\d{4}-.*Z$/.test(String(value));
      const inPage = isTime
        ? String(value).slice(0, 16).replace('T', ' ')
        : value === 60
          ? '1h'
          : value === true
            ? 'Emergency'
            : String(value);
      expect(shown).toContain(inPage);
    }
  });
});
