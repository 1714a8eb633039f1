import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportText } from '../../functions/core/text/cli/report.ts';
import { escaped, minuteOf } from './html.ts';
import { type ReportRow, summaryOf } from './rows.ts';
import { table } from './table.ts';
import { timeline } from './timeline.ts';

/** The input of a page: the rows of a period. */
export interface ReportInput {
  readonly rows: readonly ReportRow[];
  readonly from: Date;
  readonly until: Date;
  readonly madeAt: Date;
  /** The CSV file beside the page. */
  readonly csvName: string;
}

const { columns: TITLES, page: TEXT } = reportText;

const asset = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const select = (id: string, label: string, values: readonly string[]): string => {
  const options = [...new Set(values)].sort().map((value) => `<option>${escaped(value)}</option>`);
  return `<label>${label} <select id="${id}"><option value="">${TEXT.all}</option>${options.join('')}</select></label>`;
};

const filters = (rows: readonly ReportRow[]): string => `<form id="filters">
${select(
  'user',
  TITLES.user,
  rows.map(({ userName }) => userName),
)}
${select(
  'role',
  TITLES.role,
  rows.map(({ role }) => role),
)}
${select(
  'ended',
  TITLES.ended,
  rows.map(({ ended }) => ended),
)}
${select('emergency', TITLES.emergency, [TEXT.emergencies, TEXT.ordinary])}
<label>${TEXT.contains} <input id="text" type="search" placeholder="${TEXT.placeholder}"></label>
<output id="count" aria-live="polite">${rows.length} of ${rows.length}</output>
</form>`;

/** One HTML page of who held which roles and when. It needs no network, and its policy blocks network requests. */
export const reportPage = ({ rows, from, until, madeAt, csvName }: ReportInput): string => {
  const [style, script] = [asset('page.css'), asset('page.js')];
  // Style attributes position the bars, and a hash cannot allow those. No style contains text from users.
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashOf(script)}`;
  const period = `${minuteOf(from)} to ${minuteOf(until)} UTC`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${TEXT.title}: ${period}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${TEXT.title}</h1>
<p><strong>${summaryOf(rows)}</strong></p>
<p>${period}. Created ${minuteOf(madeAt)} UTC by <code>assume-bot report</code>. The same data as CSV: <a href="${escaped(encodeURI(csvName))}">${escaped(csvName)}</a>.</p>
</header>
<main>
${rows.length === 0 ? `<p class="nothing">${TEXT.nothing}</p>` : `${filters(rows)}\n${timeline(rows)}\n${table(rows)}`}
</main>
<script>${script}</script>
</body>
</html>
`;
};
