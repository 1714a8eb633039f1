import { describe, expect, it } from 'vitest';
import { readSchedules } from '../../../functions/usecases/shared/read-people.ts';
import { U } from '../../support/builders.ts';
import { aClock } from '../../support/fixed-clock.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const clock = aClock('2030-01-01T12:00:00Z');
const onCall = {
  onCallNow: async (name: string) => {
    if (name === 'down') throw new Error('the service is down');
    return [U('bob')];
  },
};
const old = { members: [U('carol')], readAt: new Date('2030-01-01T11:00:00Z') };
const fresh = { members: [U('bob')], readAt: clock.now() };

describe('reading who is on call', () => {
  it('updates the schedules that were read, and keeps the known data of the others', async () => {
    const { directory } = createMemoryStore();
    await directory.merge({ schedules: { sre: old, db: old } });

    const answered = await readSchedules({ directory, onCall, clock }, await directory.read(), ['sre']);

    expect(answered.schedules).toEqual({ sre: fresh, db: old });
    expect((await directory.read()).schedules).toEqual({ sre: fresh, db: old });
  });

  it('stores the schedules that could be read, and keeps the last data of the others', async () => {
    const { directory } = createMemoryStore();
    await directory.merge({ schedules: { down: old } });

    const submitted = readSchedules({ directory, onCall, clock }, await directory.read(), ['down', 'sre']);

    await expect(submitted).rejects.toThrow('on-call schedules could not be read');
    expect((await directory.read()).schedules).toEqual({ down: old, sre: fresh });
  });

  it('writes nothing if no schedule could be read, and keeps data that another run stored', async () => {
    const { directory } = createMemoryStore();
    const known = await directory.read();
    await directory.merge({ schedules: { sre: fresh } });

    await expect(readSchedules({ directory, onCall, clock }, known, ['down'])).rejects.toThrow();

    expect((await directory.read()).schedules).toEqual({ sre: fresh });
  });
});
