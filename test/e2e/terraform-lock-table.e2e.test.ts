import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOCK_TABLE_ACTIONS } from '../../functions/core/terraform/state-policies.ts';
import { codesOf, fixedBy, outputOf } from '../bin/a-deployed-state.ts';
import { aDiagnosisStack, type DiagnosisStack, EXAMPLE, STATE_ACCOUNT, STATE_BUCKET } from '../bin/a-diagnosis.ts';
import { hasProgram } from '../support/programs.ts';
import { RESOURCE, terraformAs } from './terraform-as.ts';

const hasTerraform = hasProgram('terraform', 'Install version 1.11 or later and run the tests again.');

let world: DiagnosisStack;
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.stack.close();
});

const TABLE = 'terraform-locks';
/** The example in the region of the local DynamoDB, without and with a table that locks. */
const PLAIN = EXAMPLE.replace('region: eu-central-1\n        keys', 'region: us-east-1\n        keys').replace(
  'kms:eu-central-1',
  'kms:us-east-1',
);
const LOCKED = PLAIN.replace('bucket: example', `lockTable: ${TABLE}\n        bucket: example`);

const aTable = async ({ stack }: DiagnosisStack) => {
  const client = new DynamoDBClient({
    endpoint: stack.aws.url,
    region: 'us-east-1',
    credentials: stack.aws.rootCredentials(STATE_ACCOUNT),
  });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  return async () =>
    ((await client.send(new ScanCommand({ TableName: TABLE }))).Items ?? []).map(({ LockID }) => LockID?.S);
};

/** The actions that the state role used on the table. */
const usedOfTable = ({ stack }: DiagnosisStack): ReadonlySet<string> => {
  const calls = stack.aws
    .calls()
    .filter(({ service, caller }) => service === 'dynamodb' && caller.includes('/tf-state/'));
  return new Set(calls.map(({ operation }) => `dynamodb:${operation}`));
};

/** Terraform of a user who holds the bundle, with the blocks for a version. */
const holding = async ({ stack, cli }: DiagnosisStack, person: string, version: string) => {
  await stack.grant(person, 'terraform-prod 1h INC-42 new queue', person === 'U0BOB' ? 'U0CAROL' : 'U0BOB');
  const own = terraformAs(stack.aws, stack.keysOfPerson(person));
  const line = ['terraform', 'blocks', 'terraform-prod', '--for', person, '--terraform-version', version, '--json'];
  const { state } = (await cli.run(...line)).json<{ state: { backend: string; backendConfig: string } }>();
  own.write('main.tf', `${state.backend}\n${RESOURCE}`);
  own.write('assume-bot.s3.tfbackend', state.backendConfig);
  return own;
};

describe.skipIf(!hasTerraform)('a state that a DynamoDB table locks', () => {
  it('needs what the diagnosis prints, and excludes users of old and new versions from each other', async () => {
    world = await aDiagnosisStack(PLAIN, new Date().toISOString());
    writeFileSync(join(world.cli.directory, 'access.yaml'), LOCKED);
    const lockIds = await aTable(world);
    const old = await holding(world, 'U0ALICE', '1.9.8');
    await old.init();
    const refused = await old.apply();
    const { before, after } = await fixedBy(world);

    const open = await old.applyUntilAsked();
    const held = await lockIds();
    const recent = await holding(world, 'U0RANDOM', '1.11.4');
    await recent.init();
    const excluded = await recent.apply('second');
    const finished = await open.answer('yes');
    const next = await recent.apply('second');

    expect(refused.output.replace(/[\s│]+/g, ' ')).toMatch(/not authorized to perform: dynamodb:PutItem/);
    expect([codesOf(before), codesOf(after), outputOf(after).outcome]).toEqual([['state_role_lacks'], [], 'works']);
    expect(held).toEqual([`${STATE_BUCKET}/prod/app.tfstate`]);
    expect(excluded.output).toMatch(/Error acquiring the state lock[\s\S]*ConditionalCheckFailedException/);
    expect([finished.status, next.status]).toEqual([0, 0]);
    expect(await lockIds()).toEqual([`${STATE_BUCKET}/prod/app.tfstate-md5`]);
    expect(usedOfTable(world)).toEqual(new Set(LOCK_TABLE_ACTIONS));
  });
});
