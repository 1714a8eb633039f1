import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { targetsOf } from '../../bin/app/targets-of.ts';
import { readCatalog } from '../../bin/cli/read-catalog.ts';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/access.yaml');

describe('the targets of an account', () => {
  it('are its roles, and the users that the bot writes policies to', async () => {
    const read = await readCatalog(EXAMPLE);
    if (read.kind === 'invalid') throw new Error(read.mistakes.join('\n'));

    const targets = targetsOf(read.catalog);

    expect(targets.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      {
        name: 'utils',
        id: '111111111111',
        managerRoleName: 'assume-bot-manager',
        roleArns: [],
        userArns: ['arn:aws:iam::111111111111:user/alice', 'arn:aws:iam::111111111111:user/random_user'],
        otherUserArns: [],
      },
      {
        name: 'prod',
        id: '222222222222',
        managerRoleName: 'assume-bot-manager',
        roleArns: ['arn:aws:iam::222222222222:role/s3-list-role'],
        userArns: [],
        otherUserArns: [],
      },
    ]);
  });

  it('are all users under a path if users are found by their e-mail', () => {
    const compiled = compileCatalog(readFileSync(EXAMPLE, 'utf8'));
    if (compiled.kind === 'invalid') throw new Error('the example does not compile');
    const byEmail = { template: 'arn:aws:iam::111111111111:user/people/{local}', domains: ['example.com'] };

    const targets = targetsOf({ ...compiled.catalog, people: {}, byEmail });

    expect(targets.flatMap(({ userArns }) => userArns)).toEqual(['arn:aws:iam::111111111111:user/people/*']);
  });

  it('are not computed for an invalid or missing catalog, which reports every mistake with its line', async () => {
    expect(await readCatalog('/nowhere/access.yaml')).toEqual({
      kind: 'invalid',
      mistakes: ['/nowhere/access.yaml does not exist; "assume-bot init" writes one'],
    });
  });
});
