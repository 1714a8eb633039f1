import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalAws } from '@assume-bot/local-aws';
import { expect, it, onTestFinished } from 'vitest';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { redeployRoles } from '../../../local/stack/deployed-roles.ts';
import { lambdaRoleArn } from '../../../local/stack/names.ts';
import { seedOf } from '../../../local/stack/seed.ts';

const catalogOf = (file: string) => {
  const compiled = compileCatalog(readFileSync(join(import.meta.dirname, '../../../examples', file), 'utf8'));
  if (compiled.kind === 'invalid') throw new Error('the example does not compile');
  return compiled.catalog;
};
const small = catalogOf('access.yaml');
const large = catalogOf('terraform-remote-state/access.yaml');

it('lets the bot still reach an account that left the catalog, because access there has to be ended', async () => {
  const aws = await createLocalAws({ port: 0 });
  onTestFinished(() => aws.close());
  aws.seed(seedOf(large));
  const next = { ...large, accounts: large.accounts.slice(1) };
  const [{ id, managerRoleName }] = large.accounts as readonly [(typeof large.accounts)[number]];

  redeployRoles(aws, seedOf(next), next);

  const reach = aws.decideAction({
    as: aws.issueSession({ roleArn: lambdaRoleArn('reconcile'), sessionName: 'x', durationSeconds: 900 }),
    action: 'sts:AssumeRole',
    resource: `arn:aws:iam::${id}:role/${managerRoleName}`,
  });
  expect(reach).toBe('Allowed');
});

// When a stack was started with one example and then with another, the bot could not reach the new accounts.
it('lets the bot reach the accounts of a new catalog when the state is from an earlier one', async () => {
  const statePath = mkdtempSync(join(tmpdir(), 'assume-bot-stack-'));
  onTestFinished(() => rmSync(statePath, { recursive: true, force: true }));
  const begun = await createLocalAws({ port: 0, statePath });
  begun.seed(seedOf(small));
  begun.editRole('arn:aws:iam::222222222222:role/s3-list-role', { tags: { kept: 'yes' } });
  await begun.close();

  const aws = await createLocalAws({ port: 0, statePath });
  onTestFinished(() => aws.close());
  const seed = seedOf(large);
  aws.seed(seed);
  redeployRoles(aws, seed, large);

  const reach = (arn: string) =>
    aws.decideAction({
      as: aws.issueSession({ roleArn: lambdaRoleArn('reconcile'), sessionName: 'x', durationSeconds: 900 }),
      action: 'sts:AssumeRole',
      resource: arn,
    });
  const managers = large.accounts.map(({ id, managerRoleName }) => `arn:aws:iam::${id}:role/${managerRoleName}`);
  expect(managers.length).toBeGreaterThan(small.accounts.length);
  expect(managers.map(reach)).toEqual(managers.map(() => 'Allowed'));
  expect(aws.role('arn:aws:iam::222222222222:role/s3-list-role')?.tags).toMatchObject({ kept: 'yes' });
});
