import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, startBundledBot } from './fixtures/bundled-bot.ts';

/**
 * Counts the instructions of one cold answer above an empty process with callgrind (apt: valgrind). The same script loads nothing,
 * the floor and the bot. The threads of the JIT vary a count by a few percent, so each result is the median of several rounds.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

if (spawnSync('valgrind', ['--version']).error !== undefined) {
  process.stdout.write('valgrind is not installed (apt-get install valgrind), so nothing was counted\n');
  process.exit(0);
}
const bot = await startBundledBot();
const folder = mkdtempSync(join(tmpdir(), 'assume-bot-callgrind-'));
const eventFile = join(folder, 'event.json');

const count = (label: string, handlerFolder?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    writeFileSync(eventFile, JSON.stringify(bot.signedEvent()));
    const handler =
      handlerFolder === undefined ? [] : [pathToFileURL(join(handlerFolder, 'index.mjs')).href, eventFile];
    const script = join(root, 'bench/fixtures/one-answer.mjs');
    const out = join(folder, `${label}.out`);
    const args = ['--tool=callgrind', `--callgrind-out-file=${out}`, process.execPath, script, ...handler];
    const child = spawn('valgrind', args, { env: { ...bot.environment, PATH: process.env['PATH'] ?? '' } });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once('exit', (code) => {
      const [, collected] = /Collected\s*:\s*(\d+)/.exec(output) ?? [];
      if (code === 0 && collected !== undefined) resolve(Number(collected));
      else reject(new Error(`${label} ended with ${code}:\n${output}`));
    });
  });

const medianOf = async (label: string, handlerFolder?: string): Promise<number> => {
  const counts: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) counts.push(await count(label, handlerFolder));
  return counts.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
};

const millions = (instructions: number): string => `${Math.round(instructions / 1e6)} million`;
const empty = await medianOf('empty');
const floor = await medianOf('floor', bot.floorFolder);
const answered = await medianOf('slack-events', bot.botFolder);
process.stdout.write(`medians of ${ROUNDS} rounds\n`);
process.stdout.write(`bundle: ${bot.bundle?.bytes} bytes, zipped ${bot.bundle?.zippedBytes} bytes\n`);
process.stdout.write(`empty process: ${millions(empty)} instructions\n`);
process.stdout.write(`floor: ${millions(floor - empty)} above it\n`);
process.stdout.write(`slack-events: ${millions(answered - empty)} above it (gate 380, stretch 200)\n`);
rmSync(folder, { recursive: true, force: true });
await bot.close();
process.exit(0);
