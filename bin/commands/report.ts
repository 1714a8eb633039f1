import { basename, isAbsolute, join } from 'node:path';
import { type Holding, holdingsOf } from '../../functions/core/audit/holdings.ts';
import { addMinutes } from '../../functions/core/time.ts';
import { momentOf, readAll } from '../audit/stored.ts';
import { type Command, UsageError } from '../cli/command.ts';
import { csvOf } from '../cli/csv.ts';
import { openStores } from '../cli/hub.ts';
import { writePrivate } from '../cli/private-file.ts';
import { HUB_OPTIONS, readSettings } from '../cli/settings.ts';
import { counted } from '../cli/table.ts';
import { reportPage } from '../report/page.ts';

const DAY_MINUTES = 24 * 60;
const COLUMNS: readonly (keyof Holding)[] = [
  'person',
  'sessionName',
  'role',
  'roleArn',
  'account',
  'from',
  'until',
  'ended',
  'approvedBy',
  'reason',
  'requestId',
];

export const report: Command = {
  name: 'report',
  summary: 'write an HTML page and a CSV file of who held which roles and when',
  about:
    'Reads the whole table and writes one HTML page: a timeline with one row per role, a table, and filters for user, role, end reason and text. The page is self-contained and makes no network requests. A CSV file with the same rows is written beside it.\n' +
    'The report shows access that was held. Requests that were denied, lapsed or failed before access opened are in "audit export".',
  options: {
    from: { value: 'TIME', about: 'access held at or after this day or time (UTC); default: 30 days ago' },
    until: { value: 'TIME', about: 'access held before this day or time (UTC); default: now' },
    out: { value: 'FILE', about: 'the HTML file; default assume-bot-report.html. The CSV file has the same name' },
    ...HUB_OPTIONS,
  },
  examples: ['assume-bot report --from 2030-01-01 --until 2030-02-01 --out january.html'],
  run: async (call) => {
    const { io } = call;
    const now = io.clock.now();
    const until = momentOf(call, 'until') ?? now;
    const from = momentOf(call, 'from') ?? addMinutes(until, -30 * DAY_MINUTES);
    if (from >= until) throw new UsageError('--from must be before --until');
    const out = call.text('out') ?? 'assume-bot-report.html';
    if (!/\.html?$/.test(out)) throw new UsageError(`--out "${out}" must end with .html`);
    const path = isAbsolute(out) ? out : join(io.cwd, out);
    const csvPath = path.replace(/\.html?$/, '.csv');

    const stores = openStores(readSettings(call), io);
    const [stored, directory] = [await readAll(stores.archive, io.err), await stores.directory.read()];
    const holdings = stored.requests
      .flatMap((request) => holdingsOf(request, now))
      .filter((one) => one.from < until && one.until > from)
      .sort((a, b) => b.from.getTime() - a.from.getTime());
    const names = Object.fromEntries(Object.entries(directory.people).map(([id, { name }]) => [id, name]));
    const page = reportPage({ holdings, names, from, until, madeAt: now, csvName: basename(csvPath) });
    await writePrivate(path, page);
    await writePrivate(csvPath, csvOf(COLUMNS, holdings));
    for (const { key, why } of stored.unreadable) io.err(`skipped, because it cannot be read: ${key}: ${why}`);
    return {
      code: stored.unreadable.length > 0 ? 1 : 0,
      json: { file: path, csv: csvPath, from, until, holdings },
      lines: [
        `${counted(holdings.length, 'period of access', 'periods of access')} from ${from.toISOString()} to ${until.toISOString()}.`,
        path,
        csvPath,
      ],
    };
  },
};
