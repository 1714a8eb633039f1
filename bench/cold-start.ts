import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableDefinition } from '../functions/adapters/dynamodb/table.ts';
import { compileCatalog } from '../functions/core/catalog/compile.ts';
import { bundleLambdas } from '../lib/bundling/bundle.ts';
import { toEvent } from '../local/gateway/http-api.ts';
import { createRuntimeApi } from '../local/lambda/runtime-api.ts';
import { createStack, SIGNING_SECRET } from '../local/stack/create-stack.ts';
import { TABLE_NAME } from '../local/stack/seed.ts';

/**
 * Time from spawning a process to its first answer, of slack-events against a handler that only verifies the signature:
 * the same bootstrap, interleaved, the first round thrown away, the median of the ratios of each round. With the real
 * Runtime Interface Client where it can be installed (into .local/ric), else with our own small bootstrap.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 15);
const root = join(import.meta.dirname, '..');

const ricBootstrap = (): string | undefined => {
  const folder = join(root, '.local', 'ric');
  const bin = join(folder, 'node_modules', 'aws-lambda-ric', 'index.mjs');
  if (existsSync(bin)) return bin;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true,"allowScripts":{"aws-lambda-ric":true}}');
  process.stderr.write('Installing aws-lambda-ric into .local/ric (compiles for a minute or two) ...\n');
  spawnSync('npm', ['install', '--no-fund', '--no-audit', '--loglevel=error', 'aws-lambda-ric@4'], {
    cwd: folder,
    stdio: 'ignore',
  });
  return existsSync(bin) ? bin : undefined;
};

const directory = mkdtempSync(join(tmpdir(), 'assume-bot-bench-'));
const compiled = compileCatalog(readFileSync(join(root, 'examples/access.yaml'), 'utf8'));
if (compiled.kind === 'invalid') throw new Error('the example does not compile');
const catalogPath = join(directory, 'catalog.json');
writeFileSync(catalogPath, JSON.stringify(compiled.catalog));
const bundles = await bundleLambdas({ root, outputFolder: directory });
const floorFolder = join(directory, 'floor');
mkdirSync(floorFolder, { recursive: true });
copyFileSync(join(root, 'bench/fixtures/floor.mjs'), join(floorFolder, 'index.mjs'));

const url = (name: string) => new URL(`file://${join(directory, name, 'index.mjs')}`).href;
const stack = await createStack({
  host: '127.0.0.1',
  ports: { console: 0, aws: 0, slack: 0 },
  catalog: compiled.catalog,
  catalogPath,
  isBundled: true,
  entries: { 'slack-events': url('slack-events'), reconcile: url('reconcile'), sweep: url('sweep') },
  table: tableDefinition(TABLE_NAME),
  directory,
  isEphemeral: true,
  sweepEveryMs: 3_600_000,
  onLine: () => {},
});
const environment = stack.environmentOf('slack-events');

const signedEvent = () => {
  const now = new Date();
  const form =
    'command=%2Fassume&text=help&user_id=U0RANDOM&team_id=T0LOCAL&channel_id=C0GENERAL&api_app_id=A0ASSUME&trigger_id=1.2.3';
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = `v0=${createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${form}`).digest('hex')}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  };
  return toEvent({ method: 'POST', path: '/slack/events', headers }, Buffer.from(form), now);
};

const ric = ricBootstrap();
const bootstrap = ric ?? join(root, 'local/lambda/bootstrap.mjs');

const coldStart = async (folder: string): Promise<number> => {
  const api = await createRuntimeApi('arn:aws:lambda:us-east-1:999999999999:function:bench');
  const answer = api.invoke(signedEvent());
  const begun = performance.now();
  const child = spawn(process.execPath, ['--max-http-header-size=81920', bootstrap, 'index.handler'], {
    env: {
      ...environment,
      PATH: process.env['PATH'] ?? '',
      AWS_LAMBDA_RUNTIME_API: api.address,
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: 'index.handler',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: 'bench',
      AWS_LAMBDA_LOG_STREAM_NAME: 'bench',
      AWS_LAMBDA_FUNCTION_VERSION: '1',
    },
    cwd: folder,
    stdio: 'ignore',
  });
  const outcome = await answer;
  const milliseconds = performance.now() - begun;
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  await api.close();
  const status = outcome.kind === 'result' ? (outcome.result as { statusCode?: number }).statusCode : outcome.message;
  if (status !== 200) throw new Error(`${folder} answered ${status}`);
  return milliseconds;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const floors: number[] = [];
const bots: number[] = [];
for (let round = 0; round <= ROUNDS; round += 1) {
  const floor = await coldStart(floorFolder);
  const bot = await coldStart(join(directory, 'slack-events'));
  if (round === 0) continue;
  floors.push(floor);
  bots.push(bot);
}
const ratio = median(bots.map((bot, index) => bot / (floors[index] ?? bot)));
const slackEvents = bundles.find(({ lambda }) => lambda === 'slack-events');
process.stdout.write(
  `bootstrap: ${ric === undefined ? 'our own (aws-lambda-ric could not be installed)' : 'aws-lambda-ric'}\n`,
);
process.stdout.write(`bundle: ${slackEvents?.bytes} bytes, zipped ${slackEvents?.zippedBytes} bytes\n`);
process.stdout.write(
  `spawn to first answer, medians of ${ROUNDS}: floor ${median(floors).toFixed(0)} ms, slack-events ${median(bots).toFixed(0)} ms\n`,
);
process.stdout.write(`median of the ratios: ${ratio.toFixed(2)} (gate 2.1, stretch 1.4)\n`);
await stack.close();
process.exit(0);
