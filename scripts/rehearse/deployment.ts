import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { clientsFor } from '../../local/deployment/clients.ts';
import { type DeployedStack, ofType } from '../../local/deployment/stack.ts';
import { BOT_TOKEN, SIGNING_SECRET } from './hub.ts';
import { HUB } from './names.ts';
import { giveOperatorPolicies } from './operator.ts';
import { expectThat, type Notes } from './protocol.ts';
import { HUB_STACK, type Rehearsal } from './rehearsal.ts';
import { synthesize } from './synthesis.ts';

/** Writes the files of an operator's folder, and synthesizes the stacks from them. */
export const synthesizeFrom = async (rehearsal: Rehearsal, catalog: string, { did, saw }: Notes): Promise<void> => {
  const { root, folder, settings } = rehearsal;
  copyFileSync(catalog, join(folder, 'access.yaml'));
  const context = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`assume-bot:${name}`, value]));
  writeFileSync(join(folder, 'cdk.context.json'), JSON.stringify(context, null, 2));
  did(`cdk synth with ${Object.keys(settings).join(', ')}`);
  const catalogSetting = { catalog: join(folder, 'access.yaml') };
  const synthesis = await synthesize({ root, folder, settings: { ...settings, ...catalogSetting } });
  rehearsal.synthesis = synthesis;
  for (const name of synthesis.stackNames) {
    const count = Object.keys(synthesis.template(name).Resources).length;
    saw(`${name}: ${count} resources, ${synthesis.accountOf(name) ?? 'for StackSets'}`);
  }
};

/** Deploys the hub stack, writes its outputs, and gives the operator the documented policies. */
export const deployHub = async (rehearsal: Rehearsal, { did, saw }: Notes, before?: DeployedStack): Promise<void> => {
  const { rehearsed, synthesis, folder, root } = rehearsal;
  did(`cdk deploy ${HUB_STACK} --outputs-file cdk.outputs.json`);
  const stack = await rehearsed.deploy(synthesis, HUB_STACK, before);
  // The APIs and the queue answer on this machine.
  const outputs = {
    ...stack.outputs,
    SlackRequestUrl: `${rehearsed.url}/slack/events`,
    ApiUrl: `${rehearsed.url}/v1`,
  };
  writeFileSync(join(folder, 'cdk.outputs.json'), JSON.stringify({ [HUB_STACK]: outputs }, null, 2));
  const shown = Object.entries(stack.outputs).map(([name, value]) => `${name} = ${value}`);
  saw(shown.join('\n'));
  const headings = giveOperatorPolicies(root, rehearsed.aws, stack);
  did(`gave the operator the policies of docs/operators.md: ${headings.join(', ')}`);
};

/** Deploys the stack of one account. */
export const deployAccount = async (
  { rehearsed, synthesis }: Rehearsal,
  name: string,
  { did, saw }: Notes,
  before?: DeployedStack,
): Promise<void> => {
  const stackName = `${HUB_STACK}-account-${name}`;
  did(`cdk deploy ${stackName}`);
  const stack = await rehearsed.deploy(synthesis, stackName, before);
  const arns = ofType(stack, 'AWS::IAM::Role').map(({ physical }) => physical.attributes['Arn']);
  saw(arns.join('\n'));
};

/** The outputs that the operator works with. */
const outputsOf = (folder: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(folder, 'cdk.outputs.json'), 'utf8'))[HUB_STACK];

/** Stores the two secrets, as README.md says. */
export const storeSecrets = async ({ rehearsed, folder }: Rehearsal, { did, saw }: Notes): Promise<void> => {
  const { aws } = rehearsed;
  const clients = clientsFor(aws, aws.rootCredentials(HUB), rehearsed.clock);
  const secrets = { 'assume-bot/slack-bot-token': BOT_TOKEN, 'assume-bot/slack-signing-secret': SIGNING_SECRET };
  try {
    for (const [SecretId, SecretString] of Object.entries(secrets)) {
      did(`aws secretsmanager put-secret-value --secret-id ${SecretId} --secret-string file:///dev/stdin`);
      const { ARN = '' } = await clients.all.secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString }));
      expectThat(Object.values(outputsOf(folder)).includes(ARN), `${ARN} is not an output of the hub stack`);
      saw(`stored in ${ARN}, which the functions read`);
    }
  } finally {
    clients.close();
  }
};

/** Starts the functions of the hub stack. From then on, EventBridge would run the sweep each minute. */
export const startHub = async ({ rehearsed, synthesis }: Rehearsal): Promise<void> => {
  const stack = rehearsed.stacks.get(HUB_STACK);
  if (stack === undefined) throw new Error('the hub stack is not deployed');
  await rehearsed.run(stack, synthesis);
};
