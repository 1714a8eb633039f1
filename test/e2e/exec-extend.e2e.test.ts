import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeProfiles } from '../../local/stack/profiles.ts';
import { aStack, type TestStack } from '../support/a-stack.ts';

const root = resolve(import.meta.dirname, '../..');
const CATALOG = readFileSync(join(root, 'examples/terraform-remote-state/access.yaml'), 'utf8').replace(
  'maxTotal: 8h }',
  'maxTotal: 8h, automatic: true }',
);
const STATE_ROLE = 'arn:aws:iam::333333333333:role/tf-state';
/** Ends with status 5 when its standard input ends. */
const PROGRAM = "process.stdin.resume().on('end', () => process.exit(5))";

let stack: TestStack;
let directory = '';
beforeEach(async () => {
  // The command line has the clock of this machine.
  stack = await aStack(CATALOG, new Date().toISOString());
  directory = mkdtempSync(join(tmpdir(), 'assume-bot-extend-'));
  writeFileSync(join(directory, 'access.yaml'), CATALOG);
});
afterEach(async () => {
  await stack.close();
  rmSync(directory, { recursive: true });
});

it('exec --extend keeps the access of a program that runs longer than its grant', async () => {
  const { configFile, credentialsFile } = writeProfiles(directory, describeProfiles(stack.aws, stack.catalog));
  await stack.grant('U0ALICE', 'terraform-prod 5m INC-42');
  const args = ['exec', 'terraform-prod', '--extend', '--profile', 'alice', '--', process.execPath, '-e', PROGRAM];
  const child = spawn(process.execPath, [join(root, 'bin/assume-bot.mjs'), ...args], {
    cwd: directory,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: directory,
      AWS_CONFIG_FILE: configFile,
      AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
      ASSUME_API_URL: await stack.userApi(),
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'fast-interval.mjs')).href}`,
    },
  });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (text.includes('no approval is needed')) void stack.settle();
    if (text.includes('was extended')) child.stdin.end();
  });

  const code = await new Promise((settle) => child.on('close', settle));
  stack.clock.advance({ minutes: 30 });

  // Whether the CLI looks between the approval and the change in IAM depends on the machine.
  expect(printed.split('\n').filter((line) => !line.includes('was granted'))).toEqual([
    expect.stringMatching(/^Your access to terraform-prod ends at /),
    expect.stringContaining('Requesting an extension'),
    expect.stringContaining('no approval is needed'),
    expect.stringContaining('was extended: it ends at'),
    '',
  ]);
  expect(code).toBe(5);
  expect(stack.mayAssume('alice', { role: STATE_ROLE })).toBe('Allowed');
});
