import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** All checks for a change: format, lint, types, then all tests. The last line shows the totals. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

const run = (title: string, program: string, args: readonly string[]): boolean => {
  process.stdout.write(`\n> ${title}\n`);
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) process.stderr.write(`${error.message}\n`);
  return status === 0;
};

const checks: readonly (readonly [string, string, readonly string[]])[] = [
  ['Format and lint', bin('biome'), ['check', '--error-on-warnings', '.']],
  ['Types', bin('tsc'), ['--noEmit']],
  ['Types of the console', bin('tsc'), ['--noEmit', '-p', 'local/console/web']],
  // Installs the dependencies of each workspace again, which takes minutes, so only continuous integration does it.
  ...(process.env['CHECK_WORKSPACES'] === undefined
    ? []
    : [['Workspaces in copies outside of the repository', process.execPath, ['scripts/check-workspaces.ts']] as const]),
  // The tests contain a short version.
  ...(process.env['REHEARSE'] === undefined
    ? []
    : [['Rehearsal of a deployment', process.execPath, ['scripts/rehearse.ts']] as const]),
];
const only = process.argv.slice(2);
const outcomes = only.length > 0 ? [] : checks.map(([title, program, args]) => run(title, program, args));

const directory = mkdtempSync(join(tmpdir(), 'assume-bot-test-'));
const report = join(directory, 'report.json');
const vitest = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...only];
outcomes.push(run('Tests', process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...vitest]));

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
}

const readReport = (): Report => {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as Report;
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numFailedTestSuites: 0 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const { numPassedTests, numFailedTests, numPendingTests } = readReport();
// A failed check, or a run that stopped early although every test passed, is a failure too.
const brokenChecks = outcomes.slice(0, -1).filter((isFine) => !isFine).length;
const brokenRun = outcomes.at(-1) === false && numFailedTests === 0 ? 1 : 0;
const failed = numFailedTests + brokenChecks + brokenRun;
const passed = numPassedTests + outcomes.length - 1 - brokenChecks;
const skipped = numPendingTests === 0 ? '' : `, ${numPendingTests} skipped`;
process.stdout.write(`\n${passed} passed, ${failed} failed${skipped}\n`);
process.exit(failed === 0 && outcomes.every(Boolean) ? 0 : 1);
