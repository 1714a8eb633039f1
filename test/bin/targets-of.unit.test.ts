import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCatalog } from '../../bin/read-catalog.ts';
import { targetsOf } from '../../bin/targets-of.ts';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/access.yaml');

describe('what an account has to let the bot edit', () => {
  it('is its roles, and its users whose side of the trust is written', async () => {
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

  it('is everybody under a path where people are found by their e-mail', () => {
    const compiled = compileCatalog(readFileSync(EXAMPLE, 'utf8'));
    if (compiled.kind === 'invalid') throw new Error('the example does not compile');
    const byEmail = { template: 'arn:aws:iam::111111111111:user/people/{local}', domains: ['example.com'] };

    const targets = targetsOf({ ...compiled.catalog, people: {}, byEmail });

    expect(targets.flatMap(({ userArns }) => userArns)).toEqual(['arn:aws:iam::111111111111:user/people/*']);
  });

  it('is not asked for while the catalog is wrong or missing: every mistake is told with its place', async () => {
    expect(await readCatalog('/nowhere/access.yaml')).toEqual({
      kind: 'invalid',
      mistakes: ['/nowhere/access.yaml is not there; copy examples/access.yaml and make it yours'],
    });
  });
});
