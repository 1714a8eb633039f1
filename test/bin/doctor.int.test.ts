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
  setUpSlack,
  stack,
  withoutInspectors,
} from './a-doctor.ts';

aStackForEach();

describe('assume-bot doctor, on a correct stack', () => {
  it('finds no problems if the manager roles trust only the bot and the inspector roles admit the operator', async () => {
    // The example limits sessions to one hour, and access to eight.
    stack.aws.editRole(ROLE_ARN, { maxSessionDurationSeconds: 28_800 });
    managersTrustTheBotAlone();
    setUpSlack();
    await stack.slack.as('U0ALICE').openHome();
    await stack.sweep();

    const { code, findings, err } = await examine();

    expect(findings.map((finding) => finding.code)).toEqual([
      'endpoint_not_looked_at',
      'scope_unneeded',
      'session_long',
      'trust_own_account',
    ]);
    expect(code).toBe(0);
    expect(err).toContain('checking role prod-s3');
  });

  it('uses the manager roles if there is no inspector role, and reports what it could not check', async () => {
    // The example limits sessions to one hour, and access to eight.
    stack.aws.editRole(ROLE_ARN, { maxSessionDurationSeconds: 28_800 });
    withoutInspectors();
    setUpSlack();

    const { code, findings } = await examine();

    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(code).toBe(0);
    expect(findings.map((finding) => finding.code)).toContain('not_looked_at');
    expect(findings.find((finding) => finding.code === 'inspector_closed')?.fix).toContain('assume-bot:operators');
  });

  it('finds no error while a user holds the role', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');

    const { findings } = await examine();

    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('prints every finding with its fix as text', async () => {
    const { out, code } = await cli.run('doctor');

    expect(code).toBe(0);
    expect(out).toContain('[session_shorter]');
    expect(out).toMatch(/Fix: Nothing, if users can do so; otherwise set MaxSessionDuration/);
    expect(out).toContain('No problems found');
  });

  it('fails for a warning with --strict', async () => {
    stack.aws.editRole(ROLE_ARN, { tags: {} });

    expect((await cli.run('doctor', '--strict')).code).toBe(1);
  });
});

describe('assume-bot doctor, without a running stack', () => {
  it('reports that the local stack is not running, with exit code 3', async () => {
    await stack.aws.close();

    const { code, err } = await cli.run('doctor', '--local');

    expect(code).toBe(3);
    expect(err).toContain('start it with "npm start"');
    await stack.slack.close();
    await open();
  });
});

describe('assume-bot doctor, with a profile that can read IAM while the manager role trusts only the bot', () => {
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
    cli.environment = { ...cli.environment, AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
  };
  afterEach(() => {
    delete process.env['AWS_CONFIG_FILE'];
    delete process.env['AWS_SHARED_CREDENTIALS_FILE'];
  });

  it('checks the roles with this profile if there is no inspector role', async () => {
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

  it('finds a missing manager role', async () => {
    lend();
    stack.aws.removeRole(managerOf(PROD));

    const { code, findings } = await examine('--account-profile', `${PROD}=prod-readonly`);

    expect(code).toBe(1);
    expect(findings.map((finding) => finding.code)).toContain('manager_missing');
  });

  it('refuses a profile for an account that is not in the catalog', async () => {
    lend();

    const { code, err } = await cli.run('doctor', '--account-profile', 'staging=prod-readonly');

    expect(code).toBe(2);
    expect(err).toContain('the accounts of the catalog are prod, utils');
  });
});
