import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { aWorkingStackForEach, cli, stack } from './a-working-stack.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/terraform-remote-state/access.yaml'), 'utf8');
const asAlice = ['--local', '--profile', 'alice'];

/** What the program saw in its configuration file, which is removed afterwards. */
const seen: { text: string; mode: number; folderMode: number }[] = [];

aWorkingStackForEach(EXAMPLE, {
  exec: async (command, args, environment) => {
    cli.programs.push({ command, args, environment });
    const file = environment['AWS_CONFIG_FILE'];
    if (file !== undefined)
      seen.push({
        text: readFileSync(file, 'utf8'),
        mode: statSync(file).mode & 0o777,
        folderMode: statSync(dirname(file)).mode & 0o777,
      });
    return 7;
  },
});

beforeEach(() => {
  seen.length = 0;
  cli.environment = { HOME: cli.directory, PATH: '/bin', AWS_ACCESS_KEY_ID: 'OTHER', AWS_SECRET_ACCESS_KEY: 'other' };
});

const sectionOf = (text: string, name: string): string =>
  text.split(/\n(?=\[)/).find((section) => section.startsWith(`[profile ${name}]`)) ?? '';

describe('assume-bot exec with a bundle', () => {
  it('provides a profile for each role without a credential in its file, which is private and removed', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42');

    const { code, err } = await cli.run('exec', 'terraform-prod', ...asAlice, '--', 'terraform', 'plan');

    const [ran] = cli.programs;
    const [file] = seen;
    expect([code, err, ran?.args]).toEqual([
      7,
      expect.stringContaining('The end of your access to terraform-prod cannot be read'),
      ['plan'],
    ]);
    for (const name of ['tf-state', 'prod-deploy', 'dns-deploy'])
      expect(sectionOf(file?.text ?? '', name)).toMatch(
        new RegExp(`credential_process = .* creds arn:aws:iam::\\d+:role/${name} --local --profile alice\\nregion = `),
      );
    expect(sectionOf(file?.text ?? '', 'dns-deploy')).toContain('region = us-east-1');
    expect(file?.text).not.toMatch(/aws_secret_access_key|aws_session_token/);
    expect([file?.mode, file?.folderMode]).toEqual([0o600, 0o700]);
    expect(existsSync(dirname(ran?.environment['AWS_CONFIG_FILE'] ?? ''))).toBe(false);
  });

  it("keeps the user's own identity as the default, and passes on their session name", async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42');

    await cli.run('exec', 'terraform-prod', ...asAlice, '--', 'terraform', 'plan');

    const { environment } = cli.programs[0] ?? {};
    expect(environment).toMatchObject({ AWS_PROFILE: 'alice', TF_VAR_session_name: 'alice' });
    expect(environment).not.toHaveProperty('AWS_ACCESS_KEY_ID');
    expect(environment).not.toHaveProperty('AWS_SESSION_TOKEN');
  });

  it('leaves no other identity in the environment that programs would prefer', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42');
    cli.environment = {
      ...cli.environment,
      AWS_DEFAULT_PROFILE: 'other',
      AWS_PROFILE: 'other',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
      AWS_ROLE_ARN: 'arn:aws:iam::222222222222:role/other',
      TF_VAR_session_name: 'mallory',
      TF_VAR_other: 'kept',
    };

    await cli.run('exec', 'terraform-prod', ...asAlice, '--', 'terraform', 'plan');

    const { environment = {} } = cli.programs[0] ?? {};
    expect(environment).toMatchObject({ AWS_PROFILE: 'alice', TF_VAR_session_name: 'alice', TF_VAR_other: 'kept' });
    for (const name of ['AWS_DEFAULT_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN'])
      expect(environment).not.toHaveProperty(name);
  });

  it('gives the program the PATH of the user, without the Node that this program runs on', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42');
    const ownNode = join(cli.directory, 'node_modules', 'node', 'bin');
    cli.environment = { ...cli.environment, PATH: `${ownNode}:/home/alice/bin:/bin` };

    await cli.run('exec', 'terraform-prod', ...asAlice, '--', 'node', 'deploy.js');

    expect(cli.programs[0]?.environment['PATH']).toBe('/home/alice/bin:/bin');
  });

  it('runs nothing without access to any role, and names the bundle to request', async () => {
    const { code, err } = await cli.run('exec', 'terraform-prod', ...asAlice, '--', 'terraform', 'plan');

    expect([code, cli.programs]).toEqual([1, []]);
    expect(err).toContain('/assume terraform-prod');
  });

  it('warns about roles that are missing, and that the backend cannot work without the state role', async () => {
    await stack.grant('U0ALICE', 'prod-deploy 1h INC-42');

    const { code, err } = await cli.run('exec', 'terraform-prod', ...asAlice, '--', 'terraform', 'plan');

    expect(code).toBe(7);
    expect(err).toContain('WARNING: The profile dns-deploy does not work.');
    expect(err).toContain('WARNING: The backend cannot open the state, because it uses the role tf-state.');
  });

  it('refuses an MFA code, which works once', async () => {
    const { code, err } = await cli.run(
      ...['exec', 'terraform-prod', ...asAlice, '--mfa-code', '123456', '--', 'terraform', 'plan'],
    );

    expect(code).toBe(2);
    expect(err).toContain('a code works once');
  });
});

describe('assume-bot exec with one role of a bundle', () => {
  it('warns that Terraform cannot open the state with it, and runs it', async () => {
    await stack.grant('U0ALICE', 'prod-deploy 1h INC-42');

    const terraform = await cli.run('exec', 'prod-deploy', ...asAlice, '--', 'terraform', 'plan');
    const other = await cli.run('exec', 'prod-deploy', ...asAlice, '--', 'aws', 's3', 'ls');

    expect([terraform.code, other.code]).toEqual([7, 7]);
    expect(terraform.err).toContain('the backend cannot assume tf-state');
    expect(terraform.err).toContain('assume-bot exec terraform-prod -- terraform');
    expect(other.err).toBe('');
    expect(cli.programs[0]?.environment).toHaveProperty('AWS_SESSION_TOKEN');
  });
});
