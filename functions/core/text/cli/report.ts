import { counted } from './shared.ts';

export const reportText = {
  summary: 'write an HTML page and a CSV file of who held which roles and when',
  about:
    'Reads the whole table and writes one HTML page: a timeline with one row per role that can be zoomed, a table, and filters for user, role, end reason, emergencies and text. The page is self-contained and makes no network requests. A CSV file with the same rows is written beside it, and --json prints them. Emergencies show who reviewed them and the verdict.\n' +
    'The report shows access that was held. Requests that were denied, lapsed or failed before access opened are in "audit export".',
  options: {
    from: 'access held at or after this day or time (UTC); default: 30 days ago',
    until: 'access held before this day or time (UTC); default: now',
    out: 'the HTML file; default assume-bot-report.html. The CSV file has the same name',
  },
  examples: ['assume-bot report --from 2030-01-01 --until 2030-02-01 --out january.html'],
  wrongOrder: '--from must be before --until',
  notHtml: (out: string) => `--out "${out}" must end with .html`,
  /** The columns of the table. */
  columns: {
    user: 'User',
    role: 'Role',
    from: 'From (UTC)',
    until: 'Until (UTC)',
    minutes: 'Duration',
    ended: 'End reason',
    emergency: 'Emergency',
    verdict: 'Verdict',
    reviewedBy: 'Reviewed by',
    approvedBy: 'Approved by',
    reason: 'Reason',
  },
  page: {
    title: 'Access report',
    nothing: 'No access in this period.',
    timeline: 'Timeline, one row per role',
    timelineHelp:
      'Plus and minus zoom, the arrow keys move, and 0 shows everything. The table below has the same data.',
    skip: 'Skip to the table',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    earlier: 'Earlier',
    later: 'Later',
    fit: 'Fit',
    all: 'all',
    emergency: 'emergency',
    emergencies: 'emergencies',
    ordinary: 'other access',
    contains: 'Contains',
    placeholder: 'reason, account ...',
    yes: 'Emergency',
    no: 'no',
    notRequired: 'not required',
    notAsked: 'not asked: emergency',
    request: (id: string) => `request ${id}`,
    rule: (name: string, index: number | undefined) => `rule ${index ?? ''}: ${name}`.replace(' :', ':'),
    requestedBy: (name: string, id: string) => `requested by ${name === id ? id : `${name} (${id})`}`,
    underAMinute: 'under 1m',
    legend: {
      open: 'open or scheduled',
      expired: 'ended on time or released',
      revoked: 'ended early: revoked, offboarded, lockdown, failed',
      emergency: 'emergency',
    },
  },
  /** The first line of the page: how much access, and what of it no one approved before. */
  heldText: (
    count: number,
    emergencies: { readonly all: number; readonly notJustified: number; readonly pending: number },
  ) => {
    const { all, notJustified, pending } = emergencies;
    const details = [
      ...(notJustified === 0 ? [] : [`${notJustified} not justified`]),
      ...(pending === 0 ? [] : [`${counted(pending, 'review')} pending`]),
    ];
    const found = all === 0 ? 'no emergencies' : counted(all, 'emergency', 'emergencies');
    return `${counted(count, 'period of access', 'periods of access')}, ${found}${details.length === 0 ? '' : ` (${details.join(', ')})`}.`;
  },
  total: (count: number, from: Date, until: Date) =>
    `${counted(count, 'period of access', 'periods of access')} from ${from.toISOString()} to ${until.toISOString()}.`,
};
