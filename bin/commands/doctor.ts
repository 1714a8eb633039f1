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
import type { Command } from '../cli/command.ts';
import { Unreachable, UsageError } from '../cli/command.ts';
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

/** Findings for people: what is wrong, and what mends it. */
export const shown = (findings: readonly Finding[]): readonly string[] =>
  findings.flatMap(({ severity, about, what, fix, code }) => {
    const [first = '', ...more] = wrapped(`${about}: ${what} [${code}]`, 10);
    return [`${MARK[severity]}   ${first.trimStart()}`, ...more, ...wrapped(`Fix: ${fix}`, 10), ''];
  });

const numberOf = (findings: readonly Finding[], severity: Severity): number =>
  findings.filter((finding) => finding.severity === severity).length;

/** Reads `--account-profile prod=NAME`. Throws UsageError for an account that the catalog does not have. */
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
    about: 'reach IAM of an account with this AWS profile instead of a role of the bot; can be given once an account',
  },
} as const;

/** What keeps Terraform from its states, bundle by bundle, seen with the operator's own credentials. */
const lookAtStates = async (catalog: Catalog, profiles: AccountProfiles, io: Io): Promise<readonly Finding[]> => {
  const profileOf = (accountId: string) => (profiles as Readonly<Record<string, string>>)[accountId];
  const readState = createReadState({ call: createCallAws(io.environment), profileOf });
  const found: Finding[] = [];
  for (const { name, terraform } of Object.values<Bundle>(catalog.bundles)) {
    const arn = terraform?.state === undefined ? undefined : catalog.roles[terraform.state.role]?.arn;
    if (terraform?.state === undefined || arn === undefined) continue;
    io.err(`looking at the state of ${name} ...`);
    found.push(...examineState(await readState(name, terraform.state, arn)));
  }
  return found;
};

/** What was looked at replaces the note that it was not. */
const withStates = (found: readonly Finding[], states: readonly Finding[] | undefined): readonly Finding[] => {
  if (states === undefined) return found;
  const others = found.filter(({ code }) => code !== 'state_not_looked_at');
  return [...states, ...others].toSorted((a, b) => WEIGHTS.indexOf(a.severity) - WEIGHTS.indexOf(b.severity));
};

export const doctor: Command = {
  name: 'doctor',
  summary: 'look at everything the bot rests on, and say what is wrong and how to mend it',
  about:
    'Looks at the table, the queue, the workers, Slack, and every account, role and person of the catalog, and changes nothing. ' +
    'Above all it looks for standing trust and standing permissions that would make the time box pointless.\n' +
    'It looks at each account through its inspector role, which is made where assume-bot:operators names you, or through a profile that you lend it (--account-profile), else through the manager role, which reads no more than the bot needs. What you need is in docs/operators.md. ' +
    'With SLACK_BOT_TOKEN set, Slack is looked at as well. Exit code 1 when there is an error; with --strict also for a warning.',
  options: {
    ...CATALOG_OPTION,
    ...HUB_OPTIONS,
    ...ACCOUNT_PROFILE_OPTION,
    url: {
      value: 'URL',
      about:
        'where Slack calls the bot (the output SlackRequestUrl), if it is not known from cdk.outputs.json; it gets one request that nobody signed, which has to be turned away',
    },
    strict: { about: 'warnings count as errors' },
    quiet: { about: 'leave out the notes' },
    terraform: {
      about:
        'look at the state side of bundles too (role, bucket, key), through the aws program with your own credentials or those of --account-profile: no role of the bot reads S3 or KMS',
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
      onProgress: (what) => io.err(`looking at ${what} ...`),
    });
    const facts = await examine();
    const seen = [facts.table, facts.queue, ...Object.values<AccountFacts>(facts.accounts)];
    const stateSide = call.flag('terraform') ? await lookAtStates(catalog, profiles, io) : undefined;
    const found = withStates(diagnose(facts, wantedTable()), stateSide);
    const isNothingSeen = seen.every(({ kind }) => kind === 'not_seen');
    const whyNot = facts.table.kind === 'not_seen' ? facts.table.why : '';
    // One sentence in the place of as many findings as there are accounts.
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
      lines: [...shown(findings), bad === 0 ? `Nothing stands in the way: ${total}` : total],
    };
  },
};
