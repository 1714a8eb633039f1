import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApp } from '../support/a-hub.ts';
import { hasProgram, runProgram } from '../support/programs.ts';
import { ALTERNATIVES, settingsOf } from '../support/settings-cover.ts';

const hasLint = hasProgram('cfn-lint', 'Install it with "pip install cfn-lint", and run the tests again.');

/**
 * Three deployments in which every value of every setting occurs: the first values, the second ones, and the third ones. One takes
 * eight seconds, so only continuous integration lints all of them.
 */
const EVERY_DEPLOYMENT = ['default values', 'second values', 'third values'];
const isEveryStory = process.env['EVERY_STORY'] !== undefined;
const DEPLOYMENTS = EVERY_DEPLOYMENT.slice(0, isEveryStory ? undefined : 1).map((name, index) => {
  const choice = Object.fromEntries(Object.entries(ALTERNATIVES).map(([key, list]) => [key, index % list.length]));
  return [name, settingsOf(choice)] as const;
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assume-bot-lint-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(hasLint)('cfn-lint', () => {
  it.each(DEPLOYMENTS)('finds nothing in any template, for the region of the hub: %s', async (name, settings) => {
    const outdir = join(folder, name);
    makeApp(settings, { outdir }).synth();
    const templates = readdirSync(outdir).filter((file) => file.endsWith('.template.json'));

    // The configuration of the repository also ignores W3005.
    const { status, stdout, stderr } = await runProgram(
      'cfn-lint',
      ['--ignore-checks', 'W3005', '--regions', String(settings['region']), '--template', ...templates],
      { cwd: outdir },
    );

    expect(templates).toHaveLength(4);
    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  });
});
