import { formatDuration } from '../../functions/core/schedule/duration.ts';
import { reportText } from '../../functions/core/text/cli/report.ts';
import { escaped, minuteOf } from './html.ts';
import type { ReportRow } from './rows.ts';

const { columns: TITLES, page: TEXT } = reportText;

/** An ID or another detail below the value that users know. */
const detail = (text: string | undefined): string =>
  text === undefined || text === '' ? '' : `<small>${escaped(text)}</small>`;

const approvers = ({ emergency, approvedBy, approvedByNames }: ReportRow): string => {
  if (approvedBy.length > 0) return `${escaped(approvedByNames.join(', '))}${detail(approvedBy.join(', '))}`;
  return emergency ? TEXT.notAsked : TEXT.notRequired;
};

const user = (name: string | undefined, id: string | undefined): string =>
  id === undefined ? '' : `${escaped(name ?? id)}${name === id ? '' : detail(id)}`;

/** The cells of a row, by their column. Details stand below the value that they belong to. */
const CELLS: readonly (readonly [title: string, kind: string, cell: (row: ReportRow) => string])[] = [
  [
    TITLES.user,
    'user',
    (row) =>
      `${user(row.userName, row.user)}${detail(row.sessionName)}${row.requestedBy === undefined ? '' : detail(TEXT.requestedBy(row.requestedByName ?? row.requestedBy, row.requestedBy))}`,
  ],
  [
    TITLES.role,
    'role',
    ({ role, roleArn, account, rule, ruleIndex }) =>
      `${escaped(role)}${detail(account)}${detail(roleArn)}${detail(rule && TEXT.rule(rule, ruleIndex))}`,
  ],
  [TITLES.from, 'time', ({ from }) => minuteOf(from)],
  [TITLES.until, 'time', ({ until }) => minuteOf(until)],
  [TITLES.minutes, 'time', ({ minutes }) => (minutes < 1 ? TEXT.underAMinute : formatDuration(minutes))],
  [
    TITLES.ended,
    '',
    (row) => `${escaped(row.ended)}${row.endedBy === undefined ? '' : detail(`${row.endedByName} (${row.endedBy})`)}`,
  ],
  [TITLES.emergency, 'mark', ({ emergency }) => (emergency ? `<strong>${TEXT.yes}</strong>` : TEXT.no)],
  [TITLES.verdict, 'mark', (row) => `${escaped(row.verdict ?? '')}${detail(row.reviewNote)}`],
  [
    TITLES.reviewedBy,
    '',
    (row) => `${user(row.reviewedByName, row.reviewedBy)}${detail(row.reviewedAt && minuteOf(row.reviewedAt))}`,
  ],
  [TITLES.approvedBy, '', approvers],
  [TITLES.reason, 'text', ({ reason, requestId }) => `${escaped(reason)}${detail(TEXT.request(requestId))}`],
];

const rowClass = ({ emergency, verdict }: ReportRow): string =>
  emergency ? ` class="is-emergency ${escaped((verdict ?? '').replaceAll(' ', '-'))}"` : '';

const tableRow = (row: ReportRow, index: number): string => {
  const data = `data-user="${escaped(row.userName)}" data-role="${escaped(row.role)}" data-ended="${escaped(row.ended)}" data-emergency="${row.emergency ? TEXT.emergencies : TEXT.ordinary}"`;
  const cells = CELLS.map(([title, kind, cell]) => {
    const content = cell(row);
    // On a narrow screen each cell is a line with its title, and empty ones are left out.
    return `<td role="cell" class="${kind}${content === '' ? ' empty' : ''}" data-title="${escaped(title)}"><div>${content}</div></td>`;
  });
  return `<tr role="row" id="row-${index}"${rowClass(row)} ${data} tabindex="-1">${cells.join('')}</tr>`;
};

/** The table with all rows. */
export const table = (
  rows: readonly ReportRow[],
): string => `<div class="scroll" id="table" tabindex="-1"><table role="table">
<thead role="rowgroup"><tr role="row">${CELLS.map(([title]) => `<th role="columnheader" scope="col">${escaped(title)}</th>`).join('')}</tr></thead>
<tbody role="rowgroup">
${rows.map(tableRow).join('\n')}
</tbody>
</table></div>`;
