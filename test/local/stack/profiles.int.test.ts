import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalAws } from '@assume-bot/local-aws';
import { expect, it, onTestFinished } from 'vitest';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { describeProfiles } from '../../../local/stack/profiles.ts';
import { seedOf } from '../../../local/stack/seed.ts';

const example = () => {
  const compiled = compileCatalog(readFileSync(join(import.meta.dirname, '../../../examples/access.yaml'), 'utf8'));
  if (compiled.kind === 'invalid') throw new Error('the example does not compile');
  return compiled.catalog;
};

/** The session durations in the profiles of a state directory that was created at a given time. */
const lengthsOf = async (begunAt: string) => {
  const clock = { now: () => new Date(begunAt) };
  const aws = await createLocalAws({ port: 0, clock });
  onTestFinished(() => aws.close());
  aws.seed(seedOf(example()));
  return describeProfiles(aws, example()).roles.map(({ durationSeconds = 0 }) => durationSeconds);
};

// After a reset, the AWS CLI reused cached sessions of the previous state: InvalidClientTokenId for up to an hour.
it('requests a different session duration for each state directory, so that the AWS CLI does not reuse cached sessions', async () => {
  const [first, second] = [await lengthsOf('2030-01-01T12:00:00Z'), await lengthsOf('2030-01-01T12:00:01Z')];

  expect(first).toHaveLength(2);
  expect(first).not.toEqual(second);
  for (const seconds of [...first, ...second]) {
    expect(seconds).toBeGreaterThanOrEqual(900);
    expect(seconds).toBeLessThanOrEqual(3600);
  }
});
