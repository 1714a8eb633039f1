import { basename } from 'node:path';
import { holdingsOf } from '../../functions/core/audit/access-periods.ts';
import { auditExportText } from '../../functions/core/text/cli/audit.ts';
import { reportText } from '../../functions/core/text/cli/report.ts';
import { addMinutes } from '../../functions/core/time.ts';
import { readAll } from '../audit/stored.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { openStores } from '../cli/connect.ts';
import { csvOf } from '../cli/csv.ts';
import { UsageError } from '../cli/errors.ts';
import { pathIn, writePrivate } from '../cli/files.ts';
import { readSettings } from '../cli/hub-settings.ts';
import { withHub } from '../cli/options.ts';
import { timeOf } from '../cli/times.ts';
import { reportPage } from '../report/page.ts';
import { CSV_COLUMNS, rowOf } from '../report/rows.ts';

const DAY_MINUTES = 24 * 60;
const { options: about } = reportText;

export const report = ({ io, print }: Cli) =>
  withHub(
    new CliCommand('report', reportText)
      .option('--from <time>', about.from)
      .option('--until <time>', about.until)
      .option('--out <file>', about.out),
  ).action(
    print(async (options) => {
      const now = io.clock.now();
      const until = timeOf('until', options.until) ?? now;
      const from = timeOf('from', options.from) ?? addMinutes(until, -30 * DAY_MINUTES);
      if (from >= until) throw new UsageError(reportText.wrongOrder);
      const { out = 'assume-bot-report.html' } = options;
      if (!/\.html?$/.test(out)) throw new UsageError(reportText.notHtml(out));
      const path = pathIn(io, out);
      const csvPath = path.replace(/\.html?$/, '.csv');

      const stores = openStores(readSettings(io, options), io);
      const [stored, directory] = [await readAll(stores.archive, io.err), await stores.directory.read()];
      const names = Object.fromEntries(Object.entries(directory.people).map(([id, { name }]) => [id, name]));
      const rows = stored.requests
        .flatMap((request) => holdingsOf(request, now))
        .filter((one) => one.from < until && one.until > from)
        .sort((a, b) => b.from.getTime() - a.from.getTime())
        .map((holding) => rowOf(holding, names));
      await writePrivate(path, reportPage({ rows, from, until, madeAt: now, csvName: basename(csvPath) }));
      await writePrivate(csvPath, csvOf(CSV_COLUMNS, rows));
      for (const { key, why } of stored.unreadable) io.err(auditExportText.skippedUnreadable(key, why));
      return {
        code: stored.unreadable.length > 0 ? 1 : 0,
        json: { file: path, csv: csvPath, from, until, holdings: rows },
        lines: [reportText.total(rows.length, from, until), path, csvPath],
      };
    }),
  );
