import { type ChildProcess, spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { provePattern } from '../../functions/adapters/system/prove-pattern.ts';
import { hasAwsProgram, hasProgram, runProgram } from '../support/programs.ts';

const root = resolve(import.meta.dirname, '../..');
const hasAws = hasAwsProgram();
const hasTerraform = hasProgram('terraform', 'Install version 1.11 or later and run the tests again.');

// One pitfall takes eight seconds, so only continuous integration walks through all of them.
const isEveryStory = process.env['EVERY_STORY'] !== undefined;

/** The rotations of the examples have begun then. */
const NOW = new Date('2030-01-01T12:00:00Z');
const running: ChildProcess[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs `npm start` with a catalog, in its own directory, on free ports. Resolves when everything has started. */
const started = async (catalog: string): Promise<string> => {
  const directory = mkdtempSync(join(tmpdir(), 'assume-bot-example-'));
  folders.push(directory);
  const ports = ['--port', '0', '--aws-port', '0', '--slack-port', '0'];
  const args = [join(root, 'scripts/dev.ts'), '--ephemeral', '--directory', directory, '--catalog', catalog, ...ports];
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, args, { cwd: root, env: { PATH, HOME } });
  running.push(child);
  let printed = '';
  await new Promise<void>((settle, reject) => {
    const onOutput = (chunk: Buffer): void => {
      printed += chunk;
      if (printed.includes('Press Ctrl-C to stop')) settle();
    };
    child.stdout.on('data', onOutput);
    child.stderr.on('data', onOutput);
    child.on('exit', (code) => reject(new Error(`ended with ${code}:\n${printed}`)));
  });
  return directory;
};

describe('the examples', () => {
  it.each(globSync('examples/**/*.yaml', { cwd: root }))('have catalogs without mistakes and warnings: %s', (file) => {
    expect(compileCatalog(readFileSync(join(root, file), 'utf8'), provePattern, 'assume-bot', NOW)).toMatchObject({
      kind: 'ok',
      warnings: [],
    });
  });

  it.skipIf(!hasAws)('run a role in another account as described in the README, with the real AWS CLI', async () => {
    const directory = await started('examples/cross-account-role/access.yaml');

    const walked = await runProgram(process.execPath, [
      join(root, 'examples/cross-account-role/walk.mjs'),
      ...['--directory', directory],
    ]);

    expect([walked.stderr, walked.status]).toEqual(['', 0]);
    expect(walked.stdout).toContain('"prod-invoices"');
    expect(walked.stdout).toContain('All steps completed as expected.');
  });

  it.skipIf(!hasTerraform)('run a remote state in a third account, with the real Terraform', async () => {
    const directory = await started('examples/terraform-remote-state/access.yaml');

    const walked = await runProgram(process.execPath, [
      join(root, 'examples/terraform-remote-state/walk.mjs'),
      ...['--directory', directory],
    ]);

    expect([walked.stderr, walked.status]).toEqual(['', 0]);
    expect(walked.stdout).toContain('Apply complete! Resources: 1 added');
    expect(walked.stdout).toContain('All steps completed as expected.');
  });

  it.skipIf(!hasAws || !hasTerraform)(
    'break Terraform in seven ways, diagnose each, and fix it with the printed commands, with the real Terraform and AWS CLI',
    async () => {
      const directory = await started('examples/terraform-pitfalls/access.yaml');

      const walked = await runProgram(process.execPath, [
        join(root, 'examples/terraform-pitfalls/walk.mjs'),
        ...['--directory', directory, ...(isEveryStory ? [] : ['object-of-the-aws-managed-key'])],
      ]);

      expect([walked.stderr, walked.status]).toEqual(['', 0]);
      expect(walked.stdout.split('== Terraform works')).toHaveLength(isEveryStory ? 8 : 2);
      expect(walked.stdout).toContain('All steps completed as expected.');
    },
  );

  it.skipIf(!hasTerraform)('have valid Terraform code in the format of terraform fmt', async () => {
    const env = { TF_CLI_CONFIG_FILE: '/dev/null' };
    const formatted = await runProgram('terraform', ['fmt', '-check', '-recursive', 'examples'], { cwd: root, env });

    expect(globSync('examples/**/*.tf', { cwd: root }).length).toBeGreaterThan(4);
    expect([formatted.status, formatted.stdout, formatted.stderr]).toEqual([0, '', '']);
  });
});
