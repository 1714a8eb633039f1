import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkHeld } from '../../bin/cli/held-guard.ts';
import { HUB_ACCOUNT, TABLE_NAME } from '../../local/stack/names.ts';
import { aWorkingStackForEach, cli, stack } from './a-working-stack.ts';

aWorkingStackForEach();

const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
const before = KEYS.map((name) => [name, process.env[name]] as const);
afterEach(() => {
  for (const [name, value] of before)
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
});

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/access.yaml'), 'utf8');
const WITHOUT_ALICE = EXAMPLE.split('\n')
  .filter((line) => !line.includes('U0ALICE: '))
  .join('\n');

describe('the check before a deployment', () => {
  it('refuses a catalog that drops a user who holds access, until the access has ended', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    writeFileSync(join(cli.directory, 'access.yaml'), WITHOUT_ALICE);
    writeFileSync(join(cli.directory, 'whole.yaml'), EXAMPLE);

    const refused = await cli.run('validate', 'access.yaml', '--held');
    const kept = await cli.run('validate', 'whole.yaml', '--held');
    await cli.run('revoke', 'alice', 'prod-s3', '--reason', 'leaves', '--wait');
    const after = await cli.run('validate', 'access.yaml', '--held');

    expect([refused.code, kept.code, after.code]).toEqual([1, 0, 0]);
    expect(refused.out).toContain('the catalog no longer contains the user alice');
    expect(refused.out).toContain('assume-bot revoke');
    expect(after.out).toContain('The catalog contains everything that is held.');
  });

  it('is part of synthesis once a hub was deployed from the directory', async () => {
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    const outputsFile = join(cli.directory, 'cdk.outputs.json');
    writeFileSync(outputsFile, JSON.stringify({ 'assume-bot': { TableName: TABLE_NAME, QueueUrl: 'x' } }));
    const keys = stack.aws.rootCredentials(HUB_ACCOUNT);
    process.env['AWS_ACCESS_KEY_ID'] = keys.accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = keys.secretAccessKey;
    const without = { ...stack.catalog, roles: {} };
    const hub = { name: 'assume-bot', region: stack.aws.region, outputsFile };

    // The check compares with the clock of this computer, for which all access of the stack is in the future.
    const [dropped, kept] = [await checkHeld(without, hub), await checkHeld(stack.catalog, hub)];
    const other = await checkHeld(without, { ...hub, name: 'other-hub' });
    process.env['AWS_SECRET_ACCESS_KEY'] = 'wrong';
    const unreadable = await checkHeld(without, hub);

    expect(dropped).toMatchObject({ kind: 'held', count: 1 });
    expect([kept.kind, other.kind, unreadable.kind]).toEqual(['nothing_dropped', 'nothing_dropped', 'not_checked']);
  });
});
