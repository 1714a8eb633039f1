import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { validateText } from '../functions/core/text/cli/catalog.ts';
import { heldText } from '../functions/core/text/cli/held.ts';
import { misfitOf, stackSetAccount } from '../lib/account-targets.ts';
import { overBudget } from '../lib/bundling/budget.ts';
import { bundleLambdas } from '../lib/bundling/bundle.ts';
import { oversized, type RenderedTemplate } from '../lib/document-sizes.ts';
import { LAMBDAS, type LambdaName } from '../lib/lambdas.ts';
import { serviceControlPolicy } from '../lib/manager-policies.ts';
import { partitionOfRegion } from '../lib/partition.ts';
import { addChecks, createStacks, stackSetTemplate } from '../lib/stacks.ts';
import { templateNotices, templateText } from '../lib/template-sizes.ts';
import { organizationsText } from './app/organizations-text.ts';
import { partitionMistakes } from './app/partition-mistakes.ts';
import { readSettings } from './app/read-settings.ts';
import { stackNameMistakes } from './app/stack-name-mistakes.ts';
import { targetsOf, userAccountsOf } from './app/targets-of.ts';
import { ticketMistakes } from './app/ticket-mistakes.ts';
import { checkHeld } from './cli/held-guard.ts';
import { readCatalog } from './cli/read-catalog.ts';

const root = resolve(import.meta.dirname, '..');
/** Bundles and documents for operators. Two runs at the same time need a folder each. */
const dist = resolve(root, process.env['ASSUME_DIST'] ?? 'dist');

/** A large catalog can repeat a warning for each role, and notices of the deployment would be lost among them. */
const MOST_WARNINGS = 10;

/** Reports all mistakes before any resource is created. */
const stop = (mistakes: readonly string[]): never => {
  process.stderr.write(
    `\nassume-bot cannot be deployed with these settings:\n${mistakes.map((one) => `  - ${one}\n`).join('')}\n`,
  );
  process.exit(1);
};

const app = new App();
const settingsRead = readSettings(app.node.getAllContext());
const catalogPath = String(app.node.tryGetContext('assume-bot:catalog') ?? 'access.yaml');
const catalogRead = await readCatalog(catalogPath, settingsRead.kind === 'ok' ? settingsRead.settings.name : undefined);
if (settingsRead.kind === 'invalid' || catalogRead.kind === 'invalid') {
  stop([settingsRead, catalogRead].flatMap((read) => (read.kind === 'invalid' ? read.mistakes : [])));
} else {
  const note = (text: string) => process.stderr.write(`${text}\n`);
  const { warnings } = catalogRead;
  warnings.slice(0, MOST_WARNINGS).map(validateText.warning).forEach(note);
  if (warnings.length > MOST_WARNINGS) note(validateText.moreWarnings(warnings.length - MOST_WARNINGS));
  const { catalog } = catalogRead;
  const { settings } = settingsRead;
  const accounts = targetsOf(catalog);
  const mistakes = [
    ...partitionMistakes(catalog, settings.region),
    ...ticketMistakes(catalog, settings),
    ...stackNameMistakes(settings.name, accounts),
    ...accounts.flatMap((account) => misfitOf(settings, account) ?? []),
  ];
  if (mistakes.length > 0) stop(mistakes);
  const held = await checkHeld(catalog, settings);
  if (held.kind === 'not_checked') note(heldText.notChecked(held.why));
  if (held.kind === 'held') {
    if (String(app.node.tryGetContext('end-held-access')) !== 'true') stop(held.lines);
    note(heldText.endedByDeployment(held.count));
  }
  const bundles = await bundleLambdas({
    root,
    outputFolder: dist,
    catalogJson: JSON.stringify(catalog),
  }).catch((error: unknown) => stop([error instanceof Error ? error.message : String(error)]));
  const excess = bundles.flatMap(overBudget);
  if (excess.length > 0) stop(excess);
  const codeOf = (name: LambdaName): Code => Code.fromAsset(resolve(dist, name));
  const code = Object.fromEntries(LAMBDAS.map((name) => [name, codeOf(name)])) as Record<LambdaName, Code>;
  createStacks(app, { settings, accounts, userAccounts: userAccountsOf(catalog), code });
  addChecks(app);
  const stacks = app
    .synth()
    .stacks.map(({ stackName: name, template }) => ({ name, template: template as RenderedTemplate }));
  const stackSet = stacks.find(({ name }) => name === stackSetTemplate(settings.name));
  const accountStacks = stacks.filter((one) => one !== stackSet && one.name !== settings.name);
  const sizes = templateNotices(accountStacks, stackSet);
  const tooLarge = [...stacks.flatMap(({ name, template }) => oversized(name, template)), ...sizes.mistakes];
  if (tooLarge.length > 0) stop(tooLarge);
  sizes.notices.forEach(note);

  /** Writes a file for operators, or removes that of an earlier run. */
  const writeOrRemove = async (name: string, text: string | undefined): Promise<void> =>
    text === undefined ? rm(resolve(dist, name), { force: true }) : writeFile(resolve(dist, name), text);
  if (stackSet === undefined)
    note(`There is no template for StackSets. ${misfitOf(settings, stackSetAccount(accounts))}`);
  await writeOrRemove('account.template.json', stackSet && templateText(stackSet.template));
  const policy = organizationsText(
    serviceControlPolicy({
      partition: partitionOfRegion(settings.region),
      exemptPrincipals: settings.scpExemptPrincipals,
      managerRoleNames: accounts.map(({ managerRoleName }) => managerRoleName),
    }),
  );
  if (policy.kind === 'tooLarge') note(`There is no service control policy: ${policy.mistake}`);
  await writeOrRemove('service-control-policy.json', policy.kind === 'tooLarge' ? undefined : policy.text);
}
