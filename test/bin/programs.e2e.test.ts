import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import { afterEach, describe, expect, it } from 'vitest';
import { credsText } from '../../functions/core/text/cli/session.ts';
import { EXTERNAL_ID, lambdaRoleArn, QUEUE_NAME, TABLE_NAME } from '../../local/stack/names.ts';
import { describeProfiles } from '../../local/stack/profiles.ts';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';
import { hasAwsProgram, runProgram } from '../support/programs.ts';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = readFileSync(join(ROOT, 'examples/access.yaml'), 'utf8');
const PROGRAM = [process.execPath, '--disable-warning=ExperimentalWarning', join(ROOT, 'bin/assume-bot.ts')] as const;
const hasAws = hasAwsProgram();

let stack: TestStack;
afterEach(() => stack?.close());

const [node, ...before] = PROGRAM;
const assumeBot = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runProgram(node, [...before, ...args], { env, cwd: ROOT });

describe('the program assume-bot', () => {
  it('is started by npx through an executable file', () => {
    const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bin: Record<string, string> };
    const file = join(ROOT, bin['assume-bot'] ?? '');

    expect(statSync(file).mode & 0o111).toBe(0o111);
    expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('returns its exit code, prints only JSON on the standard output, and errors on the standard error', async () => {
    const fine = await assumeBot(['validate', 'examples/access.yaml', '--json']);
    const slip = await assumeBot(['validat']);

    expect([fine.status, slip.status]).toEqual([0, 2]);
    expect(JSON.parse(fine.stdout)).toMatchObject({ valid: true });
    expect([slip.stdout, slip.stderr]).toEqual(['', expect.stringContaining('Did you mean validate?')]);
  });

  it('works for an operator with credentials in the environment, as in AWS', async () => {
    stack = await aStack(EXAMPLE);
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const operator = stack.aws.issueSession({
      roleArn: lambdaRoleArn('operator'),
      sessionName: 'operator',
      durationSeconds: 3600,
    });
    const env = {
      AWS_ACCESS_KEY_ID: operator.accessKeyId,
      AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
      AWS_SESSION_TOKEN: operator.sessionToken ?? '',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: stack.aws.url,
      ASSUME_TABLE: TABLE_NAME,
      ASSUME_QUEUE_URL: stack.aws.queue(QUEUE_NAME).url,
      ASSUME_EXTERNAL_ID: EXTERNAL_ID,
    };

    const grants = await assumeBot(['grants', '--all', '--json'], env);
    const doctor = await assumeBot(['doctor', '--json', '--catalog', 'examples/access.yaml'], env);
    const keyless = await assumeBot(['grants'], { AWS_REGION: 'us-east-1', ASSUME_TABLE: TABLE_NAME });

    expect(JSON.parse(grants.stdout)).toMatchObject({ grants: [{ user: 'U0ALICE', role: 'prod-s3' }] });
    expect(JSON.parse(doctor.stdout)).toMatchObject({ errors: 0 });
    expect([grants.status, doctor.status, keyless.status]).toEqual([0, 0, 3]);
    expect(keyless.stderr).toContain('No AWS credentials were found');
  });
});

describe('outside of a clone', () => {
  it('the example catalog is not used', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assume-bot-elsewhere-'));
    const validate = await runProgram(node, [...before, 'validate'], { cwd: folder });
    const inClone = await runProgram(node, [...before, 'validate'], { cwd: join(ROOT, 'docs') });
    rmSync(folder, { recursive: true });

    expect([validate.status, validate.stdout]).toEqual([2, '']);
    expect(validate.stderr).toContain('There is no access.yaml in this directory; pass the catalog with --catalog');
    expect(inClone.stderr).toContain('using the example');
  });
});

describe.skipIf(!hasAws)('the real aws program, with assume-bot creds as its credential_process', () => {
  it('lists the buckets during the access, and prints the reason for a refusal before and after', async () => {
    stack = await aStack(EXAMPLE);
    const directory = mkdtempSync(join(tmpdir(), 'assume-bot-creds-'));
    const files = writeProfiles(directory, describeProfiles(stack.aws, stack.catalog));
    // As the help of creds documents it, apart from the path and the name of the caller's profile.
    const documented = credsText.about.slice(credsText.about.indexOf('[profile prod-s3]'));
    const profile = documented
      .replace('/path/to/assume-bot/bin/assume-bot.mjs', join(ROOT, 'bin/assume-bot.mjs'))
      .replace('--profile me', '--profile alice')
      .replace('[profile prod-s3]', '[profile mine]')
      .replaceAll(/^ +/gm, '');
    appendFileSync(files.configFile, `\n${profile}\nregion = us-east-1\nendpoint_url = ${stack.aws.url}\n`);
    const env = {
      AWS_CONFIG_FILE: files.configFile,
      AWS_SHARED_CREDENTIALS_FILE: files.credentialsFile,
      HOME: directory,
    };
    const list = () => runProgram('aws', ['s3api', 'list-buckets', '--profile', 'mine'], { env, cwd: directory });

    const early = await list();
    await stack.grant('U0ALICE', 'prod-s3 10m INC-42');
    const open = await list();
    const again = await list();
    // The region and the endpoint are known from the profile only.
    const run = await assumeBot(['exec', ROLE_ARN, '--profile', 'alice', '--', 'aws', 's3api', 'list-buckets'], env);
    stack.clock.advance({ minutes: 10 });
    const late = await list();

    expect([early.status === 0, open.status, again.status, run.status, late.status === 0]).toEqual([
      false,
      0,
      0,
      0,
      false,
    ]);
    expect(early.stderr).toContain('AWS does not let you assume');
    expect(JSON.parse(open.stdout)).toMatchObject({ Buckets: [{ Name: 'prod-invoices' }, { Name: 'prod-logs' }] });
    expect(JSON.parse(run.stdout)).toMatchObject({ Buckets: expect.any(Array) });
  });
});
