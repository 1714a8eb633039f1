import { defined } from '../../functions/core/defined.ts';
import { accountOf, nameOf } from '../../functions/core/names.ts';
import { uninstallText } from '../../functions/core/text/cli/uninstall.ts';
import { DEFAULT_HUB_NAME } from '../../functions/core/trust/policy-names.ts';
import { createUninstall, lastGuardOf, type Removal } from '../../functions/usecases/operating/uninstall.ts';
import { openAdminIam } from '../cli/admin-iam.ts';
import { accountProfiles, loadCatalog } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { openStores } from '../cli/connect.ts';
import { Refused, UsageError } from '../cli/errors.ts';
import { hubOfSettings, need, readSettings, type Settings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import { withAccountProfiles, withCatalog, withHub } from '../cli/options.ts';
import { accountsOf, type RemovalTargets, searchAccounts, targetsIn } from '../cli/removal-targets.ts';

const { options: about } = uninstallText;

/** A role name with or without its path. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLE_NAME = /^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;

/** The stores of the hub, unless its table was deleted. Throws Refused while access could be opened. */
const openTable = async (io: Io, settings: Settings, options: { withoutTable?: true; dryRun?: true }) => {
  if (options.withoutTable) return undefined;
  const stores = openStores(settings, io);
  const found = await stores.inspector.table();
  if (found.kind === 'missing') throw new Refused(uninstallText.tableMissing(need(settings, 'table')));
  if (!options.dryRun && (await stores.lockdowns.read())?.isOn !== true) throw new Refused(uninstallText.lockdownOff);
  return stores;
};

const confirm = async (io: Io, { roles, users }: RemovalTargets): Promise<void> => {
  if (!io.isInteractive) throw new UsageError(uninstallText.needsYes);
  const arns = [...roles.map(({ arn }) => arn), ...users];
  const question = uninstallText.confirm(arns.length, accountsOf(arns).length);
  if (!/^y(es)?$/i.test(await io.ask(question))) throw new Refused(uninstallText.nothingWritten);
};

const lineOf = (removal: Removal): readonly string[] => {
  switch (removal.kind) {
    case 'nothing_found':
      return [];
    case 'removed':
      return [uninstallText.removed(removal.arn, removal.steps)];
    case 'planned':
      return [uninstallText.planned(removal.arn, removal.steps, removal.guardedUntil)];
    case 'open':
      return [uninstallText.open(removal.arn, removal.until)];
    case 'guarded':
      return [uninstallText.guarded(removal.arn, removal.guardedUntil)];
    case 'failed':
      return [];
    default:
      return removal satisfies never;
  }
};

/** One line for each role and user. What failed for the same reason in one account is one line. */
const linesOf = (removals: readonly Removal[]): readonly string[] => {
  const failures = removals.filter((removal) => removal.kind === 'failed');
  const groups = [...Map.groupBy(failures, ({ arn, why }) => `${accountOf(arn)} ${why}`).values()];
  return [
    ...removals.filter(({ kind }) => kind !== 'failed').flatMap(lineOf),
    ...groups.map((group) => {
      const [{ arn, why, fix }] = group as [(typeof group)[number]];
      return uninstallText.failed(
        group.length === 1 ? arn : uninstallText.several(group.length, accountOf(arn)),
        why,
        fix,
      );
    }),
  ];
};

/** The exit code, and the last lines. */
const conclude = (removals: readonly Removal[], isDryRun: boolean, unsearched: number): [number, readonly string[]] => {
  const failures = removals.filter(({ kind }) => kind === 'failed').length + unsearched;
  const isOpen = removals.some(({ kind }) => kind === 'open');
  const guardedUntil = isDryRun ? undefined : lastGuardOf(removals);
  const isClean = removals.every(({ kind }) => kind === 'nothing_found' || kind === 'removed') && failures === 0;
  const done = removals.some(({ kind }) => kind === 'removed') ? uninstallText.done : uninstallText.nothingWouldChange;
  const lines = [
    ...(isOpen ? [uninstallText.stillOpen] : []),
    ...(guardedUntil === undefined ? [] : [uninstallText.again(guardedUntil)]),
    ...(failures === 0 ? [] : [uninstallText.incomplete(failures)]),
    ...(isClean ? [done] : []),
  ];
  return [failures > 0 ? 3 : isOpen || guardedUntil !== undefined ? 1 : 0, lines];
};

export const uninstall = ({ io, print }: Cli) =>
  withAccountProfiles(
    withHub(
      withCatalog(
        new CliCommand('uninstall', uninstallText)
          .option('--account-role <name>', about.accountRole)
          .option('--without-table', about.withoutTable)
          .option('--end-access', about.endAccess)
          .option('--dry-run', about.dryRun)
          .option('--yes', about.yes),
      ),
    ),
  ).action(
    print(async (options) => {
      const { accountRole, dryRun: isDryRun = false, endAccess: endsAccess = false } = options;
      if (accountRole !== undefined && !ROLE_NAME.test(accountRole))
        throw new UsageError(uninstallText.notARoleName(accountRole));
      const settings = readSettings(io, options);
      const catalog = await loadCatalog(io, options, settings);
      const profiles = accountProfiles(options.accountProfile, catalog, { allowsOthers: true });
      const { iam, finder } = openAdminIam(settings, catalog, io, { profiles, accountRole });
      const stores = await openTable(io, settings, options);
      const named = await targetsIn(catalog, stores?.archive, (key) => io.err(uninstallText.unreadable(key)));
      const { targets, unsearched } = await searchAccounts(
        finder,
        named,
        catalog.accounts.map(({ id }) => id),
        io.err,
      );
      if (!isDryRun && !options.yes) await confirm(io, targets);

      const run = createUninstall({ iam, hub: hubOfSettings(settings), clock: io.clock, onProgress: io.err });
      const removals = await run({ ...targets, endsAccess, isDryRun });
      // What is stored names everything, so an account that cannot be searched matters only without the table.
      const [code, ending] = conclude(removals, isDryRun, stores === undefined ? unsearched.length : 0);
      const leftovers = uninstallText.leftovers({
        hubName: settings.hubName ?? DEFAULT_HUB_NAME,
        region: settings.connection.region ?? (io.environment['AWS_REGION'] || 'REGION'),
        table: settings.table ?? 'TABLE',
        accounts: catalog.accounts,
        roles: Object.values(catalog.roles).map(({ arn, accountId }) => ({ name: nameOf(arn), accountId })),
        ...defined({ auditBucket: settings.auditBucket }),
      });
      const notes = unsearched.map(({ account, why }) => uninstallText.notSearched(account, why));
      return {
        code,
        json: { removals, unsearched, leftovers: leftovers.filter((line) => /^(aws|npx) /.test(line)) },
        lines: [...linesOf(removals), ...notes, ...ending, ...(code === 0 ? leftovers : [])],
      };
    }),
  );
