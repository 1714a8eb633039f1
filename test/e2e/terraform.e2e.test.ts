import { readFileSync } from 'node:fs';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { aClock, aLocalAws, userArn } from '@assume-bot/local-aws/testing/a-local-aws';
import { s3As } from '@assume-bot/local-aws/testing/a-signed-fetch';
import {
  BUCKET as FOREIGN_BUCKET,
  STATE_KEY as FOREIGN_KEY,
  STATE_ROLE as FOREIGN_ROLE,
  STATE as FOREIGN_STATE,
  stateSeed,
} from '@assume-bot/local-aws/testing/a-state-bucket';
import { afterEach, describe, expect, it } from 'vitest';
import type { Bundle } from '../../functions/core/catalog/catalog.ts';
import {
  accountOf,
  parseAccessName,
  parseAccountId,
  parseRoleArn,
  parseSessionName,
} from '../../functions/core/names.ts';
import { BACKEND_CONFIG_FILE, backendBlock } from '../../functions/core/terraform/backend.ts';
import { otherStateCommands } from '../../functions/core/terraform/blocks.ts';
import { statePolicies } from '../../functions/core/terraform/state-policies.ts';
import { aStack, type TestStack } from '../support/a-stack.ts';
import { pastedFrom } from '../support/pasted.ts';
import { hasProgram } from '../support/programs.ts';
import { PATH_STYLE, RESOURCE, terraformAs } from './terraform-as.ts';

const EXAMPLE = readFileSync(new URL('../../examples/terraform-remote-state/access.yaml', import.meta.url), 'utf8');
const STATE_ROLE = 'arn:aws:iam::333333333333:role/tf-state';
const BUCKET = 'example-terraform-state';
const KEY = 'prod/app.tfstate';
const hasTerraform = hasProgram('terraform', 'Install version 1.11 or later and run the tests again.');

let stack: TestStack | undefined;
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

/** The same configuration written by hand, without the bot. */
const BY_HAND = `
terraform {
  backend "s3" {
    bucket       = "${BUCKET}"
    key          = "${KEY}"
    region       = "eu-central-1"
    use_lockfile = true
    assume_role  = { role_arn = "${STATE_ROLE}", session_name = "alice" }
  }
}
`;

/**
 * The stack of the example, with a clock near the system time, because Terraform compares credential expirations with
 * the system clock.
 */
const started = async () => {
  const world = await aStack(EXAMPLE, new Date().toISOString());
  stack = world;
  const owner = s3As(world.aws, world.aws.rootCredentials('333333333333'), 'eu-central-1');
  const terraformOf = (person: string) => terraformAs(world.aws, world.keysOfPerson(person));
  return { world, owner, terraformOf, object: (key: string) => owner({ path: `/${BUCKET}/${key}` }) };
};

/**
 * Grants the bundle for ten minutes, less than a Terraform session, and writes the configuration that the user received
 * to their directory.
 */
const holding = async ({ world, terraformOf }: Awaited<ReturnType<typeof started>>, person: string) => {
  await world.grant(person, 'terraform-prod 10m INC-42 new queue', person === 'U0BOB' ? 'U0CAROL' : 'U0BOB');
  const own = terraformOf(person);
  const [backend = '', file = ''] = pastedFrom(world.slack, person);
  own.write('main.tf', `${backend}\n${RESOURCE}`);
  own.write(BACKEND_CONFIG_FILE, file);
  return own;
};

describe.skipIf(!hasTerraform)('the real Terraform with its state in another account', () => {
  it('is denied before the approval, and works with the configuration that the user receives after it', async () => {
    const set = await started();
    const before = set.terraformOf('U0ALICE');
    before.write('main.tf', `${BY_HAND}${RESOURCE}`);

    const refused = await before.init();
    const alice = await holding(set, 'U0ALICE');
    const admitted = await alice.init();
    const applied = await alice.apply();

    expect(refused.status).not.toBe(0);
    expect(refused.output).toContain('AccessDenied');
    expect([admitted.output, applied.output]).toEqual([
      expect.stringContaining('successfully initialized'),
      expect.stringContaining('Apply complete!'),
    ]);
    expect(JSON.parse((await set.object(KEY)).text).resources).toHaveLength(1);
    expect((await set.object(KEY)).headers.get('x-amz-server-side-encryption-aws-kms-key-id')).toContain(':key/');
    expect((await set.object(`${KEY}.tflock`)).code).toBe('NoSuchKey');
  });

  it('works without a code change, with the -backend-config file that the user receives', async () => {
    const set = await started();
    const alice = await holding(set, 'U0ALICE');
    const [, backendConfig = ''] = pastedFrom(set.world.slack, 'U0ALICE');
    alice.write('main.tf', `terraform {\n  backend "s3" {}\n}\n${RESOURCE}`);
    alice.write(BACKEND_CONFIG_FILE, backendConfig);

    const admitted = await alice.init();
    const applied = await alice.apply();

    expect([admitted.status, applied.status]).toEqual([0, 0]);
    expect((await set.object(KEY)).text).toContain('"first"');
  });

  it('never copies a state into another one if the user follows the commands for other states', async () => {
    const set = await started();
    const alice = await holding(set, 'U0ALICE');
    const [command = ''] = otherStateCommands({ key: 'prod/network.tfstate' });
    await alice.init();
    await alice.apply('first');

    const other = await alice.terraform(`${command.replace('terraform ', '').replaceAll('"', '')} ${PATH_STYLE}`);
    const empty = await set.object('prod/network.tfstate');
    const second = await alice.apply('second');
    const careless = await alice.init();
    const back = await alice.init('-reconfigure');
    const unchanged = await alice.apply('first');

    expect([other.status, second.status, back.status, unchanged.status]).toEqual([0, 0, 0, 0]);
    expect(empty.code).toBe('NoSuchKey');
    expect(careless.status).not.toBe(0);
    expect(unchanged.output).toContain('0 added, 0 changed, 0 destroyed');
    expect((await set.object('prod/network.tfstate')).text).toContain('"second"');
  });

  it('refuses the lock to a second holder, a federated user of another account, until it is released', async () => {
    const set = await started();
    const alice = await holding(set, 'U0ALICE');
    const bob = await holding(set, 'U0BOB');
    const inits = [await alice.init(), await bob.init()];

    const first = await alice.applyUntilAsked();
    const second = await bob.apply('second');
    const finished = await first.answer('yes');
    const third = await bob.apply('second');

    expect(inits.map(({ status }) => status)).toEqual([0, 0]);
    expect(second.output).toContain('Error acquiring the state lock');
    expect([finished.status, third.status]).toEqual([0, 0]);
    expect((await set.object(KEY)).text).toContain('"second"');
  });

  it('is denied from the second the grant ends, even if the bot is stopped, and cannot start a new session', async () => {
    const set = await started();
    const alice = await holding(set, 'U0ALICE');
    await alice.init();
    set.world.clock.advance({ minutes: 9, seconds: 59 });
    const applied = await alice.apply();
    set.world.clock.advance({ seconds: 1 });

    const after = await alice.apply('late');
    const again = await alice.init('-reconfigure');

    expect(applied.status).toBe(0);
    for (const { status, output } of [after, again]) {
      expect(status).not.toBe(0);
      expect(output).toContain('AccessDenied');
    }
    expect((await set.object(KEY)).text).not.toContain('"late"');
  });

  it('needs only the policies that "terraform state-policy" prints', async () => {
    const set = await started();
    const alice = await holding(set, 'U0ALICE');
    const { bundles } = set.world.catalog;
    const { kmsKey = '' } = Object.values(bundles as Readonly<Record<string, Bundle>>)[0]?.terraform?.state ?? {};
    const roleArn = parseRoleArn(STATE_ROLE);
    const printed = statePolicies({ roleArn, bucket: BUCKET, keys: [KEY], kmsKey });
    set.world.aws.editRole(STATE_ROLE, { inlinePolicies: { state: printed.role as PolicyDocument } });
    const body = JSON.stringify(printed.bucket);
    const put = await set.owner({ method: 'PUT', path: `/${BUCKET}?policy`, body });

    const admitted = await alice.init();
    const applied = await alice.apply();
    const elsewhere = await alice.init('-reconfigure', '-backend-config=key=prod/network.tfstate');

    expect(put.status).toBe(204);
    expect([admitted.output, applied.output]).toEqual([
      expect.stringContaining('successfully initialized'),
      expect.stringContaining('Apply complete!'),
    ]);
    expect(elsewhere.status).not.toBe(0);
    expect(elsewhere.output).toContain('Forbidden');
  });

  it('accesses a bucket and a key of another account than its role with only the three printed documents', async () => {
    const roleArn = parseRoleArn(FOREIGN_ROLE);
    const printed = statePolicies({ roleArn, bucket: FOREIGN_BUCKET, keys: ['env/app.tfstate'], kmsKey: FOREIGN_KEY });
    const owner = `arn:aws:iam::${FOREIGN_STATE}:root`;
    const ownersOwn = { Effect: 'Allow', Principal: { AWS: owner }, Action: 'kms:*', Resource: '*' };
    const keyPolicy = { ...printed.key, Statement: [ownersOwn, ...(printed.key?.Statement ?? [])] };
    const clock = aClock(new Date().toISOString());
    const { aws } = await aLocalAws(
      { clock },
      stateSeed({ bucketPolicy: printed.bucket as PolicyDocument, keyPolicy: keyPolicy as PolicyDocument }),
    );
    aws.editRole(FOREIGN_ROLE, { inlinePolicies: { backend: printed.role as PolicyDocument } });
    const alice = terraformAs(aws, aws.credentialsOf(userArn('alice')));
    const backend = backendBlock(
      {
        role: parseAccessName('tf-state'),
        bucket: FOREIGN_BUCKET,
        region: 'us-east-1',
        keys: ['env/app.tfstate'],
        kmsKey: FOREIGN_KEY,
        accountId: parseAccountId(FOREIGN_STATE),
      },
      { kind: 'role', role: { arn: roleArn, sessionName: parseSessionName('alice') } },
      'env/app.tfstate',
    );
    alice.write('main.tf', `${backend}\n${RESOURCE}`);

    const admitted = await alice.init();
    const applied = await alice.apply();

    expect([admitted.output, applied.output]).toEqual([
      expect.stringContaining('successfully initialized'),
      expect.stringContaining('Apply complete!'),
    ]);
    expect(accountOf(roleArn)).not.toBe(FOREIGN_STATE);
  });
});
