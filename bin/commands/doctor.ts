import type { Bundle, Catalog } from '../../functions/core/catalog/catalog.ts';
import { defined } from '../../functions/core/defined.ts';
import { diagnose } from '../../functions/core/doctor/diagnose.ts';
import type { AccountFacts, Facts } from '../../functions/core/doctor/facts.ts';
import { type Finding, inOrderOfSeverity } from '../../functions/core/doctor/finding.ts';
import { diagnoseTerraform } from '../../functions/core/terraform/diagnosis/diagnose.ts';
import { doctorText } from '../../functions/core/text/cli/doctor.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { createExamine } from '../../functions/usecases/operating/examine.ts';
import type { AccountProfiles } from '../cli/account-credentials.ts';
import { accountProfiles } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { openEndpoint, openHub, openIam, openQueue, openSlack } from '../cli/connect.ts';
import { endpointOf } from '../cli/endpoint.ts';
import { Unreachable } from '../cli/errors.ts';
import { aboutCredentials } from '../cli/failures.ts';
import { numberOf, shownFindings } from '../cli/findings.ts';
import { hubOfSettings, type Settings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import { openTickets } from '../cli/open-tickets.ts';
import { withAccountProfiles, withCatalog, withHub } from '../cli/options.ts';
import { openTerraform } from '../terraform/operator.ts';

const { options: about } = doctorText;

/** What stops Terraform in each bundle, found with the operator's own credentials. */
const examineStates = async (
  catalog: Catalog,
  profiles: AccountProfiles,
  { connection, keys, owners }: Settings,
  io: Io,
): Promise<readonly Finding[]> => {
  const profileOf = (accountId: string) =>
    (profiles as Readonly<Record<string, string>>)[accountId] ?? connection.profile;
  const examine = await openTerraform(io, catalog, {
    profileOf,
    keysOf: (account) => owners?.[account] ?? keys,
    ...defined({ endpoint: connection.endpoint }),
  });
  const found: Finding[] = [];
  for (const bundle of Object.values<Bundle>(catalog.bundles)) {
    if (bundle.terraform === undefined) continue;
    io.err(doctorText.checking(doctorText.state(bundle.name)));
    found.push(...diagnoseTerraform(await examine(bundle)).findings);
  }
  return found;
};

/** Whether no part of the hub could be read. Throws one message instead of one finding per account, if the reason is known. */
const isNothingSeen = ({ table, queue, accounts }: Facts, { kind, connection }: Settings): boolean => {
  const isSeen = [table, queue, ...Object.values<AccountFacts>(accounts)].some((one) => one.kind !== 'not_seen');
  if (isSeen) return false;
  const why = table.kind === 'not_seen' ? table.why : '';
  const noCredentials = aboutCredentials(new Error(why));
  if (noCredentials !== undefined) throw new Unreachable(noCredentials);
  if (kind === 'local') throw new Unreachable(hubText.localStackDown(connection.endpoint ?? '', why));
  return true;
};

export const doctor = ({ io, print }: Cli) =>
  withAccountProfiles(
    withHub(
      withCatalog(
        new CliCommand('doctor', doctorText)
          .option('--url <url>', about.url)
          .option('--strict', about.strict)
          .option('--quiet', about.quiet)
          .option('--terraform', about.terraform),
      ),
    ),
  ).action(
    print(async (options) => {
      const { settings, catalog, stores } = await openHub(io, options);
      const profiles = accountProfiles(options.accountProfile, catalog);
      const { url } = options;
      const requestUrl = url === undefined ? settings.requestUrl : endpointOf(url, { allowsPlain: true });
      const facts = await createExamine({
        catalog,
        hub: hubOfSettings(settings),
        clock: io.clock,
        table: stores.inspector,
        queue: openQueue(settings).inspector,
        iam: openIam(settings, catalog, io, profiles).inspector,
        ...defined({
          endpoint: requestUrl === undefined ? undefined : openEndpoint(requestUrl, io),
          slack: settings.slack === undefined ? undefined : openSlack(settings.slack, io).inspector,
        }),
        tickets: openTickets(io),
        stores,
        onProgress: (what) => io.err(doctorText.checking(what)),
      })();
      const isBlind = isNothingSeen(facts, settings);
      const hubFindings = diagnose(facts, stores.wanted);
      const found = options.terraform
        ? inOrderOfSeverity([
            ...(await examineStates(catalog, profiles, settings, io)),
            ...hubFindings.filter(({ code }) => code !== 'state_not_looked_at'),
          ])
        : hubFindings;
      const findings = options.quiet ? found.filter(({ severity }) => severity !== 'note') : found;
      const [errors, warnings] = [numberOf(found, 'error'), numberOf(found, 'warning')];
      const isGood = errors + (options.strict ? warnings : 0) === 0;
      return {
        code: isBlind ? 3 : isGood ? 0 : 1,
        json: { findings, errors, warnings },
        lines: [...shownFindings(findings), doctorText.total(found, isGood)],
      };
    }),
  );
