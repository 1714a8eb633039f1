import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Copies each workspace to a directory outside of the repository, installs its dependencies from the npm registry and
 * runs its tests there. A workspace that needs anything else of this repository fails.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { workspaces: string[] };

/** Ends a hang. */
const HANG_MS = 15 * 60_000;

const steps = [
  ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
  ['npm', 'test', '--silent'],
] as const;

const passesOutside = (workspace: string): boolean => {
  const copy = mkdtempSync(join(tmpdir(), `assume-bot-${basename(workspace)}-`));
  try {
    cpSync(join(root, workspace), copy, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
    return steps.every(([program, ...args]) => {
      const { status, stdout, stderr, error } = spawnSync(program, args, {
        cwd: copy,
        encoding: 'utf8',
        timeout: HANG_MS,
        maxBuffer: 2 ** 28,
      });
      if (status !== 0) process.stderr.write(`${stdout}${stderr}${error?.message ?? ''}\n`);
      return status === 0;
    });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

const failed = workspaces.filter((workspace) => {
  const isFine = passesOutside(workspace);
  process.stdout.write(`${isFine ? 'passed' : 'FAILED'}  ${workspace} in a copy\n`);
  return !isFine;
});
process.exit(failed.length === 0 ? 0 : 1);
