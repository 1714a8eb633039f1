import { Option } from '@commander-js/extra-typings';
import { auditExportText, auditText, auditVerifyText } from '../../functions/core/text/cli/audit.ts';
import { exportChains, exportEntries } from '../audit/export.ts';
import { readAll } from '../audit/stored.ts';
import { verify } from '../audit/verify.ts';
import { loadCatalog } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { openStores } from '../cli/connect.ts';
import { readSettings } from '../cli/hub-settings.ts';
import { withCatalog, withHub } from '../cli/options.ts';

const { options: verifyAbout } = auditVerifyText;
const { options: exportAbout } = auditExportText;

const verifyCommand = ({ io, print }: Cli) =>
  withHub(
    new CliCommand('verify', auditVerifyText)
      .option('--against <location>', verifyAbout.against)
      .option('--heads <file>', verifyAbout.heads),
  ).action(
    print(async (options) => {
      const settings = readSettings(io, options);
      return verify({ io, settings, ...options }, await readAll(openStores(settings, io).archive, io.err));
    }),
  );

const exportCommand = ({ io, print }: Cli) =>
  withHub(
    withCatalog(
      new CliCommand('export', auditExportText)
        .option('--to <location>', exportAbout.to)
        .addOption(new Option('--format <format>', exportAbout.format).choices(['ndjson', 'csv'] as const))
        .option('--from <time>', exportAbout.from)
        .option('--until <time>', exportAbout.until)
        .option('--out <file>', exportAbout.out),
    ),
  ).action(
    print(async (options) => {
      const { to } = options;
      const settings = readSettings(io, options);
      // The catalog contains the retention period. Its mistakes are reported before the table is read.
      const catalog = to === undefined ? undefined : await loadCatalog(io, options, settings);
      const stored = await readAll(openStores(settings, io).archive, io.err);
      return to === undefined || catalog === undefined
        ? exportEntries(io, options, stored)
        : exportChains({ io, settings, to, retentionDays: catalog.settings.retentionDays }, options, stored);
    }),
  );

export const audit = (cli: Cli) =>
  new CliCommand('audit', auditText).addCommand(verifyCommand(cli)).addCommand(exportCommand(cli));
