import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Holding } from '../../functions/core/audit/access-periods.ts';
import { formatDuration } from '../../functions/core/schedule/duration.ts';

/** The input of a page: periods of access within a range, and names for the IDs in them. */
export interface ReportInput {
  readonly holdings: readonly Holding[];
  readonly names: Readonly<Record<string, string>>;
  readonly from: Date;
  readonly until: Date;
  readonly madeAt: Date;
  /** The CSV file beside the page. */
  readonly csvName: string;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const asset = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const minuteOf = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ');

const userOf = ({ user }: Holding, names: ReportInput['names']): string => names[user] ?? user;

/** The position of a period on the timeline, in percent. */
const placeOf = ({ from, until }: { from: Date; until: Date }, whole: { from: Date; until: Date }) => {
  const length = whole.until.getTime() - whole.from.getTime();
  const percent = (at: Date): number =>
    Math.min(100, Math.max(0, ((at.getTime() - whole.from.getTime()) / length) * 100));
  const left = percent(from);
  return { left, width: Math.max(0.15, percent(until) - left) };
};

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Marks on the timeline, at whole hours or days. */
const ticksOf = ({ from, until }: { from: Date; until: Date }): readonly Date[] => {
  const span = until.getTime() - from.getTime();
  const step =
    [HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 90 * DAY_MS].find((one) => span / one <= 12) ??
    365 * DAY_MS;
  const first = Math.ceil(from.getTime() / step) * step;
  return Array.from(
    { length: Math.max(0, Math.floor((until.getTime() - first) / step) + 1) },
    (_, index) => new Date(first + index * step),
  );
};

const tickText = (at: Date, span: number): string =>
  span <= 3 * DAY_MS ? at.toISOString().slice(5, 16).replace('T', ' ') : at.toISOString().slice(0, 10);

interface Placed {
  readonly holding: Holding;
  readonly index: number;
  /** The row within the lane, for overlapping periods. */
  readonly level: number;
}

/** Puts overlapping periods into separate rows, each in the first free row. */
const stacked = (bars: readonly Omit<Placed, 'level'>[]): readonly Placed[] => {
  const ends: number[] = [];
  return bars
    .toSorted((a, b) => a.holding.from.getTime() - b.holding.from.getTime())
    .map((one) => {
      const free = ends.findIndex((end) => end <= one.holding.from.getTime());
      const level = free < 0 ? ends.length : free;
      ends[level] = one.holding.until.getTime();
      return { ...one, level };
    });
};

const LEVEL_REM = 1.25;

const bar = ({ holding, index, level }: Placed, input: ReportInput): string => {
  const { left, width } = placeOf(holding, input);
  const text = `${userOf(holding, input.names)} held ${holding.role}, ${minuteOf(holding.from)} to ${minuteOf(holding.until)} UTC, ${holding.ended}: ${holding.reason}`;
  const style = `left:${left.toFixed(3)}%;width:${width.toFixed(3)}%;top:${(level * LEVEL_REM + 0.15).toFixed(2)}rem`;
  return `<a class="bar ${escaped(holding.ended.replaceAll(' ', '-'))}" data-row="${index}" href="#row-${index}" style="${style}" title="${escaped(text)}"><span class="unseen">${escaped(text)}</span></a>`;
};

const line = (role: string, indexed: readonly Omit<Placed, 'level'>[], input: ReportInput): string => {
  const bars = stacked(indexed.filter(({ holding }) => holding.role === role));
  const height = (Math.max(...bars.map(({ level }) => level)) + 1) * LEVEL_REM + 0.1;
  return `<div class="lane" data-lane="${escaped(role)}"><div class="lane-name">${escaped(role)}</div><div class="lane-bars" style="height:${height.toFixed(2)}rem">${bars.map((one) => bar(one, input)).join('')}</div></div>`;
};

const row = (holding: Holding, input: ReportInput, index: number): string => {
  const minutes = (holding.until.getTime() - holding.from.getTime()) / 60_000;
  const cells = [
    userOf(holding, input.names),
    holding.role,
    holding.account,
    minuteOf(holding.from),
    minuteOf(holding.until),
    minutes < 1 ? 'under 1m' : formatDuration(minutes),
    holding.ended,
    holding.approvedBy.map((id) => input.names[id] ?? id).join(', ') || 'no approval needed',
    holding.reason,
  ];
  const data = `data-user="${escaped(userOf(holding, input.names))}" data-role="${escaped(holding.role)}" data-ended="${escaped(holding.ended)}"`;
  return `<tr id="row-${index}" ${data}>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
};

const select = (id: string, label: string, values: readonly string[]): string => {
  const options = [...new Set(values)].sort().map((value) => `<option>${escaped(value)}</option>`);
  return `<label>${label} <select id="${id}"><option value="">all</option>${options.join('')}</select></label>`;
};

const HEAD = [
  'User',
  'Role',
  'Account',
  'From (UTC)',
  'Until (UTC)',
  'Duration',
  'End reason',
  'Approved by',
  'Reason',
];

/** One HTML page of who held which roles and when. It needs no network, and its policy blocks network requests. */
export const reportPage = (input: ReportInput): string => {
  const { holdings, names, from, until, madeAt } = input;
  const [style, script] = [asset('page.css'), asset('page.js')];
  const indexed = holdings.map((holding, index) => ({ holding, index }));
  const roles = [...new Set(holdings.map(({ role }) => role))].sort();
  const span = until.getTime() - from.getTime();
  const ticks = ticksOf(input).map(
    (at) =>
      `<span class="tick" style="left:${placeOf({ from: at, until: at }, input).left.toFixed(3)}%">${tickText(at, span)}</span>`,
  );
  // Style attributes position the bars, and a hash cannot allow those. No style contains text from users.
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashOf(script)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Access report: ${minuteOf(from)} to ${minuteOf(until)} UTC</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Access report</h1>
<p>${minuteOf(from)} to ${minuteOf(until)} UTC. Created ${minuteOf(madeAt)} UTC by <code>assume-bot report</code>. The same data as CSV: <a href="${escaped(encodeURI(input.csvName))}">${escaped(input.csvName)}</a>.</p>
<form id="filters">
${select(
  'user',
  'User',
  holdings.map((one) => userOf(one, names)),
)}
${select('role', 'Role', roles)}
${select(
  'ended',
  'End reason',
  holdings.map(({ ended }) => ended),
)}
<label>Contains <input id="text" type="search" placeholder="reason, account ..."></label>
<output id="count" aria-live="polite">${holdings.length} of ${holdings.length}</output>
</form>
</header>
<main>
${holdings.length === 0 ? '<p class="nothing">No access in this period.</p>' : ''}
<section class="lanes" aria-label="Timeline, one row per role">
<div class="lane axis"><div class="lane-name"></div><div class="lane-bars">${ticks.join('')}</div></div>
${roles.map((role) => line(role, indexed, input)).join('\n')}
<p class="legend"><span class="key open"></span> open or scheduled <span class="key expired"></span> ended on time or released <span class="key revoked"></span> ended early: revoked, offboarded, lockdown, failed</p>
</section>
<div class="scroll"><table>
<thead><tr>${HEAD.map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead>
<tbody>
${indexed.map(({ holding, index }) => row(holding, input, index)).join('\n')}
</tbody>
</table></div>
</main>
<script>${script}</script>
</body>
</html>
`;
};
