import { describe, expect, it } from 'vitest';
import type { Terraform } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseAccountId, parseRoleArn, parseSessionName } from '../../../functions/core/names.ts';
import { terraformBlocks } from '../../../functions/core/terraform/blocks.ts';
import { hclString } from '../../../functions/core/terraform/hcl.ts';

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
const held = new Map([
  [state, parseRoleArn('arn:aws:iam::333333333333:role/tf-state')],
  [deploy, parseRoleArn('arn:aws:iam::222222222222:role/deploy')],
]);
const alice = parseSessionName('alice');

describe('the Terraform blocks of a bundle', () => {
  it("configure the backend with the state role, the user's session name, locking and the KMS key", () => {
    const { state: blocks } = terraformBlocks(terraform, held, alice);

    expect(blocks?.backend).toBe(`terraform {
  backend "s3" {
    bucket       = "states"
    key          = "prod/app.tfstate"
    region       = "eu-central-1"
    encrypt      = true
    kms_key_id   = "${KEY}"
    use_lockfile = true
    assume_role = {
      role_arn     = "arn:aws:iam::333333333333:role/tf-state"
      session_name = "alice"
    }
  }
}`);
    expect(blocks?.otherKeys).toEqual(['prod/net.tfstate']);
  });

  it('have the same settings in the file for -backend-config, without the enclosing blocks', () => {
    const { state: blocks } = terraformBlocks(terraform, held, alice);

    const inner = blocks?.backend
      .split('\n')
      .slice(2, -2)
      .map((line) => line.slice(4));
    expect(blocks?.backendConfig.split('\n')).toEqual(inner);
  });

  it('contain a provider with an alias for each role', () => {
    const { providers } = terraformBlocks(terraform, held, alice);

    expect(providers[1]).toBe(`provider "aws" {
  alias  = "dns"
  region = "us-east-1"

  assume_role {
    role_arn     = "arn:aws:iam::222222222222:role/deploy"
    session_name = "alice"
  }
}`);
    expect(providers[0]).not.toContain('alias =');
  });

  it('leave out blocks that assume a role that the user does not hold', () => {
    const only = new Map([...held].filter(([name]) => name === deploy));

    const blocks = terraformBlocks(terraform, only, alice);

    expect(blocks.state).toBeUndefined();
    expect(blocks.providers).toHaveLength(2);
  });
});

describe('an HCL string', () => {
  it('escapes quotes and template markers', () => {
    expect(hclString('a"b\\c${d}%{e}\nf\u0007')).toBe('"a\\"b\\\\c$${d}%%{e}\\nf\\u0007"');
  });
});
