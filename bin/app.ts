import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { overBudget } from '../lib/bundling/budget.ts';
import { bundleLambdas } from '../lib/bundling/bundle.ts';
import type { LambdaName } from '../lib/lambdas.ts';
import { serviceControlPolicy } from '../lib/manager-policies.ts';
import { addChecks, createStacks, stackSetTemplate } from '../lib/stacks.ts';
import { readSettings } from './app/read-settings.ts';
import { targetsOf } from './app/targets-of.ts';
import { readCatalog } from './cli/read-catalog.ts';

const root = resolve(import.meta.dirname, '..');

/** Reports all mistakes before any resource is created. */
const stop = (mistakes: readonly string[]): never => {
  process.stderr.write(
    `\nassume-bot cannot be deployed with these settings:\n${mistakes.map((one) => `  - ${one}\n`).join('')}\n`,
  );
  process.exit(1);
};

const writeJson = (name: string, content: unknown): Promise<void> =>
  writeFile(resolve(root, 'dist', name), `${JSON.stringify(content, null, 2)}\n`);

const app = new App();
const { CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION } = process.env;
const settingsRead = readSettings({
  'assume-bot:hubAccount': CDK_DEFAULT_ACCOUNT,
  'assume-bot:region': CDK_DEFAULT_REGION,
  ...app.node.getAllContext(),
});
const catalogPath = String(app.node.tryGetContext('assume-bot:catalog') ?? 'access.yaml');
const catalogRead = await readCatalog(catalogPath, settingsRead.kind === 'ok' ? settingsRead.settings.name : undefined);
if (settingsRead.kind === 'invalid' || catalogRead.kind === 'invalid') {
  stop([settingsRead, catalogRead].flatMap((read) => (read.kind === 'invalid' ? read.mistakes : [])));
} else {
  for (const warning of catalogRead.warnings) process.stderr.write(`${warning}\n`);
  const { catalog } = catalogRead;
  const bundles = await bundleLambdas({
    root,
    outputFolder: resolve(root, 'dist'),
    catalogJson: JSON.stringify(catalog),
  }).catch((error: unknown) => stop([error instanceof Error ? error.message : String(error)]));
  const excess = bundles.flatMap(overBudget);
  if (excess.length > 0) stop(excess);
  const codeOf = (name: LambdaName): Code => Code.fromAsset(resolve(root, 'dist', name));
  const code = { 'slack-events': codeOf('slack-events'), reconcile: codeOf('reconcile'), sweep: codeOf('sweep') };
  const { settings } = settingsRead;
  createStacks(app, { settings, accounts: targetsOf(catalog), code });
  addChecks(app);
  const assembly = app.synth();
  const { template } = assembly.getStackByName(stackSetTemplate(settings.name));
  const policy = serviceControlPolicy({ partition: 'aws', exemptPrincipals: settings.scpExemptPrincipals });
  await writeJson('account.template.json', template);
  await writeJson('service-control-policy.json', policy);
}
