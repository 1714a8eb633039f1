// Synthesizes the stacks into cdk.out, without network or AWS credentials, and checks them:
//   npm run synth [-- -c assume-bot:region=eu-central-1 ...]
// Also writes dist/account.template.json for StackSets, and dist/service-control-policy.json for the organization.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Example settings for a fresh clone, so that synthesis works without an operator's settings. */
const EXAMPLE = {
  catalog: 'examples/access.yaml',
  externalId: 'not-for-deploying-0000',
  hubAccount: '999999999999',
  region: 'eu-central-1',
};

const run = (command: string, args: readonly string[], env = process.env) =>
  spawnSync(command, args, { cwd: root, env, stdio: 'inherit' });

const given = process.argv.slice(2);
const jsonOf = (file: string) =>
  existsSync(join(root, file)) ? JSON.parse(readFileSync(join(root, file), 'utf8')) : {};
const context = { ...jsonOf('cdk.context.json'), ...jsonOf('cdk.json').context };
const isSet = (name: string) =>
  `assume-bot:${name}` in context || given.some((argument) => argument.startsWith(`assume-bot:${name}=`));
const isExample = !isSet('catalog') && !existsSync(join(root, 'access.yaml'));
const standIns = isExample
  ? Object.entries(EXAMPLE).flatMap(([name, value]) => (isSet(name) ? [] : ['-c', `assume-bot:${name}=${value}`]))
  : [];
if (isExample) console.log('There is no access.yaml, so the output uses the example catalog. Do not deploy it.');

const started = performance.now();
const quiet = { CDK_DISABLE_CLI_TELEMETRY: 'true', ...(isExample ? { AWS_EC2_METADATA_DISABLED: 'true' } : {}) };
const cdk = run(
  process.execPath,
  [join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'), 'synth', '--quiet', ...standIns, ...given],
  { ...process.env, ...quiet },
);
if (cdk.status !== 0) process.exit(cdk.status ?? 1);
// A document that is too large for AWS is left out.
const dist = process.env['ASSUME_DIST'] ?? 'dist';
const written = ['account.template.json', 'service-control-policy.json']
  .map((name) => join(dist, name))
  .filter((file) => existsSync(resolve(root, file)));
console.log(
  `Synthesized in ${((performance.now() - started) / 1000).toFixed(1)} s: ${['cdk.out/', ...written].join(', ')}`,
);

const lint = run('cfn-lint', []);
if (lint.error !== undefined) {
  console.log(
    'cfn-lint is not on the PATH, so only the CDK and cdk-nag checked the templates (install it with "pip install cfn-lint").',
  );
} else {
  if (lint.status !== 0) process.exit(lint.status ?? 1);
  console.log('cfn-lint found nothing.');
}
