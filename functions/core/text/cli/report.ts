import { counted } from './shared.ts';

export const reportText = {
  summary: 'write an HTML page and a CSV file of who held which roles and when',
  about:
    'Reads the whole table and writes one HTML page: a timeline with one row per role, a table, and filters for user, role, end reason and text. The page is self-contained and makes no network requests. A CSV file with the same rows is written beside it.\n' +
    'The report shows access that was held. Requests that were denied, lapsed or failed before access opened are in "audit export".',
  options: {
    from: 'access held at or after this day or time (UTC); default: 30 days ago',
    until: 'access held before this day or time (UTC); default: now',
    out: 'the HTML file; default assume-bot-report.html. The CSV file has the same name',
  },
  examples: ['assume-bot report --from 2030-01-01 --until 2030-02-01 --out january.html'],
  wrongOrder: '--from must be before --until',
  notHtml: (out: string) => `--out "${out}" must end with .html`,
  total: (count: number, from: Date, until: Date) =>
    `${counted(count, 'period of access', 'periods of access')} from ${from.toISOString()} to ${until.toISOString()}.`,
};
