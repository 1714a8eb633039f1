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

/** The different messages of log lines. */
const messagesOf = (lines: readonly string[]): readonly string[] => [
  ...new Set(lines.flatMap((line) => /"message":"([^"]+)"/.exec(line)?.[1] ?? [])),
];

const startStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Start the functions with the environment and the role of the template', async (notes) => {
    const { rehearsed } = rehearsal;
    await startHub(rehearsal);
    notes.did('the sweep runs for the first time, as EventBridge does each minute');
    const isFine = await rehearsed.minute().then(
      () => true,
      () => false,
    );
    expectThat(!isFine, 'the sweep did not fail, although Slack refuses the generated token');
    notes.saw(`it fails until the secrets are stored, and logs: ${messagesOf(rehearsed.lines).join('; ')}`);
    const unsigned = await fetch(`${rehearsed.url}/slack/events`, { method: 'POST', body: 'payload={}' });
    expectThat(unsigned.status === 401, `the endpoint answered ${unsigned.status} to an unsigned request`);
    const other = await fetch(`${rehearsed.url}/`, { method: 'POST' });
    expectThat(other.status === 404, `the API answered ${other.status} to a path without a route`);
    notes.saw('POST /slack/events refuses an unsigned request with 401; every other path is 404');
  });

const secretsStep = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Store the secrets of the Slack app', async (notes) => {
    const { rehearsed } = rehearsal;
    await storeSecrets(rehearsal, notes);
    rehearsed.clock.advance(60);
    // What the functions reported until now is that the secrets were missing.
    rehearsed.lines.splice(0);
    rehearsed.slack.forgetCalls();
    await rehearsed.minute();
    const calls = rehearsed.slack.calls();
    const refused = calls.filter(({ ok }) => !ok).map(({ method, error }) => `${method}: ${error}`);
    expectThat(calls.length > 0 && refused.length === 0, `Slack refused calls of the sweep: ${refused.join(', ')}`);
    notes.saw('one minute later, the running functions use the new secrets');
  });

/** Connects the hub with Slack, and starts it. */
export const connectSlackSteps = async (rehearsal: Rehearsal): Promise<void> => {
  await manifestStep(rehearsal);
  await startStep(rehearsal);
  await secretsStep(rehearsal);
};
