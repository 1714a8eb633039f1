import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROLE_ARN } from '../support/a-stack.ts';
import {
  aStackForEach,
  cli,
  examine,
  managerOf,
  managersTrustTheBotAlone,
  open,
  PROD,
  stack,
  withoutInspectors,
} from './a-doctor.ts';

aStackForEach();

describe('assume-bot doctor, over a stack that is as it should be', () => {
  it('finds nothing to mend where the manager roles trust the bot alone and the inspector roles let the operator look', async () => {
    // The example lets sessions last an hour, and access up to eight.
    stack.aws.editRole(ROLE_ARN, { maxSessionDurationSeconds: 28_800 });
    managersTrustTheBotAlone();
    await stack.sweep();

    const { code, findings, err } = await examine();

    expect(findings.map((finding) => finding.code)).toEqual([
      'endpoint_not_looked_at',
      'scope_unneeded',
      'trust_standing_other',
    ]);
    expect(code).toBe(0);
    expect(err).toContain('looking at role prod-s3');
  });

  it('looks through the manager roles where there is no inspector role, and says what it could not look at', async () => {
    // The example lets sessions last an hour, and access up to eight.
    stack.aws.editRole(ROLE_ARN, { maxSessionDurationSeconds: 28_800 });
    withoutInspectors();

    const { code, findings } = await examine();

    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(code).toBe(0);
    expect(findings.map((finding) => finding.code)).toContain('not_looked_at');
    expect(findings.find((finding) => finding.code === 'inspector_closed')?.fix).toContain('assume-bot:operators');
  });

  it('finds no error while somebody holds the role', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');

    const { findings } = await examine();

    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('prints every finding with its fix for people', async () => {
    const { out, code } = await cli.run('doctor');

    expect(code).toBe(0);
    expect(out).toContain('[session_shorter]');
    expect(out).toMatch(/Fix: Set MaxSessionDuration/);
    expect(out).toContain('Nothing stands in the way');
  });

  it('fails for a warning with --strict', async () => {
    expect((await cli.run('doctor', '--strict')).code).toBe(1);
  });
});

describe('assume-bot doctor, with nothing to look at', () => {
  it('says that the local stack does not run, and ends with 3', async () => {
    await stack.aws.close();

    const { code, err } = await cli.run('doctor', '--local');

    expect(code).toBe(3);
    expect(err).toContain('start it with "npm start"');
    await stack.slack.close();
    await open();
  });
});

describe('assume-bot doctor, with a profile that may read IAM where the manager role trusts the bot alone', () => {
  const lend = (): void => {
    const { accessKeyId, secretAccessKey } = stack.aws.rootCredentials(PROD);
    const [config, credentials] = [join(cli.directory, 'config'), join(cli.directory, 'credentials')];
    writeFileSync(config, '[profile prod-readonly]\nregion = us-east-1\n');
    writeFileSync(
      credentials,
      `[prod-readonly]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    process.env['AWS_CONFIG_FILE'] = config;
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = credentials;
  };
  afterEach(() => {
    delete process.env['AWS_CONFIG_FILE'];
    delete process.env['AWS_SHARED_CREDENTIALS_FILE'];
  });

  it('looks at the roles with these eyes, where no inspector role was made', async () => {
    lend();
    withoutInspectors();
    managersTrustTheBotAlone();
    stack.aws.editRole(ROLE_ARN, { tags: {} });

    const { findings } = await examine('--account-profile', 'prod=prod-readonly');

    const codes = findings.filter(({ about }) => about.includes('prod')).map((finding) => finding.code);
    expect(codes).toContain('role_untagged');
    expect(codes).not.toContain('not_looked_at');
    expect(codes).not.toContain('manager_unreachable');
  });

  it('finds a manager role that was never deployed', async () => {
    lend();
    stack.aws.removeRole(managerOf(PROD));

    const { code, findings } = await examine('--account-profile', `${PROD}=prod-readonly`);

    expect(code).toBe(1);
    expect(findings.map((finding) => finding.code)).toContain('manager_missing');
  });

  it('refuses a profile for an account that the catalog does not have', async () => {
    const { code, err } = await cli.run('doctor', '--account-profile', 'staging=x');

    expect(code).toBe(2);
    expect(err).toContain('the accounts of the catalog are prod, utils');
  });
});
