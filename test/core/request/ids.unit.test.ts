import { describe, expect, it } from 'vitest';
import { nextRequestId, possibleRequestIds } from '../../../functions/core/request/ids.ts';
import { aliceId, bobId, prodDb, prodS3 } from '../../support/stored-examples.ts';

const day = (time: string): Date => new Date(`2030-01-02T${time}Z`);

describe('the id of the next request', () => {
  it('is the same for two commands at the same instant, and differs by user, target and previous request', () => {
    const id = nextRequestId(aliceId, prodS3, undefined, day('12:00:00'));

    expect(nextRequestId(aliceId, prodS3, undefined, day('12:00:01'))).toBe(id);
    const others = [
      nextRequestId(bobId, prodS3, undefined, day('12:00:00')),
      nextRequestId(aliceId, prodDb, undefined, day('12:00:00')),
      nextRequestId(aliceId, prodS3, id, day('12:00:00')),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });

  it.each([
    ['a day', '2030-01-03T12:00:00Z'],
    ['400 days', '2031-02-06T12:00:00Z'],
    ['ten years', '2039-12-31T12:00:00Z'],
  ])('is never reused after all earlier requests were deleted, with a retention of %s', (_, later) => {
    const first = nextRequestId(aliceId, prodS3, undefined, day('12:00:00'));
    const second = nextRequestId(aliceId, prodS3, first, day('13:00:00'));

    const again = nextRequestId(aliceId, prodS3, undefined, new Date(later));
    const ids = [first, second, again, nextRequestId(aliceId, prodS3, again, new Date(later))];
    expect(new Set(ids).size).toBe(4);
  });

  it('is also looked up under the previous day, for a command just before midnight', () => {
    const before = nextRequestId(aliceId, prodS3, undefined, new Date('2030-01-01T23:59:59.900Z'));
    const after = nextRequestId(aliceId, prodS3, undefined, day('00:00:00.100'));

    expect(possibleRequestIds(aliceId, prodS3, undefined, day('00:00:00.100'))).toEqual([after, before]);
    expect(possibleRequestIds(aliceId, prodS3, undefined, day('00:00:59.999'))).toEqual([after, before]);
    expect(possibleRequestIds(aliceId, prodS3, undefined, day('00:01:00'))).toEqual([after]);
  });
});
