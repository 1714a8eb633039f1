import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import type { Dropped } from '../../functions/core/catalog/dropped.ts';
import { defined } from '../../functions/core/defined.ts';
import { examineSlack } from '../../functions/core/doctor/examine-slack.ts';
import type { Finding } from '../../functions/core/doctor/finding.ts';
import { namedInSlack } from '../../functions/core/doctor/slack-scopes.ts';
import { validateText } from '../../functions/core/text/cli/catalog.ts';
import { heldText } from '../../functions/core/text/cli/held.ts';
import { catalogPathOf } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { openSlack, openStores } from '../cli/connect.ts';
import { shownPath } from '../cli/files.ts';
import { numberOf } from '../cli/findings.ts';
import { heldOutside } from '../cli/held.ts';
import { readSettings, slackIn } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import { type HubOptions, withCatalog, withHub } from '../cli/options.ts';
import { compileText, readCatalogText } from '../cli/read-catalog.ts';
import { replayed } from '../replay/against.ts';

/** Only findings about channels, users and groups. `doctor` checks scopes and the workspace. */
const ABOUT_THE_CATALOG = new Set([
  'slack_not_seen',
  'channel_not_found',
  'channel_without_bot',
  'channel_archived',
  'channel_shared',
  'channel_not_seen',
  'approvers_outside_channel',
  'group_not_seen',
  'group_empty',
  'too_few_approvers',
  'user_not_member',
]);

/** Problems with the users and groups of a catalog in Slack; undefined without a token. */
const checkSlack = async (catalog: Catalog, io: Io): Promise<readonly Finding[] | undefined> => {
  const slack = slackIn(io);
  if (slack === undefined) return undefined;
  io.err(validateText.checkingSlack);
  const { inspector } = openSlack(slack, io);
  const facts = await inspector.look(namedInSlack(catalog));
  return examineSlack(facts, catalog, undefined).filter(({ code }) => ABOUT_THE_CATALOG.has(code));
};

/** The open grants in the table that a deployment of the catalog would end. */
const checkHeld = async (catalog: Catalog, io: Io, options: HubOptions): Promise<readonly Dropped[]> => {
  io.err(heldText.checking);
  return heldOutside(catalog, openStores(readSettings(io, options), io), io.clock.now());
};

export const validate = ({ io, print }: Cli) =>
  withHub(
    withCatalog(
      new CliCommand('validate', validateText)
        .argument('[file]', validateText.arguments.file)
        .option('--strict', validateText.options.strict)
        .option('--held', validateText.options.held)
        .option('--against <history>', validateText.options.against)
        .option('--fail-on <differences>', validateText.options.failOn)
        .option('--examples <number>', validateText.options.examples)
        .option('--markdown', validateText.options.markdown),
    ),
  ).action(
    print(async (named, { catalog: option, strict, held, against, failOn, examples, markdown, ...hub }) => {
      const replay = replayed({ against, failOn, examples, markdown }, hub, io);
      const path = catalogPathOf(io, { catalog: named ?? option });
      const file = shownPath(io, path);
      const compiled = compileText(await readCatalogText(path), file, undefined, io.clock.now());
      if (compiled.kind === 'invalid') {
        const { mistakes, problems } = compiled;
        return {
          code: 1,
          json: { file, valid: false, mistakes: problems, warnings: [], findings: [] },
          lines: [...mistakes, '', validateText.mistakes(mistakes.length, file)],
        };
      }
      const { catalog, warnings } = compiled;
      const checked = await checkSlack(catalog, io);
      const findings = checked ?? [];
      const dropped = held ? await checkHeld(catalog, io, hub) : [];
      const past = await replay?.(catalog);
      const isUnreachable = findings.some(({ code }) => code === 'slack_not_seen');
      const bad =
        (past?.isFailed ? 1 : 0) +
        dropped.length +
        numberOf(findings, 'error') +
        (strict ? warnings.length + numberOf(findings, 'warning') : 0);
      const sizes = [catalog.roles, catalog.bundles, catalog.people].map((one) => Object.keys(one).length);
      return {
        code: isUnreachable ? 3 : bad > 0 ? 1 : 0,
        json: {
          ...{ file, valid: true, hash: catalog.hash, mistakes: [], warnings: compiled.problems, findings, dropped },
          ...defined({ replay: past?.summary }),
        },
        lines: markdown
          ? (past?.lines ?? [])
          : [
              ...warnings.map(validateText.warning),
              ...findings.map(validateText.finding),
              ...dropped.map(heldText.dropped),
              ...(held ? [dropped.length === 0 ? heldText.clean : heldText.fix] : []),
              ...(past?.lines ?? []),
              validateText.valid(file, ...(sizes as [number, number, number])),
              ...(checked === undefined ? [validateText.slackNotChecked] : []),
            ],
      };
    }),
  );
