import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRuntimeApi } from '../local/lambda/runtime-api.ts';
import { root, startBundledBot } from './fixtures/bundled-bot.ts';

/**
 * Measures the time from spawning a process to its first answer, for slack-events and for a handler that only verifies the
 * signature. Both use the same bootstrap, rounds are interleaved, the first round is discarded, and the result is the median
 * of the ratios of each round. Uses AWS's Runtime Interface Client if it can be installed (into .local/ric), and otherwise our
 * own small bootstrap.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 15);

const ricBootstrap = (): string | undefined => {
  const folder = join(root, '.local', 'ric');
  const bin = join(folder, 'node_modules', 'aws-lambda-ric', 'index.mjs');
  if (existsSync(bin)) return bin;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true,"allowScripts":{"aws-lambda-ric":true}}');
  process.stderr.write('Installing aws-lambda-ric into .local/ric (takes a minute or two to compile) ...\n');
  spawnSync('npm', ['install', '--no-fund', '--no-audit', '--loglevel=error', 'aws-lambda-ric@4'], {
    cwd: folder,
    stdio: 'ignore',
  });
  return existsSync(bin) ? bin : undefined;
};

const bot = await startBundledBot();

const ric = ricBootstrap();
const bootstrap = ric ?? join(root, 'local/lambda/bootstrap.mjs');

const coldStart = async (folder: string): Promise<number> => {
  const api = await createRuntimeApi('arn:aws:lambda:us-east-1:999999999999:function:bench');
  const answer = api.invoke(bot.signedEvent());
  const begun = performance.now();
  const child = spawn(process.execPath, ['--max-http-header-size=81920', bootstrap, 'index.handler'], {
    env: {
      ...bot.environment,
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
  const floor = await coldStart(bot.floorFolder);
  const answered = await coldStart(bot.botFolder);
  if (round === 0) continue;
  floors.push(floor);
  bots.push(answered);
}
const ratio = median(bots.map((bot, index) => bot / (floors[index] ?? bot)));
process.stdout.write(
  `bootstrap: ${ric === undefined ? 'our own (aws-lambda-ric could not be installed)' : 'aws-lambda-ric'}\n`,
);
process.stdout.write(`bundle: ${bot.bundle?.bytes} bytes, zipped ${bot.bundle?.zippedBytes} bytes\n`);
process.stdout.write(
  `spawn to first answer, medians of ${ROUNDS}: floor ${median(floors).toFixed(0)} ms, slack-events ${median(bots).toFixed(0)} ms\n`,
);
process.stdout.write(`median of the ratios: ${ratio.toFixed(2)} (gate 2.1, stretch 1.4)\n`);
await bot.close();
process.exit(0);
