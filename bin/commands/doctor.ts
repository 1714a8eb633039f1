import { wantedTable } from '../../functions/adapters/dynamodb/inspect-table.ts';
import { createEndpointInspector } from '../../functions/adapters/system/inspect-endpoint.ts';
import type { Bundle, Catalog } from '../../functions/core/catalog/catalog.ts';
import { diagnose } from '../../functions/core/doctor/diagnose.ts';
import { examineState } from '../../functions/core/doctor/examine-state.ts';
import type { AccountFacts } from '../../functions/core/doctor/facts.ts';
import type { Finding, Severity } from '../../functions/core/doctor/finding.ts';
import type { AccountId } from '../../functions/core/names.ts';
import { createExamine } from '../../functions/usecases/operating/examine.ts';
import { CATALOG_OPTION, loadCatalog } from '../cli/catalog.ts';
import { type Command, Unreachable, UsageError } from '../cli/command.ts';
import type { AccountProfiles } from '../cli/eyes.ts';
import { aboutCredentials } from '../cli/faults.ts';
import { wrapped } from '../cli/help.ts';
import { openIam, openQueue, openSlack, openStores } from '../cli/hub.ts';
import type { Io } from '../cli/io.ts';
import { HUB_OPTIONS, hubOfSettings, readSettings } from '../cli/settings.ts';
import { counted } from '../cli/table.ts';
import { createCallAws } from '../terraform/aws-program.ts';
import { createReadState } from '../terraform/state-facts.ts';
import { endpointOf } from './manifest.ts';

const WEIGHTS: readonly Severity[] = ['error', 'warning', 'note'];
const MARK: Readonly<Record<Severity, string>> = { error: 'ERROR  ', warning: 'warning', note: 'note   ' };

/** Findings as text: the problem and the fix. */
export const shown = (findings: readonly Finding[]): readonly string[] =>
  findings.flatMap(({ severity, about, what, fix, code }) => {
    const [first = '', ...more] = wrapped(`${about}: ${what} [${code}]`, 10);
    return [`${MARK[severity]}   ${first.trimStart()}`, ...more, ...wrapped(`Fix: ${fix}`, 10), ''];
  });

const numberOf = (findings: readonly Finding[], severity: Severity): number =>
  findings.filter((finding) => finding.severity === severity).length;

/** Parses `--account-profile prod=NAME`. Throws UsageError for an account that is not in the catalog. */
export const accountProfiles = (texts: readonly string[], catalog: Catalog): AccountProfiles =>
  Object.fromEntries(
    texts.map((text): [AccountId, string] => {
      const [name = '', profile = ''] = text.split('=');
      const account = catalog.accounts.find((one) => one.name === name || one.id === name);
      if (account !== undefined && profile !== '') return [account.id, profile];
      const known = catalog.accounts.map((one) => one.name).join(', ');
      throw new UsageError(`"${text}" is not ACCOUNT=PROFILE; the accounts of the catalog are ${known}`);
    }),
  );

export const ACCOUNT_PROFILE_OPTION = {
  'account-profile': {
    value: 'ACCOUNT=PROFILE',
    isRepeatable: true,
    about: 'use this AWS profile for IAM of an account instead of a role of the bot; repeat for each account',
  },
} as const;

/** Problems with the Terraform state of each bundle, found with the operator's own credentials. */
const lookAtStates = async (catalog: Catalog, profiles: AccountProfiles, io: Io): Promise<readonly Finding[]> => {
  const profileOf = (accountId: string) => (profiles as Readonly<Record<string, string>>)[accountId];
  const readState = createReadState({ call: createCallAws(io.environment), profileOf });
  const found: Finding[] = [];
  for (const { name, terraform } of Object.values<Bundle>(catalog.bundles)) {
    const arn = terraform?.state === undefined ? undefined : catalog.roles[terraform.state.role]?.arn;
    if (terraform?.state === undefined || arn === undefined) continue;
    io.err(`checking the state of ${name} ...`);
    found.push(...examineState(await readState(name, terraform.state, arn)));
  }
  return found;
};

/** Removes the note that a state was not checked if it was checked. */
const withStates = (found: readonly Finding[], states: readonly Finding[] | undefined): readonly Finding[] => {
  if (states === undefined) return found;
  const others = found.filter(({ code }) => code !== 'state_not_looked_at');
  return [...states, ...others].toSorted((a, b) => WEIGHTS.indexOf(a.severity) - WEIGHTS.indexOf(b.severity));
};

export const doctor: Command = {
  name: 'doctor',
  summary: 'check everything that the bot depends on, and print problems with fixes',
  about:
    'Checks the table, the queue, the workers, Slack, and every account, role and user of the catalog. Changes nothing. ' +
    'Its most important check finds permanent trust and permissions that defeat the time box.\n' +
    'It inspects each account through its inspector role, which exists if assume-bot:operators lists you; through a profile of yours (--account-profile); or through the manager role, which can read only what the bot needs. docs/operators.md lists the permissions that you need. ' +
    'If SLACK_BOT_TOKEN is set, it also checks Slack. The exit code is 1 for an error; with --strict, also for a warning.',
  options: {
    ...CATALOG_OPTION,
    ...HUB_OPTIONS,
    ...ACCOUNT_PROFILE_OPTION,
    url: {
      value: 'URL',
      about:
        'the URL that Slack calls (the output SlackRequestUrl), if cdk.outputs.json does not contain it; doctor sends one unsigned request, which the bot must refuse',
    },
    strict: { about: 'treat warnings as errors' },
    quiet: { about: 'hide notes' },
    terraform: {
      about:
        'also check the state of bundles (role, bucket, key), through the AWS CLI with your own credentials or those of --account-profile, because no role of the bot can read S3 or KMS',
    },
  },
  examples: [
    'assume-bot doctor',
    'assume-bot doctor --terraform --account-profile state=state-readonly',
    'assume-bot doctor --profile hub --account-profile utils=utils-readonly --json',
  ],
  run: async (call) => {
    const { io } = call;
    const settings = readSettings(call);
    const catalog = await loadCatalog(call, settings);
    const profiles = accountProfiles(call.texts('account-profile'), catalog);
    const stores = openStores(settings, io);
    const slack = openSlack(settings, io);
    const given = call.text('url');
    const requestUrl = given === undefined ? settings.requestUrl : endpointOf(given, { allowsPlain: true });
    const examine = createExamine({
      catalog,
      hub: hubOfSettings(settings),
      clock: io.clock,
      table: stores.inspector,
      queue: openQueue(settings).inspector,
      iam: openIam(settings, catalog, io, profiles).inspector,
      ...(requestUrl === undefined ? {} : { endpoint: createEndpointInspector(requestUrl, io.clock) }),
      ...(slack === undefined ? {} : { slack: slack.inspector }),
      stores,
      onProgress: (what) => io.err(`checking ${what} ...`),
    });
    const facts = await examine();
    const seen = [facts.table, facts.queue, ...Object.values<AccountFacts>(facts.accounts)];
    const stateSide = call.flag('terraform') ? await lookAtStates(catalog, profiles, io) : undefined;
    const found = withStates(diagnose(facts, wantedTable()), stateSide);
    const isNothingSeen = seen.every(({ kind }) => kind === 'not_seen');
    const whyNot = facts.table.kind === 'not_seen' ? facts.table.why : '';
    // One message instead of one finding per account.
    const keyless = isNothingSeen ? aboutCredentials(new Error(whyNot)) : undefined;
    if (keyless !== undefined) throw new Unreachable(keyless);
    if (isNothingSeen && settings.kind === 'local')
      throw new Unreachable(
        `The local stack does not answer at ${settings.connection.endpoint}; start it with "npm start". ${whyNot}`,
      );
    const findings = call.flag('quiet') ? found.filter(({ severity }) => severity !== 'note') : found;
    const errors = numberOf(found, 'error');
    const warnings = numberOf(found, 'warning');
    const bad = errors + (call.flag('strict') ? warnings : 0);
    const total = `${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(numberOf(found, 'note'), 'note')}.`;
    return {
      code: isNothingSeen ? 3 : bad > 0 ? 1 : 0,
      json: { findings, errors, warnings },
      lines: [...shown(findings), bad === 0 ? `No problems found: ${total}` : total],
    };
  },
};
