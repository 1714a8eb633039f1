import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { aCli } from './a-cli.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/terraform-remote-state/access.yaml'), 'utf8');
const aBundleLike = (bundle: { terraform: { state: object } }) => ({
  ...bundle,
  terraform: { state: { ...bundle.terraform.state, keys: ['dev/app.tfstate'] } },
});
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
      '# Additional statements for the policy of the key',
      '"arn:aws:s3:::states/b.tfstate.tflock"',
    ])
      expect(out).toContain(words);
  });

  it('reads all settings of a bundle from the catalog', async () => {
    const { code, json } = await aCliWith().run('state-policy', 'terraform-prod', '--json');

    expect(code).toBe(0);
    expect(Object.keys(json())).toEqual(['role', 'bucket', 'key', 'documents']);
    expect(JSON.stringify(json())).toContain('arn:aws:s3:::example-terraform-state/prod/network.tfstate.tflock');
  });

  it('prints one bucket policy for the bundles that share a bucket, each with Sids of its own', async () => {
    const { settings: _, ...shared } = parse(EXAMPLE);
    const bundle = shared.bundles['terraform-prod'];
    const yaml = stringify({ ...shared, bundles: { 'terraform-prod': bundle, 'terraform-dev': aBundleLike(bundle) } });

    const { json, out } = await aCliWith(yaml).run('state-policy', 'terraform-dev', '--json');

    const { bucket, key } = json() as { bucket: { Statement: { Sid: string }[] }; key: { Statement: unknown[] } };
    const sids = bucket.Statement.map(({ Sid }) => Sid);
    expect(out).toContain('TerraformLocksStatesTerraformProd');
    expect(sids).toHaveLength(6);
    expect(new Set(sids).size).toBe(6);
    expect(sids.every((sid) => /^[A-Za-z0-9]+$/.test(sid))).toBe(true);
    expect(key.Statement).toHaveLength(1);
  });

  it('prints each role, bucket and key once, with the statements of all bundles and states, and no Sid twice', async () => {
    const catalog = parse(EXAMPLE);
    const bundle = catalog.bundles['terraform-prod'];
    const { state } = bundle.terraform;
    const readOnly = [
      { role: 'tf-state', bucket: state.bucket, region: state.region, keys: ['net.tfstate'] },
      { role: 'tf-state', bucket: 'other-states', region: state.region, keys: ['dns.tfstate'] },
    ];
    const terraform = { ...bundle.terraform, readOnly };
    const bundles = { 'terraform-prod': { ...bundle, terraform }, 'terraform-dev': aBundleLike(bundle) };
    const yaml = stringify({ ...catalog, bundles });

    const { out, json } = await aCliWith(yaml).run('state-policy', 'terraform-prod', '--json');

    const { documents } = json() as {
      documents: { document: string; target: string; policy: { Statement: { Sid: string }[] } }[];
    };
    expect(documents.map(({ document }) => document)).toEqual([
      ...['role-policy', 'bucket-policy', 'bucket-policy', 'key-policy'],
    ]);
    for (const { policy } of documents) {
      const sids = policy.Statement.map(({ Sid }) => Sid);
      expect(new Set(sids).size).toBe(sids.length);
    }
    const role = JSON.stringify(documents[0]);
    for (const key of ['prod/app.tfstate', 'dev/app.tfstate', 'net.tfstate', 'other-states/dns.tfstate'])
      expect(role).toContain(key);
    expect(out.match(/TerraformDev/g)?.length).toBeGreaterThan(2);
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
  it('prints blocks for version control that name no user, and what the user adds', async () => {
    const { code, out } = await aCliWith().run('blocks', 'terraform-prod', '--for', 'U0BOB');

    const blocks = out.split('\n').filter((line) => !line.startsWith('#'));
    expect(code).toBe(0);
    expect(out).toContain('backend "s3" {\n    bucket       = "example-terraform-state"');
    expect(blocks.join('\n')).not.toContain('bob');
    expect(out.match(/session_name = var.session_name/g)).toHaveLength(2);
    expect(out).toContain('#   export TF_VAR_session_name=bob@example.com');
    expect(out).toContain(
      '# For another state: terraform init -reconfigure -backend-config=assume-bot.s3.tfbackend -backend-config="key=prod/network.tfstate"',
    );
  });

  it('prints only the content of the file for -backend-config', async () => {
    const { out } = await aCliWith().run('blocks', 'terraform-prod', '--for', 'alice', '--backend-config');

    expect(out).toMatch(/^bucket {7}= "example-terraform-state"\n/);
    expect(out).toContain('session_name = "alice"');
    expect(out.trimEnd()).toMatch(/\n\}$/);
    expect(out).not.toContain('#');
  });

  it('prints blocks for the profiles of exec, for any user', async () => {
    const { code, out } = await aCliWith().run('blocks', 'terraform-prod', '--profiles');

    expect(code).toBe(0);
    expect(out).toMatch(/backend "s3" \{[^}]*profile += "tf-state"\n/);
    expect(out).toMatch(/provider "aws" \{[^}]*profile = "prod-deploy"\n/);
    expect(out).not.toMatch(/session_name|role_arn/);
    expect(out).toContain('assume-bot exec terraform-prod -- terraform init');
  });

  it('warns that a version without lock files does not lock, unless the catalog names a table', async () => {
    const args = ['blocks', 'terraform-prod', '--for', 'alice', '--terraform-version', '1.9'];
    const withTable = EXAMPLE.replace('bucket: example', 'lockTable: terraform-locks\n        bucket: example');

    const without = await aCliWith().run(...args);
    const locked = await aCliWith(withTable).run(...args);

    expect(without.out).toContain('# WARNING: Terraform 1.9 locks only with a DynamoDB table');
    expect(without.out).not.toContain('use_lockfile');
    expect(locked.out).toContain('dynamodb_table = "terraform-locks"');
    expect(locked.out).not.toContain('WARNING');
  });

  it.each([
    [['terraform-prod'], 'the user of the blocks'],
    [['terraform-prod', '--for', 'alice', '--terraform-version', 'new'], '"new" is not a version'],
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

describe('the file of assume-bot terraform blocks --backend-config', () => {
  it('comes with a warning beside it if nothing would lock the state', async () => {
    const line = ['blocks', 'terraform-prod', '--for', 'U0ALICE', '--backend-config', '--terraform-version'];

    const unlocked = await aCliWith().run(...line, '1.9');
    const locked = await aCliWith().run(...line, '1.11');

    expect(unlocked.err).toContain('WARNING: Terraform 1.9 locks only with a DynamoDB table');
    expect(unlocked.out).not.toContain('WARNING');
    expect(locked.err).not.toContain('WARNING');
  });
});

describe('the user of --for', () => {
  it('must have an AWS identity', async () => {
    const { code, err } = await aCliWith().run('blocks', 'terraform-prod', '--for', 'U0EVE');

    expect([code, err]).toEqual([2, expect.stringContaining('no AWS identity of U0EVE')]);
  });
});
