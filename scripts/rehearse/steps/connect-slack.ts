import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHub, storeSecrets } from '../deployment.ts';
import { expectThat } from '../protocol.ts';
import { HUB_STACK, type Rehearsal } from '../rehearsal.ts';

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

const secretsStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Store the secrets of the Slack app', (notes) => storeSecrets(rehearsal, notes));

const startStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Start the functions with the environment and the role of the template', async (notes) => {
    const { rehearsed } = rehearsal;
    await startHub(rehearsal, notes);
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
