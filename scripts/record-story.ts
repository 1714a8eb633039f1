import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createSite } from '@assume-bot/local-console';
import { compileCatalog } from '../functions/adapters/catalog/compile.ts';
import { tableDefinition } from '../functions/adapters/dynamodb/table.ts';
import { consoleOptions } from '../local/stack/console-options.ts';
import { createStack, type Stack } from '../local/stack/create-stack.ts';
import type { LambdaName } from '../local/stack/lambda-environment.ts';
import { TABLE_NAME } from '../local/stack/names.ts';
import { encodeGif } from './recording/gif.ts';
import { openStage, type Stage } from './recording/stage.ts';

const root = resolve(import.meta.dirname, '..');

const HELP = `npm run docs:recording [-- options]

Records the story of the README with the console and a local stack, in about two minutes.

  --output FILE    where the animated GIF goes (default docs/images/story.gif)
  --frames DIR     also keep each frame as a PNG image
  --help           show this text

Chromium is needed: /usr/bin/chromium, or the path in CHROMIUM_PATH.
`;

/** GitHub loads the recording with the README, so it must stay small. */
const MAX_BYTES = 2_000_000;

const { values: options } = parseArgs({
  options: {
    output: { type: 'string', default: join(root, 'docs/images/story.gif') },
    frames: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** Starts what `npm start` starts, on free ports and without lasting state. */
const startStack = (directory: string): Promise<Stack> => {
  const compiled = compileCatalog(readFileSync(join(root, 'examples/access.yaml'), 'utf8'));
  if (compiled.kind !== 'ok') throw new Error('examples/access.yaml has mistakes. Check it with: npm start');
  const catalogPath = join(directory, 'catalog.json');
  writeFileSync(catalogPath, JSON.stringify(compiled.catalog));
  const entry = (name: LambdaName) => new URL(`../functions/handlers/${name}/index.ts`, import.meta.url).href;
  return createStack({
    host: '127.0.0.1',
    ports: { console: 0, aws: 0, slack: 0 },
    catalog: compiled.catalog,
    catalogPath,
    entries: {
      'slack-events': entry('slack-events'),
      api: entry('api'),
      reconcile: entry('reconcile'),
      sweep: entry('sweep'),
    },
    table: tableDefinition(TABLE_NAME),
    directory,
    isEphemeral: true,
    sweepEveryMs: 1000,
    onLine: () => {},
    createSite: (parts) => createSite(consoleOptions(parts)),
  });
};

const READ_MS = 1200;
const CONCLUSION_MS = 2500;
/** The countdown is fast-forwarded until a few seconds before the end. */
const SECONDS_PER_FRAME = 5;
const FAST_FRAME_MS = 100;
const SLOW_FRAME_MS = 700;
const SECONDS_IN_REAL_TIME = 3;

/** Records the countdown, fast first and second by second at the end, until the access is closed. */
const recordCountdown = async ({ page, hold }: Stage) => {
  const timer = page.getByRole('timer');
  const secondsLeft = async (): Promise<number> => {
    const [text] = await timer.allTextContents();
    const [minutes = 0, seconds = 0] = (text ?? '0:0').split(':').map(Number);
    return minutes * 60 + seconds;
  };
  let shown = await secondsLeft();
  while (shown > 0) {
    const left = await secondsLeft();
    const isFast = left > SECONDS_IN_REAL_TIME;
    if (left < shown && (!isFast || left <= shown - SECONDS_PER_FRAME)) {
      await hold(isFast ? FAST_FRAME_MS : SLOW_FRAME_MS);
      shown = left;
    }
    await page.waitForTimeout(50);
  }
};

/** The story: a request, its approval, the access, and its end while the bot is stopped. */
const play = async (stage: Stage) => {
  const { page, caption, hold, type, click } = stage;
  const become = (name: string) => click(page.getByRole('button', { name: `Switch to ${name}` }));
  const button = (name: string | RegExp) => page.getByRole('button', { name }).last();
  const field = page.getByRole('combobox', { name: /^Message in/ });
  const messages = page.getByRole('article');
  const approve = page.getByRole('button', { name: /^Approve\b/ }).first();

  await caption('1. A developer requests an AWS role in Slack');
  await hold(READ_MS);
  await type(field, '/assume prod-s3 1m INC-42 the report is stuck');
  await hold(600);
  await field.press('Enter');
  await messages.last().waitFor();
  await hold(READ_MS);

  await caption('2. An approver presses Approve');
  await become('bob');
  await approve.waitFor();
  await hold(READ_MS);
  await click(approve);
  await hold(300);
  await page.getByText('Open for').first().waitFor();
  await hold(READ_MS);

  await caption('3. The developer can assume the role');
  await become('random_user');
  await page.getByRole('timer').waitFor();
  await hold(600);
  await click(button(/^Try it as/));
  await page.getByText('✓ allowed').nth(1).waitFor();
  await hold(CONCLUSION_MS);

  await caption('4. IAM ends the access on time, even if the bot is stopped');
  await click(button('Stop the bot'));
  await button('Start the bot').waitFor();
  await hold(READ_MS);
  await recordCountdown(stage);
  await hold(600);
  await click(button('Use the open session again'));
  await page.getByText('✗ denied').waitFor();
  await hold(CONCLUSION_MS);
};

const record = async () => {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`There is no Chromium at ${executablePath}. Set CHROMIUM_PATH.`);
  const directory = mkdtempSync(join(tmpdir(), 'assume-bot-recording-'));
  const stack = await startStack(directory);
  try {
    const stage = await openStage(stack.url, executablePath);
    await play(stage).finally(() => stage.close());
    return stage.frames;
  } finally {
    await stack.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const frames = await record();
if (options.frames !== undefined) {
  mkdirSync(options.frames, { recursive: true });
  for (const [index, { png }] of frames.entries())
    writeFileSync(join(options.frames, `${String(index).padStart(3, '0')}.png`), png);
}
const gif = encodeGif(frames);
mkdirSync(dirname(options.output), { recursive: true });
writeFileSync(options.output, gif);
const seconds = frames.reduce((sum, { forMs }) => sum + forMs, 0) / 1000;
process.stdout.write(
  `${options.output}: ${frames.length} frames, ${seconds.toFixed(1)} s, ${Math.round(gif.length / 1000)} KB\n`,
);
if (gif.length > MAX_BYTES) {
  process.stderr.write(`The recording is larger than ${MAX_BYTES / 1000} KB.\n`);
  process.exitCode = 1;
}
