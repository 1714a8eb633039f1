import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { s3As } from '@assume-bot/local-aws/testing/a-signed-fetch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';
import { hasAwsProgram } from '../support/programs.ts';
import { aCliOf } from './a-cli.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/terraform-remote-state/access.yaml'), 'utf8');
const STATE = '333333333333';
const BUCKET = 'example-terraform-state';
const ROLE = `arn:aws:iam::${STATE}:role/tf-state`;
const hasAws = hasAwsProgram();

let stack: TestStack;
afterEach(async () => {
  vi.unstubAllEnvs();
  await stack.close();
});

/** The CLI of an operator whose own credentials can read everything in the account of the state. */
const started = async (withKeys = true) => {
  stack = await aStack(EXAMPLE);
  const cli = aCliOf(stack);
  const { accessKeyId, secretAccessKey } = stack.aws.rootCredentials(STATE);
  cli.environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: mkdtempSync(join(tmpdir(), 'assume-bot-check-')),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: stack.aws.url,
    ...(withKeys ? { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } : {}),
  };
  writeFileSync(join(cli.directory, 'access.yaml'), EXAMPLE);
  return (...more: readonly string[]) => cli.run('terraform', 'check', 'terraform-prod', '--json', ...more);
};
const codesOf = ({ json }: Awaited<ReturnType<Awaited<ReturnType<typeof started>>>>): readonly string[] =>
  json<{ findings: readonly { code: string }[] }>().findings.map(({ code }) => code);

describe.skipIf(!hasAws)('assume-bot terraform check, through the real aws program', () => {
  it('finds no problems with a correct state and the policy of its key', async () => {
    const check = await started();

    const ran = await check();

    expect([ran.code, codesOf(ran)]).toEqual([0, []]);
  });

  it('lists missing permissions of the role and the bucket, with the statements to add', async () => {
    const check = await started();
    stack.aws.editRole(ROLE, { inlinePolicies: { state: null } });
    const body = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/*` }],
    });
    await s3As(stack.aws, stack.aws.rootCredentials(STATE))({ method: 'PUT', path: `/${BUCKET}?policy`, body });

    const ran = await check();

    expect(ran.code).toBe(1);
    expect(codesOf(ran)).toEqual(['state_role_lacks_list_read_write_lock_key', 'state_bucket_denies']);
    expect(ran.out).toContain('TerraformLocksStates');
  });

  it('fails with a clear message without credentials', async () => {
    const check = await started(false);

    const ran = await check();

    expect(ran.code).toBe(3);
    expect(ran.err).toContain('No AWS credentials were found');
  });

  it('reports that the credentials cannot read anything', async () => {
    const check = await started();
    stack.aws.faults.inject({ operation: '*', account: STATE, error: 'AccessDenied' });

    const ran = await check();

    expect(ran.code).toBe(3);
    expect(new Set(codesOf(ran))).toEqual(new Set(['state_not_looked_at']));
  });
});

describe.skipIf(!hasAws)('assume-bot doctor --terraform', () => {
  it("also checks the states with the operator's own credentials, instead of reporting them as unchecked", async () => {
    stack = await aStack(EXAMPLE);
    const cli = aCliOf(stack);
    const home = mkdtempSync(join(tmpdir(), 'assume-bot-doctor-'));
    const { accessKeyId, secretAccessKey } = stack.aws.rootCredentials(STATE);
    const file = join(home, 'credentials');
    writeFileSync(file, `[state]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`);
    writeFileSync(join(cli.directory, 'access.yaml'), EXAMPLE);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    cli.environment = {
      ...cli.environment,
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: stack.aws.url,
    };
    stack.aws.editRole(ROLE, { inlinePolicies: { state: null } });

    const ran = await cli.run('doctor', '--local', '--terraform', '--account-profile', 'state=state', '--json');
    expect(ran.code).toBe(1);
    expect(codesOf(ran)).toContain('state_role_lacks_list_read_write_lock_key');
    expect(ran.out).not.toContain('the roles of the bot can read neither S3 nor KMS');
  });
});
