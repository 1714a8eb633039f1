import { join } from 'node:path';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { CreatePolicyCommand } from '@aws-sdk/client-iam';
import { clientsFor } from '../../../local/deployment/clients.ts';
import { createCli } from '../cli.ts';
import { deployAccount, deployHub, synthesizeFrom } from '../deployment.ts';
import { BOT_TOKEN, startRehearsed } from '../hub.ts';
import { ACCOUNTS, BOUNDARY, CANARY_USER, HUB, SANDBOX } from '../names.ts';
import { expectThat } from '../protocol.ts';
import { HUB_STACK, type Rehearsal } from '../rehearsal.ts';
import { differences, iamState } from '../traces.ts';
import { accountsBefore, boundaryPolicy } from '../world.ts';

const CATALOG = join(import.meta.dirname, '..', 'access.yaml');
/** The users whose profiles the command line uses. */
const PROFILES = {
  alice: `arn:aws:iam::${ACCOUNTS.utils}:user/people/alice`,
  'canary-user': CANARY_USER,
  'canary-utils': `arn:aws:iam::${ACCOUNTS.utils}:user/canary-operator`,
  sandbox: `arn:aws:iam::${SANDBOX}:user/tester`,
  'canary-prod': `arn:aws:iam::${ACCOUNTS.prod}:user/canary-operator`,
};
const ALLOW_ALL: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

const synthesizeStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Synthesize the stacks with realistic settings', (notes) =>
    synthesizeFrom(rehearsal, CATALOG, notes),
  );

const accountsStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step(
    'Prepare an organization: a hub account, three accounts and a test account',
    async ({ saw }) => {
      const region = String(rehearsal.settings['region']);
      const rehearsed = await startRehearsed({ region });
      rehearsal.rehearsed = rehearsed;
      rehearsal.onClose(() => rehearsed.close());
      const accounts = accountsBefore(rehearsal.root, region);
      rehearsed.aws.seed({ accounts });
      for (const { id, alias, users = [], roles = [] } of accounts) {
        saw(`${alias} ${id}: ${users.length} users, ${roles.length} roles`);
      }
    },
  );

/** As docs/deploying.md says: fix the cause, and run the same command again. */
const failedStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step(
    'Deploy the hub stack before the boundary exists in the hub account',
    async ({ did, saw }) => {
      const { aws, clock } = rehearsal.rehearsed;
      const before = iamState(aws);
      did(`cdk deploy ${HUB_STACK}`);
      const failure = await rehearsal.rehearsed.deploy(rehearsal.synthesis, HUB_STACK).then(
        () => undefined,
        ({ message }: Error) => message,
      );
      expectThat(failure !== undefined, 'the deployment should have failed, because the boundary does not exist');
      saw(`failed, and was rolled back: ${failure}`);
      const left = differences(before, iamState(aws));
      expectThat(left.length === 0, `the failed deployment left something in IAM: ${left.join('\n')}`);
      const clients = clientsFor(aws, aws.rootCredentials(HUB), clock);
      const PolicyDocument = JSON.stringify(boundaryPolicy);
      await clients.all.iam
        .send(new CreatePolicyCommand({ PolicyName: BOUNDARY, PolicyDocument }))
        .finally(clients.close);
      did(`created the policy ${BOUNDARY} in the hub account`);
      rehearsal.iamBefore = iamState(aws);
    },
  );

const hubStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Deploy the hub stack again', (notes) => deployHub(rehearsal, notes));

const accountStacksStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Deploy the account stacks, and attach the service control policy', async (notes) => {
    const { rehearsed, synthesis, root, folder } = rehearsal;
    for (const name of Object.keys(ACCOUNTS)) await deployAccount(rehearsal, name, notes);
    const policy = synthesis.document('service-control-policy.json') as unknown as PolicyDocument;
    for (const id of Object.values(ACCOUNTS)) rehearsed.aws.setServiceControlPolicies(id, [ALLOW_ALL, policy]);
    notes.did('attached service-control-policy.json to the three accounts');
    const options = { root, folder, rehearsed, users: PROFILES };
    const slack = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_API_URL: rehearsed.slack.apiUrl };
    rehearsal.cli = createCli(options);
    rehearsal.cliWithSlack = createCli({ ...options, env: slack });
  });

/** From nothing to a deployed hub with its accounts. The functions do not run yet. */
export const deploySteps = async (rehearsal: Rehearsal): Promise<void> => {
  await synthesizeStep(rehearsal);
  await accountsStep(rehearsal);
  await failedStep(rehearsal);
  await hubStep(rehearsal);
  await accountStacksStep(rehearsal);
};
