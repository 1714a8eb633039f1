import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { ofType } from '../../../local/deployment/stack.ts';
import { createCli } from '../cli.ts';
import { BOT_TOKEN, startRehearsed } from '../hub.ts';
import { giveOperatorPolicies } from '../operator.ts';
import { HUB_STACK, type Rehearsal } from '../rehearsal.ts';
import { synthesize } from '../synthesis.ts';
import { iamState } from '../traces.ts';
import { ACCOUNTS, accountsBefore } from '../world.ts';

const ALLOW_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } as const;

const synthesizeStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Synthesize the stacks with realistic settings', async ({ did, saw }) => {
    const { root, folder, settings } = rehearsal;
    copyFileSync(join(import.meta.dirname, '..', 'access.yaml'), join(folder, 'access.yaml'));
    const context = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`assume-bot:${name}`, value]));
    writeFileSync(join(folder, 'cdk.context.json'), JSON.stringify(context, null, 2));
    did(`cdk synth with ${Object.keys(settings).join(', ')}`);
    rehearsal.synthesis = await synthesize({
      root,
      folder,
      settings: { ...settings, catalog: join(folder, 'access.yaml') },
    });
    const { synthesis } = rehearsal;
    for (const name of synthesis.stackNames) {
      const count = Object.keys(synthesis.template(name).Resources).length;
      saw(`${name}: ${count} resources, ${synthesis.accountOf(name) ?? 'for StackSets'}`);
    }
  });

const accountsStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Prepare an organization: a hub account and three accounts', async ({ saw }) => {
    const region = String(rehearsal.settings['region']);
    rehearsal.rehearsed = await startRehearsed({ region });
    rehearsal.onClose(() => rehearsal.rehearsed.close());
    const accounts = accountsBefore(rehearsal.root, region);
    rehearsal.rehearsed.aws.seed({ accounts });
    rehearsal.iamBefore = iamState(rehearsal.rehearsed.aws);
    for (const { id, alias, users = [], roles = [] } of accounts) {
      saw(`${alias} ${id}: ${users.length} users, ${roles.length} roles`);
    }
  });

const hubStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Deploy the hub stack', async ({ did, saw }) => {
    const { rehearsed, synthesis, folder } = rehearsal;
    did(`cdk deploy ${HUB_STACK} --outputs-file cdk.outputs.json`);
    const stack = await rehearsed.deploy(synthesis, HUB_STACK);
    // The API and the queue answer on this machine.
    const outputs: Readonly<Record<string, string>> = {
      ...stack.outputs,
      SlackRequestUrl: `${rehearsed.url}/slack/events`,
    };
    writeFileSync(join(folder, 'cdk.outputs.json'), JSON.stringify({ [HUB_STACK]: outputs }, null, 2));
    saw(
      Object.entries(stack.outputs)
        .map(([name, value]) => `${name} = ${value}`)
        .join('\n'),
    );
    const headings = giveOperatorPolicies(rehearsal.root, rehearsed.aws, stack);
    did(`gave the operator the policies of docs/operators.md: ${headings.join(', ')}`);
  });

const accountStacksStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Deploy the account stacks, and attach the service control policy', async ({ did, saw }) => {
    const { rehearsed, synthesis, root, folder } = rehearsal;
    for (const name of Object.keys(ACCOUNTS)) {
      const stackName = `${HUB_STACK}-account-${name}`;
      did(`cdk deploy ${stackName}`);
      const stack = await rehearsed.deploy(synthesis, stackName);
      saw(
        ofType(stack, 'AWS::IAM::Role')
          .map(({ physical }) => physical.attributes['Arn'])
          .join('\n'),
      );
    }
    const policy = synthesis.document('service-control-policy.json') as unknown as PolicyDocument;
    for (const id of Object.values(ACCOUNTS)) {
      rehearsed.aws.setServiceControlPolicies(id, [ALLOW_ALL, policy] as unknown as PolicyDocument[]);
    }
    did('attached service-control-policy.json to the three accounts');
    const slack = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_API_URL: rehearsed.slack.apiUrl };
    rehearsal.cli = createCli({ root, folder, rehearsed }, ACCOUNTS);
    rehearsal.cliWithSlack = createCli({ root, folder, rehearsed, env: slack }, ACCOUNTS);
  });

/** From nothing to a deployed hub with its accounts. The functions do not run yet. */
export const deploySteps = async (rehearsal: Rehearsal): Promise<void> => {
  await synthesizeStep(rehearsal);
  await accountsStep(rehearsal);
  await hubStep(rehearsal);
  await accountStacksStep(rehearsal);
};

/** The outputs that the operator works with. */
export const outputsOf = (folder: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(folder, 'cdk.outputs.json'), 'utf8'))[HUB_STACK];
