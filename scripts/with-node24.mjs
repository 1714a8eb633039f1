// Runs a script of this repository on Node 24, the version of Lambda, regardless of the Node version of the machine.
// First installs the dependencies if they are missing or older than package-lock.json, so a fresh clone needs no other step.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundledNode = join(root, 'node_modules', 'node', 'bin', 'node');

/** Exits with a message that the user can act on, instead of a stack trace. */
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

/** Whether everything in package-lock.json is installed, according to npm's record of installed packages. */
const isInstalled = () => {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = versionsIn(record);
  return [...versionsIn(join(root, 'package-lock.json'))].every(([path, version]) => installed.get(path) === version);
};

const install = () => {
  process.stderr.write('Installing dependencies (once, a minute or so) ...\n');
  // Engine warnings of npm refer to the machine's Node, which runs only this file.
  const run = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (run.error !== undefined)
    stop(`npm could not be started (${run.error.message}). Install npm 10 or later and run this again.`);
  if (run.status !== 0) stop('npm ci failed with the output above. Run "npm ci" to see the full output.');
};

const nodeToUse = () => {
  if (existsSync(bundledNode)) return bundledNode;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return stop(
    `Node 24 is required, and this is ${process.version}. The "node" package provides it, but its install script did not run ` +
      '(is ignore-scripts set in an .npmrc?). Run "npm rebuild node", or install Node 24.',
  );
};

const [script, ...args] = process.argv.slice(2);
if (script === undefined) stop('usage: node scripts/with-node24.mjs <script> [arguments]');
if (!isInstalled()) install();
const env = { ...process.env, PATH: `${join(root, 'node_modules', 'node', 'bin')}:${process.env.PATH ?? ''}` };
// Ctrl-C and Ctrl-\ in a terminal reach both processes, so passing them on would deliver them twice.
const hasTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
const fromTerminal = hasTerminal ? ['SIGINT', 'SIGQUIT'] : [];
// The same signals that bin/cli/run-program.ts passes on to a program of "exec".
for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR2', 'SIGCONT'])
  process.on(signal, () => {
    if (!fromTerminal.includes(signal)) child.kill(signal);
  });
// --disable-warning: Node strips the types, and its warning about that is not useful to users.
const child = spawn(nodeToUse(), ['--disable-warning=ExperimentalWarning', join(root, script), ...args], {
  stdio: 'inherit',
  env,
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
