import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { diagnoseTerraform } from '../../functions/core/terraform/diagnosis/diagnose.ts';
import type { Outcome as Diagnosed } from '../../functions/core/terraform/diagnosis/diagnosis.ts';
import { diagnoseText as text } from '../../functions/core/text/cli/diagnose.ts';
import { loadCatalog } from '../cli/catalog.ts';
import { catalogUser } from '../cli/catalog-user.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { shownFindings } from '../cli/findings.ts';
import { readSettings } from '../cli/hub-settings.ts';
import { collect, withCatalog } from '../cli/options.ts';
import { bundleNamed, profilesOf } from './bundles.ts';
import { contextIn, diagnosisJson, fixCommands } from './diagnosis-output.ts';
import { openTerraform } from './operator.ts';

/** The exit code of each outcome. Usage errors end with 2, and AWS that cannot be reached with 3. */
const CODES: Readonly<Record<Diagnosed, number>> = { works: 0, broken: 1, not_judged: 4 };

/** The profile that the local stack writes for the owner of an account. */
const ownerProfile = ({ accounts }: Catalog, account: string): string | undefined => {
  const name = accounts.find(({ id }) => id === account)?.name;
  return name === undefined ? undefined : `owner-${name}`;
};

export const terraformDiagnose = ({ io, print }: Cli) => {
  const { options: about } = text;
  return withCatalog(
    new CliCommand('diagnose', text)
      .argument('[bundle]', text.arguments.bundle)
      .option('--for <user>', about.for)
      .option('--email <address>', about.email)
      .option('--local', about.local)
      .option('--profile <name>', about.profile)
      .option('--account-profile <account=profile>', about.accountProfile, collect)
      .option('--organization-profile <name>', about.organizationProfile)
      .option('--context <key=value>', about.context, collect),
  ).action(
    print(async (name, options) => {
      const settings = options.local ? readSettings(io, { local: true }) : undefined;
      const catalog = await loadCatalog(io, options, settings);
      const { bundle } = bundleNamed(catalog, name);
      const given = contextIn(options.context);
      const user = options.for === undefined ? undefined : catalogUser(catalog, options.for, options.email).principal;
      const examine = await openTerraform(
        io,
        catalog,
        {
          profileOf: profilesOf(options, catalog),
          ...(settings?.connection.endpoint === undefined ? {} : { endpoint: settings.connection.endpoint }),
          ...(settings === undefined
            ? {}
            : { keysOf: (account: string) => settings.owners?.[account] ?? settings.keys }),
          ...(options.organizationProfile === undefined ? {} : { organizationProfile: options.organizationProfile }),
        },
        given,
      );
      io.err(text.checking(bundle.name));
      const diagnosis = diagnoseTerraform(await examine(bundle, user));
      const { outcome, steps, findings, isBlind } = diagnosis;
      const owners = (account: string) => (settings === undefined ? undefined : ownerProfile(catalog, account));
      const fixes = fixCommands(diagnosis, owners);
      return {
        code: isBlind ? 3 : CODES[outcome],
        json: diagnosisJson(bundle.name, user?.sessionName, diagnosis),
        lines: [
          ...steps.map(text.step),
          '',
          ...findings.flatMap((one) => shownFindings([one])),
          ...(fixes.length === 0 ? [] : [text.fixes, ...fixes, '']),
          text.outcome(outcome, bundle.name, findings),
        ],
      };
    }),
  );
};
