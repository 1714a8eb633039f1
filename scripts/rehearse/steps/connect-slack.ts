import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { clientsFor } from '../../../local/deployment/clients.ts';
import { BOT_TOKEN, SIGNING_SECRET } from '../hub.ts';
import { expectThat } from '../protocol.ts';
import { HUB_STACK, type Rehearsal } from '../rehearsal.ts';
import { HUB } from '../world.ts';
import { outputsOf } from './deploy.ts';

const manifestStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Write the manifest of the Slack app', async ({ did, saw }) => {
    const { cli, folder, rehearsed } = rehearsal;
    const url = rehearsed.stacks.get(HUB_STACK)?.outputs['SlackRequestUrl'] ?? '';
    did(`assume-bot manifest --url ${url}`);
    const { code, err } = await cli.run('manifest', '--url', url);
    expectThat(code === 0, `the command ended with ${code}: ${err}`);
    const manifest = readFileSync(join(folder, 'slack-manifest.yaml'), 'utf8');
    const urls = [...new Set([...manifest.matchAll(/https:\/\/\S+/g)].map(([one]) => one))];
    expectThat(urls.includes(url), `the manifest names ${urls.join(', ')}, and not ${url}`);
    saw(`slack-manifest.yaml sends commands, clicks and events to ${url}`);
  });

/** As in README.md: aws secretsmanager put-secret-value. */
const secretsStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Store the secrets of the Slack app', async ({ did, saw }) => {
    const { aws } = rehearsal.rehearsed;
    const clients = clientsFor(aws, aws.rootCredentials(HUB));
    const secrets = { 'assume-bot/slack-bot-token': BOT_TOKEN, 'assume-bot/slack-signing-secret': SIGNING_SECRET };
    try {
      for (const [SecretId, SecretString] of Object.entries(secrets)) {
        did(`aws secretsmanager put-secret-value --secret-id ${SecretId} --secret-string "$..."`);
        const { ARN = '' } = await clients.all.secretsManager.send(
          new PutSecretValueCommand({ SecretId, SecretString }),
        );
        const outputs = Object.values(outputsOf(rehearsal.folder));
        expectThat(outputs.includes(ARN), `${ARN} is not an output of the hub stack`);
        saw(`stored in ${ARN}, which the functions read`);
      }
    } finally {
      clients.close();
    }
  });

const startStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Start the functions with the environment and the role of the template', async (notes) => {
    const { rehearsed, synthesis } = rehearsal;
    const stack = rehearsed.stacks.get(HUB_STACK);
    if (stack === undefined) throw new Error('the hub stack is not deployed');
    await rehearsed.run(stack, synthesis);
    await rehearsed.minute();
    notes.did('ran the sweep once, as EventBridge does each minute');
    const unsigned = await fetch(`${rehearsed.url}/slack/events`, { method: 'POST', body: 'payload={}' });
    expectThat(unsigned.status === 401, `the endpoint answered ${unsigned.status} to an unsigned request`);
    const other = await fetch(`${rehearsed.url}/`, { method: 'POST' });
    expectThat(other.status === 404, `the API answered ${other.status} to a path without a route`);
    notes.saw('POST /slack/events refuses an unsigned request with 401; every other path is 404');
  });

/** Connects the hub with Slack, and starts it. */
export const connectSlackSteps = async (rehearsal: Rehearsal): Promise<void> => {
  await manifestStep(rehearsal);
  await secretsStep(rehearsal);
  await startStep(rehearsal);
};
