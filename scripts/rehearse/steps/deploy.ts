import { join } from 'node:path';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { createCli } from '../cli.ts';
import { deployAccount, deployHub, synthesizeFrom } from '../deployment.ts';
import { BOT_TOKEN, startRehearsed } from '../hub.ts';
import { ACCOUNTS, CANARY_USER } from '../names.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { iamState } from '../traces.ts';
import { accountsBefore } from '../world.ts';

const CATALOG = join(import.meta.dirname, '..', 'access.yaml');
/** The users whose profiles the command line uses. */
const PROFILES = {
  alice: `arn:aws:iam::${ACCOUNTS.utils}:user/people/alice`,
  'canary-user': CANARY_USER,
  'canary-utils': `arn:aws:iam::${ACCOUNTS.utils}:user/canary-operator`,
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
  rehearsal.protocol.step('Prepare an organization: a hub account and three accounts', async ({ saw }) => {
    const region = String(rehearsal.settings['region']);
    const rehearsed = await startRehearsed({ region });
    rehearsal.rehearsed = rehearsed;
    rehearsal.onClose(() => rehearsed.close());
    const accounts = accountsBefore(rehearsal.root, region);
    rehearsed.aws.seed({ accounts });
    rehearsal.iamBefore = iamState(rehearsed.aws);
    for (const { id, alias, users = [], roles = [] } of accounts) {
      saw(`${alias} ${id}: ${users.length} users, ${roles.length} roles`);
    }
  });

const hubStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Deploy the hub stack', (notes) => deployHub(rehearsal, notes));

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
  await hubStep(rehearsal);
  await accountStacksStep(rehearsal);
};
