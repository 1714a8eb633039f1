import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AUDIT_BUCKET, HUB_ACCOUNT, lambdaRoleArn, QUEUE_NAME, TABLE_NAME } from '../../local/stack/names.ts';
import { describeProfiles } from '../../local/stack/profiles.ts';
import { aCliOf, type Cli } from '../bin/a-cli.ts';
import { aStack, type TestStack } from '../support/a-stack.ts';

const root = join(import.meta.dirname, '../..');
const EXAMPLE = readFileSync(join(root, 'examples/access.yaml'), 'utf8');
const PAGE = readFileSync(join(root, 'docs/operators.md'), 'utf8');

/** The first policy under a heading of the page, with the names of the local stack. */
const policyUnder = (heading: string): never => {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`);
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(section) ?? [];
  return JSON.parse(
    json
      .replaceAll('REGION:HUB_ACCOUNT', `us-east-1:${HUB_ACCOUNT}`)
      .replaceAll('table/TABLE', `table/${TABLE_NAME}`)
      .replaceAll(':QUEUE"', `:${QUEUE_NAME}"`)
      .replaceAll('AUDIT_BUCKET', AUDIT_BUCKET)
      .replaceAll('DEAD_LETTERS', 'assume-bot-dead-letters.fifo')
      .replaceAll('TARGET_ACCOUNT:role/CANARY', '222222222222:role/s3-list-role')
      .replaceAll('PEOPLE_ACCOUNT:user/CANARY_USER', '111111111111:user/alice'),
  ) as never;
};

let stack: TestStack;
let cli: Cli;
let isWorking = true;

/** An operator with only the policies of the page. Manager roles trust only the bot. */
const operatorWith = (...headings: string[]): void => {
  const inlinePolicies = Object.fromEntries(headings.map((heading) => [heading, policyUnder(heading)]));
  stack.aws.editRole(lambdaRoleArn('operator'), { inlinePolicies: { work: null, ...inlinePolicies } });
  for (const { id } of stack.catalog.accounts) {
    const manager = `arn:aws:iam::${id}:role/assume-bot-manager`;
    const trust = JSON.stringify(stack.role(manager).trustPolicy).replace(`,"${lambdaRoleArn('operator')}"`, '');
    expect(trust).not.toContain('operator');
    stack.aws.editRole(manager, { trustPolicy: JSON.parse(trust) });
  }
};

beforeEach(async () => {
  stack = await aStack(EXAMPLE);
  // The workers run while a command waits for them.
  const pause = async (milliseconds: number): Promise<void> => {
    await stack.clock.pause(milliseconds);
    if (isWorking) await stack.settle();
  };
  isWorking = true;
  cli = aCliOf(stack, { clock: { now: () => stack.clock.now(), pause } });
  writeProfiles(join(cli.directory, '.local', 'aws'), describeProfiles(stack.aws, stack.catalog));
});
afterEach(async () => {
  delete process.env['AWS_CONFIG_FILE'];
  delete process.env['AWS_SHARED_CREDENTIALS_FILE'];
  await stack.close();
});

const mistakesOf = async (...args: string[]): Promise<readonly string[]> => {
  const { code, err, out } = await cli.run(...args);
  return code === 0 ? [] : [`${args.join(' ')}: ${code} ${err} ${out}`];
};

describe('an operator with the read policy of docs/operators.md', () => {
  it('can run every read-only command', async () => {
    operatorWith('Read access');
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');

    const mistakes = [
      ...(await mistakesOf('doctor')),
      ...(await mistakesOf('plan', 'prod-s3', '--for', 'U0RANDOM')),
      ...(await mistakesOf('grants')),
      ...(await mistakesOf('validate', join(root, 'examples/access.yaml'), '--held')),
      ...(await mistakesOf('report')),
      ...(await mistakesOf('audit', 'verify')),
      ...(await mistakesOf('audit', 'export', '--out', 'all.ndjson')),
    ];

    expect(mistakes).toEqual([]);
  });

  it('can read audit records with a second policy, and store records with a third', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const bucket = `s3://${AUDIT_BUCKET}`;
    operatorWith('Read access', 'Read audit records');
    const reading = await mistakesOf('audit', 'verify', '--against', bucket);
    const keeping = (await cli.run('audit', 'export', '--to', bucket)).code;
    stack.aws.editRole(lambdaRoleArn('operator'), { inlinePolicies: { 'Read audit records': null } });
    operatorWith('Read access', 'Store audit records');

    expect([reading, keeping]).toEqual([[], 3]);
    expect(await mistakesOf('audit', 'export', '--to', bucket)).toEqual([]);
    expect((await cli.run('audit', 'verify', '--against', bucket)).code).toBe(3);
  });

  it('needs no ExternalId', async () => {
    operatorWith('Read access');
    const file = join(cli.directory, '.local', 'stack.json');
    const { externalId: _, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify(rest));

    expect([...(await mistakesOf('doctor')), ...(await mistakesOf('plan', 'prod-s3'))]).toEqual([]);
  });

  it('cannot change requests or write to IAM', async () => {
    operatorWith('Read access');
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const before = stack.role().trustPolicy;

    const codes = [
      (await cli.run('revoke', 'U0ALICE', 'prod-s3', '--reason', 'trying')).code,
      (await cli.run('lockdown', 'on', '--as', 'U0CAROL', '--reason', 'trying')).code,
      (await cli.run('reconcile', 'prod-s3')).code,
      (await cli.run('selftest', '--role', 'prod-s3', '--user-profile', 'alice', '--local', '--yes')).code,
    ];

    expect(codes.every((code) => code !== 0)).toBe(true);
    expect(stack.role().trustPolicy).toEqual(before);
  });
});

describe('an operator with the act policy of docs/operators.md', () => {
  it('can end access, wake the workers and turn on the lockdown', async () => {
    operatorWith('Read access', 'Write access');
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');

    const mistakes = [
      ...(await mistakesOf('reconcile', 'prod-s3', '--wait')),
      ...(await mistakesOf('revoke', 'U0ALICE', 'prod-s3', '--reason', 'laptop stolen', '--wait')),
      ...(await mistakesOf('lockdown', 'on', '--as', 'U0CAROL', '--reason', 'incident')),
      ...(await mistakesOf('lockdown', 'off', '--as', 'U0CAROL', '--reason', 'over')),
    ];

    expect(mistakes).toEqual([]);
    expect(stack.mayAssume('alice')).not.toBe('Allowed');
  });
});

describe('an operator with the selftest policy of docs/operators.md', () => {
  it('can run the selftest with a profile that can write to one role and one user', async () => {
    operatorWith('Read access');
    isWorking = false;
    const lines = ['111111111111', '222222222222'].map((id) => {
      const key = { id: `AKIACANARY${id.replaceAll('1', 'A').replaceAll('2', 'B').slice(0, 10)}`, secret: 'canary' };
      const inlinePolicies = { canary: policyUnder('Selftest') };
      stack.aws.seed({ accounts: [{ id, users: [{ name: 'canary-operator', inlinePolicies, accessKeys: [key] }] }] });
      return `[canary-${id}]\naws_access_key_id = ${key.id}\naws_secret_access_key = ${key.secret}\n`;
    });
    process.env['AWS_CONFIG_FILE'] = '/dev/null';
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(cli.directory, 'credentials');
    writeFileSync(join(cli.directory, 'credentials'), lines.join('\n'));
    const profiles = ['utils=canary-111111111111', 'prod=canary-222222222222'];

    const mistakes = await mistakesOf(
      ...['selftest', '--role', 'prod-s3', '--user-profile', 'alice', '--local', '--yes'],
      ...profiles.flatMap((one) => ['--account-profile', one]),
    );

    expect(mistakes).toEqual([]);
  });
});
