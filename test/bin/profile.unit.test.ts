import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProfile, variablesOf } from '../../bin/cli/profile.ts';
import { userOf } from '../../bin/cli/role-user.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assume-bot-profile-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The environment of a caller with this configuration file. */
const callerWith = (config: string, environment: Readonly<Record<string, string>> = {}) => {
  writeFileSync(join(folder, 'config'), config);
  return {
    HOME: folder,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    ...environment,
  };
};

const OURS = '/home/alice/assume-bot/bin/assume-bot.mjs creds prod-s3';

describe('the profile of a caller', () => {
  it('gives a program its region, endpoints and certificates', async () => {
    const environment = callerWith(`
[profile me]
region = eu-central-1
endpoint_url = http://127.0.0.1:4566
ca_bundle = /etc/company.pem
services = company
[services company]
s3 =
  endpoint_url = http://127.0.0.1:9000
`);
    const before = process.env['AWS_PROFILE'];
    const { variables, sts } = await userOf({ environment } as never, { profile: 'me' } as never);
    if (before === undefined) delete process.env['AWS_PROFILE'];
    else process.env['AWS_PROFILE'] = before;
    sts.destroy();

    expect(variables).toEqual({
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_CA_BUNDLE: '/etc/company.pem',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000',
    });
  });

  it('gives way to variables that are set', async () => {
    const environment = callerWith('[default]\nregion = eu-central-1\nendpoint_url = http://127.0.0.1:1\n', {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:2',
      AWS_DEFAULT_REGION: 'us-west-2',
    });
    const { variables, connection, sts } = await userOf({ environment } as never, {} as never);
    sts.destroy();

    expect([variables, connection.region]).toEqual([
      { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-west-2' },
      'us-west-2',
    ]);
  });

  it.each([
    ['', 'aws-cn', 'cn-north-1'],
    ['region = eu-central-1', 'aws-us-gov', 'us-gov-west-1'],
    ['region = us-gov-east-1', 'aws-us-gov', 'us-gov-east-1'],
  ])('reaches STS in the partition of the role: %j for %s', async (line, partition, region) => {
    const environment = callerWith(`[default]\n${line}\n`);

    const { connection, sts } = await userOf({ environment } as never, {} as never, partition);
    sts.destroy();

    expect(connection.region).toBe(region);
  });

  it('sets no region that the caller has not set', async () => {
    const { variables, sts } = await userOf({ environment: callerWith('') } as never, {} as never);
    sts.destroy();

    expect(variables).toEqual({});
  });

  it.each([
    ['runs creds without a profile', `[profile me]\ncredential_process = ${OURS}\n`],
    ['runs creds with itself', `[profile me]\ncredential_process = ${OURS} --profile me\n`],
    ['runs creds through npx', '[profile me]\ncredential_process = npx --no assume-bot creds prod-s3 --profile=me\n'],
    ['is its own source', '[profile me]\nrole_arn = arn:aws:iam::222222222222:role/a\nsource_profile = me\n'],
    ['is the source of its source', '[profile me]\nsource_profile = base\n[profile base]\nsource_profile = me\n'],
  ])('is refused with the reason if it %s', async (_, config) => {
    await expect(readProfile('me', callerWith(config))).rejects.toThrow(/credential_process; pass|from itself/);
  });

  it.each([
    ['runs creds with another profile', `[profile me]\ncredential_process = ${OURS} --profile keys\n`],
    ['runs another program', '[profile me]\ncredential_process = aws-vault export me\n'],
    ['has keys and names itself', '[profile me]\naws_access_key_id = AKIA\nrole_arn = a\nsource_profile = me\n'],
    ['has a source', '[profile me]\nsource_profile = base\n[profile base]\naws_access_key_id = AKIA\n'],
  ])('is accepted if it %s', async (_, config) => {
    const environment = callerWith(config);

    expect(variablesOf(await readProfile('me', environment), environment)).toEqual({});
  });
});
