import { describe, expect, it } from 'vitest';
import type { Terraform } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseAccountId, parseRoleArn, parseSessionName } from '../../../functions/core/names.ts';
import { otherStateCommands, terraformBlocks } from '../../../functions/core/terraform/blocks.ts';
import { hclString } from '../../../functions/core/terraform/hcl.ts';
import { parseVersion } from '../../../functions/core/terraform/version.ts';
import { stateOfKey } from '../../../functions/core/terraform/workspaces.ts';

const state = parseAccessName('tf-state');
const deploy = parseAccessName('prod-deploy');
const KEY = 'arn:aws:kms:eu-central-1:333333333333:key/k';
const terraform: Terraform = {
  state: {
    role: state,
    bucket: 'states',
    region: 'eu-central-1',
    keys: ['prod/app.tfstate', 'prod/net.tfstate'],
    kmsKey: KEY,
    accountId: parseAccountId('333333333333'),
  },
  providers: [
    { role: deploy, region: 'eu-central-1' },
    { role: deploy, region: 'us-east-1', alias: 'dns' },
  ],
};
const NETWORK = { bucket: 'network-states', region: 'us-east-1', accountId: parseAccountId('333333333333') };
const held = new Map([
  [state, parseRoleArn('arn:aws:iam::333333333333:role/tf-state')],
  [deploy, parseRoleArn('arn:aws:iam::222222222222:role/deploy')],
]);
const alice = parseSessionName('alice');

describe('the Terraform blocks of a bundle', () => {
  it('name no user, and leave the role of the backend to a file that has all settings', () => {
    const { state: blocks, providers, variable } = terraformBlocks(terraform, held, alice);

    expect(blocks?.backend).toBe(`terraform {
  backend "s3" {
    bucket       = "states"
    key          = "prod/app.tfstate"
    region       = "eu-central-1"
    encrypt      = true
    kms_key_id   = "${KEY}"
    use_lockfile = true
  }
}`);
    expect(blocks?.backendConfig).toBe(`bucket       = "states"
key          = "prod/app.tfstate"
region       = "eu-central-1"
encrypt      = true
kms_key_id   = "${KEY}"
use_lockfile = true
assume_role = {
  role_arn     = "arn:aws:iam::333333333333:role/tf-state"
  session_name = "alice"
}`);
    expect([variable, ...providers].join()).not.toContain('alice');
    expect(blocks?.others).toEqual([{ key: 'prod/net.tfstate' }]);
  });

  it('contain a provider with an alias for each role, with the session name as a variable', () => {
    const { providers, variable, variableSetting } = terraformBlocks(terraform, held, alice);

    expect(providers[1]).toBe(`provider "aws" {
  alias  = "dns"
  region = "us-east-1"

  assume_role {
    role_arn     = "arn:aws:iam::222222222222:role/deploy"
    session_name = var.session_name
  }
}`);
    expect(providers[0]).not.toContain('alias =');
    expect(variable).toContain('variable "session_name" {');
    expect(variableSetting).toBe('TF_VAR_session_name=alice');
  });

  it.each([
    ['1.5', /role_arn +=.*\nsession_name +=/, /use_lockfile|assume_role/],
    ['1.6', /assume_role = \{/, /use_lockfile/],
    ['1.9.8', /dynamodb_table +="?/, /use_lockfile/],
    ['v1.10.0', /use_lockfile +=/, /\nrole_arn/],
    ['1.11.4', /use_lockfile +=/, /\nrole_arn/],
    ['opentofu-1.9', /assume_role = \{/, /use_lockfile/],
    ['tofu-1.10', /use_lockfile +=/, /\nrole_arn/],
  ])('have the form of %s', (version, has, lacks) => {
    const { state: own } = terraform;
    const locked: Terraform = { ...terraform, ...(own && { state: { ...own, lockTable: 'locks' } }) };

    const { state: blocks } = terraformBlocks(locked, held, alice, parseVersion(version));

    expect(blocks?.backendConfig).toMatch(has);
    expect(blocks?.backendConfig).not.toMatch(lacks);
    expect(blocks?.backendConfig).toMatch(/dynamodb_table += "locks"/);
  });

  it('report that a version locks with a table only, if the catalog names none', () => {
    const versions = ['1.5', '1.9', '1.10', '1.11', 'opentofu-1.9', 'opentofu-1.10'];

    const locked = versions.map((one) => terraformBlocks(terraform, held, alice, parseVersion(one)).state?.isLocked);

    expect(locked).toEqual([false, false, true, true, false, true]);
  });

  it('read the states of others with the role of each, without a lock', () => {
    const readOnly = [{ ...NETWORK, role: state, keys: ['shared/net.tfstate'] }];

    const { remoteStates } = terraformBlocks({ ...terraform, readOnly }, held, alice);

    expect(remoteStates).toEqual([
      `data "terraform_remote_state" "shared_net" {
  backend = "s3"

  config = {
    bucket = "network-states"
    key    = "shared/net.tfstate"
    region = "us-east-1"
    assume_role = {
      role_arn     = "arn:aws:iam::333333333333:role/tf-state"
      session_name = var.session_name
    }
  }
}`,
    ]);
  });

  it('use the profile of each role if they are for exec', () => {
    const { state: blocks, providers, variable } = terraformBlocks(terraform, held, undefined);

    expect(blocks?.backend).toContain('profile      = "tf-state"');
    expect(providers[0]).toContain('profile = "prod-deploy"');
    expect([blocks?.backend, ...providers].join()).not.toMatch(/assume_role|session_name/);
    expect(variable).toBeUndefined();
  });

  it('leave out blocks that assume a role that the user does not hold', () => {
    const only = new Map([...held].filter(([name]) => name === deploy));

    const blocks = terraformBlocks(terraform, only, alice);

    expect(blocks.state).toBeUndefined();
    expect(blocks.providers).toHaveLength(2);
  });
});

describe('the commands for another state', () => {
  it('reconfigure the backend with its file, so that Terraform does not offer to copy a state', () => {
    expect(otherStateCommands({ key: 'prod/net.tfstate' })).toEqual([
      'terraform init -reconfigure -backend-config=assume-bot.s3.tfbackend -backend-config="key=prod/net.tfstate"',
    ]);
    expect(otherStateCommands({ key: 'prod/net.tfstate' }, true)).toEqual([
      'terraform init -reconfigure -backend-config="key=prod/net.tfstate"',
    ]);
  });

  it('select a workspace, and never pass its object as the key', () => {
    const keys = ['env:/dev/app.tfstate', 'app.tfstate', 'env:/team a/app.tfstate', 'env:/app.tfstate'];

    expect(keys.map(stateOfKey)).toEqual([
      { key: 'app.tfstate', workspace: 'dev' },
      { key: 'app.tfstate' },
      { key: 'app.tfstate', workspace: 'team a' },
      { key: 'env:/app.tfstate' },
    ]);
    expect(otherStateCommands(stateOfKey('env:/dev/app.tfstate'))).toEqual([
      expect.stringMatching(/-backend-config="key=app.tfstate"$/),
      'terraform workspace select dev',
    ]);
  });
});

describe('an HCL string', () => {
  it('escapes quotes and template markers', () => {
    expect(hclString('a"b\\c${d}%{e}\nf\u0007')).toBe('"a\\"b\\\\c$${d}%%{e}\\nf\\u0007"');
  });
});
