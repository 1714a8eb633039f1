import { basename, isAbsolute, join } from 'node:path';
import type { Holding } from '../../functions/core/audit/holdings.ts';
import { holdingsOf } from '../../functions/core/audit/holdings.ts';
import { addMinutes } from '../../functions/core/time.ts';
import { momentOf, readAll } from '../audit/stored.ts';
import type { Command } from '../cli/command.ts';
import { UsageError } from '../cli/command.ts';
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
  summary: 'who held what when, as one HTML page to look at, and CSV beside it',
  about:
    'Reads the whole table and writes one HTML page: a time line with a lane for each role, a table, and filters for person, role, how it ended and any text. The page holds everything it needs and reaches no network. The same rows lie beside it as CSV.\n' +
    'What is shown is what was held: requests that were denied, lapsed or failed before anything stood in IAM are in "audit export".',
  options: {
    from: { value: 'TIME', about: 'what was held at or after this day or moment (UTC); 30 days ago unless given' },
    until: { value: 'TIME', about: 'what was held before this day or moment (UTC); now unless given' },
    out: { value: 'FILE', about: 'the page; assume-bot-report.html unless given. The CSV has the same name' },
    ...HUB_OPTIONS,
  },
  examples: ['assume-bot report --from 2030-01-01 --until 2030-02-01 --out january.html'],
  run: async (call) => {
    const { io } = call;
    const now = io.clock.now();
    const until = momentOf(call, 'until') ?? now;
    const from = momentOf(call, 'from') ?? addMinutes(until, -30 * DAY_MINUTES);
    if (from >= until) throw new UsageError('--from has to lie before --until');
    const out = call.text('out') ?? 'assume-bot-report.html';
    if (!/\.html?$/.test(out)) throw new UsageError(`--out "${out}" has to end in .html`);
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
    for (const { key, why } of stored.unreadable) io.err(`left out, since it cannot be read: ${key}: ${why}`);
    return {
      code: stored.unreadable.length > 0 ? 1 : 0,
      json: { file: path, csv: csvPath, from, until, holdings },
      lines: [
        `${counted(holdings.length, 'holding')} from ${from.toISOString()} to ${until.toISOString()}.`,
        path,
        csvPath,
      ],
    };
  },
};
