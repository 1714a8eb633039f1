import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import { s3As } from '@assume-bot/local-aws/testing/a-signed-fetch';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { describeProfiles } from '../../local/stack/profiles.ts';
import { aCliOf } from '../bin/a-cli.ts';
import { aStack, type TestStack } from '../support/a-stack.ts';
import { hasProgram, runProgram } from '../support/programs.ts';

const EXAMPLE = readFileSync(new URL('../../examples/terraform-remote-state/access.yaml', import.meta.url), 'utf8');
const STATE_ROLE = 'arn:aws:iam::333333333333:role/tf-state';
const READ_ROLE = 'arn:aws:iam::555555555555:role/dns-deploy';
const BUCKET = 'example-terraform-state';
const RESOURCE = `
variable "word" { default = "first" }
resource "terraform_data" "example" { input = var.word }
output "word" { value = terraform_data.example.output }
`;
const hasTerraform = hasProgram('terraform', 'Install version 1.11 or later and run the tests again.');

let stack: TestStack | undefined;
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

/** A user who holds the bundle, and runs Terraform through `exec BUNDLE` with the blocks for its profiles. */
const aliceWith = async (yaml: string) => {
  // Terraform compares the end of credentials with the system clock.
  const world = await aStack(yaml, new Date().toISOString());
  stack = world;
  const cwd = mkdtempSync(join(tmpdir(), 'assume-bot-terraform-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const printed: string[] = [];
  const cli = aCliOf(world, {
    exec: async (program, args, environment) => {
      const env = Object.fromEntries(
        Object.entries(environment).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
      );
      const { status, stdout, stderr } = await runProgram(program, args, { env, cwd });
      printed.push(`${stdout}${stderr}`);
      return status ?? 1;
    },
  });
  writeProfiles(join(cli.directory, '.local', 'aws'), describeProfiles(world.aws, world.catalog));
  cli.environment = { HOME: cwd, PATH: process.env['PATH'] ?? '', CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };
  await world.grant('U0ALICE', 'terraform-prod 1h INC-42 new queue', 'U0BOB');

  const terraform = async (...args: readonly string[]) => {
    const exec = ['exec', 'terraform-prod', '--local', '--profile', 'alice', '--', 'terraform'];
    const { code, err } = await cli.run(...exec, ...args, '-no-color');
    return { code, output: `${printed.at(-1)}${err}` };
  };
  const { json } = await cli.run('terraform', 'blocks', 'terraform-prod', '--profiles', '--local', '--json');
  const { state } = json<{ state: { backend: string } }>();
  // The local S3 serves all buckets at one address.
  const backend = state.backend.replace('backend "s3" {', 'backend "s3" {\n    use_path_style = true');
  writeFileSync(join(cwd, 'main.tf'), `${backend}\n${RESOURCE}`);
  const owner = s3As(world.aws, world.aws.rootCredentials('333333333333'), 'eu-central-1');
  const wordIn = async (key: string): Promise<string | undefined> => {
    const { status, text } = await owner({ path: `/${BUCKET}/${key}` });
    return status === 200 ? JSON.parse(text).outputs.word?.value : undefined;
  };
  return { world, cli, cwd, terraform, owner, wordIn };
};

const apply = (word: string) => ['apply', '-auto-approve', '-input=false', `-var=word=${word}`];

describe.skipIf(!hasTerraform)('the real Terraform in "exec BUNDLE"', () => {
  it('opens the state with the profile of the state role, and never copies it into another state', async () => {
    const { cli, terraform, wordIn } = await aliceWith(EXAMPLE);
    const { out } = await cli.run('terraform', 'blocks', 'terraform-prod', '--profiles', '--local');
    const [, hint = ''] = /# For another state: terraform (.*)/.exec(out) ?? [];

    const init = await terraform('init', '-input=false');
    const first = await terraform(...apply('first'));
    const other = await terraform(...hint.replaceAll('"', '').split(' '), '-input=false');
    const empty = await wordIn('prod/network.tfstate');
    const second = await terraform(...apply('second'));
    const back = await terraform('init', '-reconfigure', '-input=false');
    const shown = await terraform('output', '-raw', 'word');

    expect([init, first, other, second, back].map(({ code, output }) => (code === 0 ? 0 : output))).toEqual(
      Array(5).fill(0),
    );
    expect(empty).toBeUndefined();
    expect([await wordIn('prod/app.tfstate'), await wordIn('prod/network.tfstate')]).toEqual(['first', 'second']);
    expect(shown.output).toContain('first');
  });

  it('creates, selects and deletes the workspaces of the catalog with the printed policies, and no others', async () => {
    const yaml = EXAMPLE.replace('bucket: example', 'workspaces: [dev, "team-*"]\n        bucket: example');
    const { world, cli, terraform, owner, wordIn } = await aliceWith(yaml);
    const { json } = await cli.run('terraform', 'state-policy', 'terraform-prod', '--local', '--json');
    const { role, bucket } = json<{ role: never; bucket: never }>();
    world.aws.editRole(STATE_ROLE, { inlinePolicies: { state: role } });
    await owner({ method: 'PUT', path: `/${BUCKET}?policy`, body: JSON.stringify(bucket) });

    await terraform('init', '-input=false');
    const made = await terraform('workspace', 'new', 'team-a');
    const applied = await terraform(...apply('team'));
    const inTeam = await wordIn('env%3A/team-a/prod/app.tfstate');
    const destroyed = await terraform('destroy', '-auto-approve', '-input=false');
    const left = await terraform('workspace', 'select', 'default');
    const removed = await terraform('workspace', 'delete', 'team-a');
    const foreign = await terraform('workspace', 'new', 'prod');

    expect([made, applied, destroyed, left, removed].map(({ code, output }) => (code === 0 ? 0 : output))).toEqual(
      Array(5).fill(0),
    );
    expect(inTeam).toBe('team');
    expect(await owner({ path: `/${BUCKET}/env%3A/team-a/prod/app.tfstate` })).toMatchObject({ code: 'NoSuchKey' });
    expect(foreign.code).not.toBe(0);
  });

  it('reads the outputs of a state of others with only the printed policies of the role that reads', async () => {
    const own = EXAMPLE.replace(/^ +kmsKey: .*\n/m, '').replace(
      'prod/app.tfstate, prod/network.tfstate',
      'prod/app.tfstate',
    );
    const readOnly = `readOnly: [{ role: dns-deploy, bucket: ${BUCKET}, region: eu-central-1, keys: [prod/network.tfstate], account: "333333333333" }]`;
    const { world, cli, cwd, terraform, owner } = await aliceWith(
      own.replace('providers:', `${readOnly}\n      providers:`),
    );
    const state = {
      version: 4,
      serial: 1,
      lineage: 'x',
      outputs: { vpc: { value: 'vpc-1', type: 'string' } },
      resources: [],
    };
    await owner({ method: 'PUT', path: `/${BUCKET}/prod/network.tfstate`, body: JSON.stringify(state) });
    const policies = await cli.run('terraform', 'state-policy', 'terraform-prod', '--local', '--json');
    const { documents } = policies.json<{ documents: { target: string; policy: never }[] }>();
    const policyOf = (of: string) => documents.find(({ target }) => target === of)?.policy as never;
    world.aws.editRole(STATE_ROLE, { inlinePolicies: { state: policyOf(STATE_ROLE) } });
    world.aws.editRole(READ_ROLE, { inlinePolicies: { read: policyOf(READ_ROLE) } });
    await owner({ method: 'PUT', path: `/${BUCKET}?policy`, body: JSON.stringify(policyOf(BUCKET)) });
    const blocks = await cli.run('terraform', 'blocks', 'terraform-prod', '--profiles', '--local', '--json');
    const [remote = ''] = blocks.json<{ remoteStates: string[] }>().remoteStates;
    // The local S3 serves all buckets at one address.
    const read = remote.replace('config = {', 'config = {\n    use_path_style = true');
    const output = 'output "vpc" { value = data.terraform_remote_state.prod_network.outputs.vpc }';
    writeFileSync(join(cwd, 'read.tf'), `${read}\n${output}\n`);

    const init = await terraform('init', '-input=false');
    const applied = await terraform(...apply('first'));
    const shown = await terraform('output', '-raw', 'vpc');

    expect([init, applied].map(({ code, output: text }) => (code === 0 ? 0 : text))).toEqual([0, 0]);
    expect(shown.output).toContain('vpc-1');
  });
});
