import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../support/programs.ts';

const ROOT = join(import.meta.dirname, '../..');
const BROKEN = 'test/data/broken-access.yaml';
/** All mistakes at once, each with its line. */
const EVERY_MISTAKE = /broken-access\.yaml:\d+:\d+ [\s\S]*broken-access\.yaml:\d+:\d+ /;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assume-bot-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runProgram(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], { cwd: ROOT, env });

describe('an invalid catalog', () => {
  it('stops the deployment with a list of all mistakes, before any template is written', async () => {
    const output = join(folder, 'cdk.out');
    const context = {
      'assume-bot:catalog': BROKEN,
      'assume-bot:externalId': 'not-for-deploying-0000',
      'assume-bot:hubAccount': '999999999999',
      'assume-bot:region': 'eu-central-1',
    };

    const deploy = await run('bin/app.ts', [], { CDK_CONTEXT_JSON: JSON.stringify(context), CDK_OUTDIR: output });

    expect(deploy.status).toBe(1);
    expect(deploy.stderr).toMatch(EVERY_MISTAKE);
    expect(existsSync(join(output, 'manifest.json'))).toBe(false);
  });

  it('stops the build with a list of all mistakes', async () => {
    const build = await run('scripts/bundle.ts', [BROKEN]);

    expect(build.status).toBe(1);
    expect(build.stderr).toMatch(EVERY_MISTAKE);
  });
});
