import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { createLocalAws } from '../../../local/aws/server.ts';
import { describeProfiles } from '../../../local/stack/profiles.ts';
import { seedOf } from '../../../local/stack/seed.ts';

const example = () => {
  const compiled = compileCatalog(readFileSync(join(import.meta.dirname, '../../../examples/access.yaml'), 'utf8'));
  if (compiled.kind === 'invalid') throw new Error('the example does not compile');
  return compiled.catalog;
};

/** The lengths of session that the profiles of a world ask for, begun at some moment. */
const lengthsOf = async (begunAt: string) => {
  const clock = { now: () => new Date(begunAt) };
  const aws = await createLocalAws({ port: 0, clock });
  onTestFinished(() => aws.close());
  aws.seed(seedOf(example()));
  return describeProfiles(aws, example()).roles.map(({ durationSeconds = 0 }) => durationSeconds);
};

// After a reset the aws program went on with sessions of the world before: InvalidClientTokenId for up to an hour.
it('asks for sessions of another length in each world, so that the aws program does not go on with those of the last', async () => {
  const [first, second] = [await lengthsOf('2030-01-01T12:00:00Z'), await lengthsOf('2030-01-01T12:00:01Z')];

  expect(first).toHaveLength(2);
  expect(first).not.toEqual(second);
  for (const seconds of [...first, ...second]) {
    expect(seconds).toBeGreaterThanOrEqual(900);
    expect(seconds).toBeLessThanOrEqual(3600);
  }
});
