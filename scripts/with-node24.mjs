// Runs a script of this repository on Node 24, the version Lambda runs, whatever Node the machine has.
// Installs the dependencies first when they are missing or older than package-lock.json, so that a fresh clone needs no other step.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundledNode = join(root, 'node_modules', 'node', 'bin', 'node');

/** Ends with a sentence a person can act on, instead of a stack trace. */
const stop = (message) => {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
};

const versionsIn = (file) => {
  const { packages = {} } = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(
    Object.entries(packages)
      .filter(([path, { optional }]) => path !== '' && optional !== true)
      .map(([path, { version }]) => [path, version]),
  );
};

/** Whether everything that package-lock.json asks for is there, by the record npm keeps of what it installed. */
const isInstalled = () => {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = versionsIn(record);
  return [...versionsIn(join(root, 'package-lock.json'))].every(([path, version]) => installed.get(path) === version);
};

const install = () => {
  process.stderr.write('Installing dependencies (once, a minute or so) ...\n');
  // Each engine warning of npm would speak of the machine's Node, which runs nothing here but this file.
  const run = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (run.error !== undefined)
    stop(`npm could not be started (${run.error.message}). Install npm 10 or later and run this again.`);
  if (run.status !== 0) stop('npm ci failed; what it said is above. Run "npm ci" by itself to see everything.');
};

const nodeToUse = () => {
  if (existsSync(bundledNode)) return bundledNode;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return stop(
    `Node 24 is needed and this is ${process.version}. It comes with the "node" package, whose install script did not run ` +
      '(is ignore-scripts set in an .npmrc?). Run "npm rebuild node", or install Node 24.',
  );
};

const [script, ...args] = process.argv.slice(2);
if (script === undefined) stop('usage: node scripts/with-node24.mjs <script> [arguments]');
if (!isInstalled()) install();
const env = { ...process.env, PATH: `${join(root, 'node_modules', 'node', 'bin')}:${process.env.PATH ?? ''}` };
// --disable-warning: types are stripped by Node itself; its note about that is not a message for users.
const child = spawn(nodeToUse(), ['--disable-warning=ExperimentalWarning', join(root, script), ...args], {
  stdio: 'inherit',
  env,
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
