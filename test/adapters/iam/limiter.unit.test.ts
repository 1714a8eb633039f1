import { describe, expect, it } from 'vitest';
import { createLimiter } from '../../../functions/adapters/iam/limiter.ts';

/** Calls that a test ends, and the order in which they started. */
const calls = (count: number) => {
  const begun: number[] = [];
  const ends = Array.from({ length: count }, () => Promise.withResolvers<number>());
  const call = (index: number) => () => {
    begun.push(index);
    return ends[index]?.promise ?? Promise.reject(new RangeError(`no call ${index}`));
  };
  return { begun, ends, call };
};
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a limiter', () => {
  it('starts calls in order, up to its limit, and one more for each call that ends', async () => {
    const { begun, ends, call } = calls(5);
    const limiter = createLimiter(2);

    const results = Promise.all([0, 1, 2, 3, 4].map((index) => limiter(call(index))));
    await settled();
    const first = [...begun];
    ends[1]?.resolve(1);
    await settled();
    const afterOne = [...begun];
    for (const [index, end] of ends.entries()) end.resolve(index);

    expect(first).toEqual([0, 1]);
    expect(afterOne).toEqual([0, 1, 2]);
    expect(await results).toEqual([0, 1, 2, 3, 4]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('starts no more calls after a failure, and waiting calls fail with the same error', async () => {
    const { begun, ends, call } = calls(4);
    const limiter = createLimiter(2);
    const error = new Error('refused');

    const results = Promise.allSettled([0, 1, 2, 3].map((index) => limiter(call(index))));
    await settled();
    ends[0]?.reject(error);
    await settled();
    ends[1]?.resolve(1);

    expect(await results).toEqual([
      { status: 'rejected', reason: error },
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: error },
      { status: 'rejected', reason: error },
    ]);
    expect(begun).toEqual([0, 1]);
  });
});
