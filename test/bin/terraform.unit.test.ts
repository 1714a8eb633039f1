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
  it('prints the documents of role, bucket and key for a state that no catalog names', async () => {
    const { code, out } = await aCliWith().run(
      ...['state-policy', '--bucket', 'states', '--key', 'a.tfstate', '--key', 'b.tfstate'],
      ...['--role', 'arn:aws:iam::222222222222:role/tf-state'],
      ...['--kms', 'arn:aws:kms:eu-central-1:333333333333:key/k'],
    );

    expect(code).toBe(0);
    for (const words of [
      '# A policy of the role arn:aws:iam::222222222222:role/tf-state',
      '# The policy of the bucket states',
      '# One statement more for the policy of the key',
      '"arn:aws:s3:::states/b.tfstate.tflock"',
    ])
      expect(out).toContain(words);
  });

  it('takes all of it from the catalog for a bundle', async () => {
    const { code, json } = await aCliWith().run('state-policy', 'terraform-prod', '--json');

    expect(code).toBe(0);
    expect(Object.keys(json())).toEqual(['role', 'bucket', 'key']);
    expect(JSON.stringify(json())).toContain('arn:aws:s3:::example-terraform-state/prod/network.tfstate.tflock');
  });

  it('takes the role by its name in the catalog', async () => {
    const { out } = await aCliWith().run(
      ...['state-policy', '--bucket', 'states', '--key', 'a.tfstate', '--role', 'tf-state'],
    );

    expect(out).toContain('# A policy of the role arn:aws:iam::333333333333:role/tf-state');
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
    [[], 'Name the bundle: terraform-prod'],
  ])('refuses %j with what would work', async (args, words) => {
    const { code, err } = await aCliWith().run('state-policy', ...args);

    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

describe('assume-bot terraform blocks', () => {
  it('prints the blocks of a person under the name that their sessions have to bear', async () => {
    const { code, out } = await aCliWith().run('blocks', 'terraform-prod', '--for', 'U0BOB');

    expect(code).toBe(0);
    expect(out).toContain('backend "s3" {\n    bucket       = "example-terraform-state"');
    expect(out.match(/session_name = "bob@example.com"/g)).toHaveLength(3);
    expect(out).toContain('# Another state: terraform init -reconfigure -backend-config="key=prod/network.tfstate"');
  });

  it('prints the file for -backend-config and nothing else, to be written to one', async () => {
    const { out } = await aCliWith().run('blocks', 'terraform-prod', '--for', 'alice', '--backend-config');

    expect(out).toMatch(/^bucket {7}= "example-terraform-state"\n/);
    expect(out.trimEnd()).toMatch(/\n\}$/);
    expect(out).not.toContain('#');
  });

  it.each([
    [['terraform-prod'], 'whose blocks?'],
    [['terraform-prod', '--for', 'nobody'], '"nobody" is nobody of the catalog'],
    [['tf-state', '--for', 'U0BOB'], '"tf-state" is no bundle with a terraform section'],
  ])('refuses %j with what would work', async (args, words) => {
    const { code, err } = await aCliWith().run('blocks', ...args);

    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

describe('assume-bot terraform', () => {
  it('says what it can do', async () => {
    const { code, err } = await aCliWith().run('state-polcy');

    expect(code).toBe(2);
    expect(err).toContain('did you mean state-policy?');
  });
});
