import { chmodSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { s3As } from '@assume-bot/local-aws/testing/a-signed-fetch';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXAMPLE, STATE_ACCOUNT, STATE_BUCKET, STATE_REGION, STATE_ROLE_ARN } from './a-diagnosis.ts';
import { aWorkingStackForEach, cli, stack } from './a-working-stack.ts';

aWorkingStackForEach(EXAMPLE);

const KEY = 'prod/app.tfstate';
const BACKEND = {
  type: 's3',
  config: {
    bucket: STATE_BUCKET,
    key: KEY,
    region: 'eu-central-1',
    use_path_style: true,
    assume_role: { role_arn: STATE_ROLE_ARN, session_name: 'alice' },
  },
};
const aState = (serial: number) =>
  JSON.stringify({ version: 4, lineage: 'l', serial, outputs: { serial: { value: serial } }, resources: [] });
const inFolder = (file: string, text: string): void => {
  mkdirSync(dirname(join(cli.directory, file)), { recursive: true });
  writeFileSync(join(cli.directory, file), text);
};
const recover = (...more: readonly string[]) =>
  cli.run('terraform', 'recover', 'terraform-prod', '--local', '--profile', 'alice', ...more);
const putStored = (key: string, body: string) =>
  s3As(
    stack.aws,
    stack.aws.rootCredentials(STATE_ACCOUNT),
    STATE_REGION,
  )({ method: 'PUT', path: `/${STATE_BUCKET}/${key}`, body, headers: { 'x-amz-server-side-encryption': 'AES256' } });

beforeEach(async () => {
  await stack.grant('U0ALICE', 'terraform-prod 1h INC-42');
  inFolder('.terraform/terraform.tfstate', JSON.stringify({ backend: BACKEND }));
  inFolder('errored.tfstate', aState(2));
  // After the clock of the stack, which dates the stored state.
  utimesSync(join(cli.directory, 'errored.tfstate'), new Date('2031-01-01'), new Date('2031-01-01'));
  await putStored(KEY, aState(1));
  cli.environment = { HOME: cli.directory, PATH: '/nowhere' };
});

describe('assume-bot terraform recover in a folder that is damaged', () => {
  it.each(['{', '{}', '[]', '{"backend":{"type":"s3","config":{}}}', '{"backend":null}'])(
    'asks for "terraform init" if the stored backend is %s',
    async (text) => {
      inFolder('.terraform/terraform.tfstate', text);

      const { code, err } = await recover('--yes');

      expect([code, err]).toEqual([2, expect.stringContaining('run "terraform init" again')]);
    },
  );

  it.each(['', '{"version": 4, "seri', '{}', 'null', '{"lineage":"l","serial":-1}'])(
    'refuses an errored.tfstate of %j',
    async (text) => {
      inFolder('errored.tfstate', text);

      const { code, err } = await recover('--yes');

      expect([code, err]).toEqual([2, expect.stringContaining('errored.tfstate is not a complete Terraform state')]);
    },
  );

  it('names a stored state that is none, and what to do', async () => {
    await putStored(KEY, 'hello');

    const { code, err } = await recover('--yes');

    expect([code, err]).toEqual([1, expect.stringContaining('restore an earlier version of it')]);
  });

  it('keeps a lock that it cannot read', async () => {
    await putStored(`${KEY}.tflock`, 'hello');

    const { code, err } = await recover('--yes');

    expect([code, err]).toEqual([1, expect.stringContaining('its holder is unknown')]);
  });
});

describe('assume-bot terraform recover without the program', () => {
  it('prints the steps, and changes nothing with --yes', async () => {
    const before = readdirSync(cli.directory);

    const printed = await recover();
    const refused = await recover('--yes');

    expect([printed.code, printed.out]).toEqual([0, expect.stringContaining('terraform state push errored.tfstate')]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('Neither terraform nor tofu')]);
    expect(readdirSync(cli.directory)).toEqual(before);
  });

  it('uses OpenTofu where only that is installed', async () => {
    const tofu = join(cli.directory, 'bin', 'tofu');
    inFolder('bin/tofu', `#!/bin/sh\necho '{"terraform_version":"1.10.0"}'\n`);
    chmodSync(tofu, 0o755);
    cli.environment = { ...cli.environment, PATH: `${dirname(tofu)}:/bin` };

    const { json } = await recover('--json');

    expect(json()).toMatchObject({ steps: ['tofu state push errored.tfstate'] });
  });
});

describe('assume-bot terraform recover with the profiles of exec', () => {
  it('prints the command as it was called, with its options', async () => {
    const { assume_role: _, ...config } = BACKEND.config;
    const backend = { type: 's3', config: { ...config, profile: 'tf-state' } };
    inFolder('.terraform/terraform.tfstate', JSON.stringify({ backend }));

    const { code, err } = await recover();

    expect(code).toBe(2);
    expect(err).toContain(
      'npx --no assume-bot exec terraform-prod --local --profile alice -- npx --no assume-bot terraform recover terraform-prod --local --profile alice',
    );
  });
});
