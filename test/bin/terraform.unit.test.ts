import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aCli } from './a-cli.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/terraform-remote-state/access.yaml'), 'utf8');
const aCliWith = (yaml = EXAMPLE) => {
  const cli = aCli();
  writeFileSync(join(cli.directory, 'access.yaml'), yaml);
  return { run: (...args: readonly string[]) => cli.run('terraform', ...args) };
};

describe('assume-bot terraform state-policy', () => {
  it('prints the policies of role, bucket and key for a state that is not in a catalog', async () => {
    const { code, out } = await aCliWith().run(
      ...['state-policy', '--bucket', 'states', '--key', 'a.tfstate', '--key', 'b.tfstate'],
      ...['--role', 'arn:aws:iam::222222222222:role/tf-state'],
      ...['--kms', 'arn:aws:kms:eu-central-1:333333333333:key/k'],
    );

    expect(code).toBe(0);
    for (const words of [
      '# Policy for the role arn:aws:iam::222222222222:role/tf-state',
      '# Policy for the bucket states',
      '# Additional statement for the policy of the key',
      '"arn:aws:s3:::states/b.tfstate.tflock"',
    ])
      expect(out).toContain(words);
  });

  it('reads all settings of a bundle from the catalog', async () => {
    const { code, json } = await aCliWith().run('state-policy', 'terraform-prod', '--json');

    expect(code).toBe(0);
    expect(Object.keys(json())).toEqual(['role', 'bucket', 'key']);
    expect(JSON.stringify(json())).toContain('arn:aws:s3:::example-terraform-state/prod/network.tfstate.tflock');
  });

  it('accepts the name of a role in the catalog', async () => {
    const { out } = await aCliWith().run(
      ...['state-policy', '--bucket', 'states', '--key', 'a.tfstate', '--role', 'tf-state'],
    );

    expect(out).toContain('# Policy for the role arn:aws:iam::333333333333:role/tf-state');
    expect(out).not.toContain('kms:');
  });

  it.each([
    [['--bucket', 'states', '--key', 'a'], '--role is missing'],
    [['--bucket', 'states', '--role', 'tf-state'], '--key is missing'],
    [['--key', 'a'], '--bucket is missing'],
    [['--bucket', 'states', '--key', 'a/*', '--role', 'tf-state'], '"a/*" is not the path of one state'],
    [['--bucket', 'states', '--key', 'a', '--role', 'terraform-prod'], 'terraform-prod is a bundle'],
    [['--bucket', 'arn:aws:s3:::x', '--key', 'a', '--role', 'tf-state'], 'is not the name of an S3 bucket'],
    [['terraform-prd'], 'did you mean terraform-prod?'],
    [[], 'Pass a bundle: terraform-prod'],
  ])('refuses %j with valid usage', async (args, words) => {
    const { code, err } = await aCliWith().run('state-policy', ...args);

    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

describe('assume-bot terraform blocks', () => {
  it('prints the blocks of a user with their session name', async () => {
    const { code, out } = await aCliWith().run('blocks', 'terraform-prod', '--for', 'U0BOB');

    expect(code).toBe(0);
    expect(out).toContain('backend "s3" {\n    bucket       = "example-terraform-state"');
    expect(out.match(/session_name = "bob@example.com"/g)).toHaveLength(3);
    expect(out).toContain(
      '# For another state: terraform init -reconfigure -backend-config="key=prod/network.tfstate"',
    );
  });

  it('prints only the content of the file for -backend-config', async () => {
    const { out } = await aCliWith().run('blocks', 'terraform-prod', '--for', 'alice', '--backend-config');

    expect(out).toMatch(/^bucket {7}= "example-terraform-state"\n/);
    expect(out.trimEnd()).toMatch(/\n\}$/);
    expect(out).not.toContain('#');
  });

  it.each([
    [['terraform-prod'], 'the user of the blocks'],
    [['terraform-prod', '--for', 'stranger'], '"stranger" is not a user of the catalog'],
    [['tf-state', '--for', 'U0BOB'], '"tf-state" is not a bundle with a terraform section'],
  ])('refuses %j with valid usage', async (args, words) => {
    const { code, err } = await aCliWith().run('blocks', ...args);

    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

describe('assume-bot terraform', () => {
  it('lists its actions', async () => {
    const { code, err } = await aCliWith().run('state-polcy');

    expect(code).toBe(2);
    expect(err).toContain('Did you mean state-policy?');
  });
});
