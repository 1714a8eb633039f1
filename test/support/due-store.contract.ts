import { describe, expect, it } from 'vitest';
import { parseRoleArn } from '../../functions/core/names.ts';
import type { DueStore, GrantStore, RequestStore } from '../../functions/usecases/ports.ts';
import { aRoleState, aStoredRequest, at, noon, s3ListRole } from './stored-examples.ts';

/** A DueStore over the items of a RequestStore and a GrantStore. */
export interface DueStoreWorld {
  readonly due: DueStore;
  readonly requests: RequestStore;
  readonly grants: GrantStore;
}

const dueAt = (time: string) => aStoredRequest({ at: at(time) }, { dueAt: at(time) });
const ignore = () => {};
const wakesOf = async (due: DueStore, now: Date) => (await due.due(now, ignore)).map(({ wake }) => wake);

/** The contract of every DueStore. */
export const itIsADueStore = (makeWorld: () => Promise<DueStoreWorld>): void => {
  describe('a store of due items', () => {
    it('returns the due requests and roles, the longest overdue first', async () => {
      const { due, requests, grants } = await makeWorld();
      const [early, late] = [dueAt('12:01'), dueAt('12:10')];
      for (const request of [late, dueAt('12:31'), early]) await requests.create(request);
      await grants.saveRoleState(aRoleState({ dueAt: at('12:05') }));

      const found = await wakesOf(due, at('12:30'));

      expect(found).toEqual([
        { kind: 'request', id: early.id },
        { kind: 'role', arn: s3ListRole },
        { kind: 'request', id: late.id },
      ]);
    });

    it('includes an item that is due at exactly this time', async () => {
      const { due, requests } = await makeWorld();
      await requests.create(dueAt('12:10'));

      expect(await wakesOf(due, at('12:09:59'))).toEqual([]);
      expect(await wakesOf(due, at('12:10'))).toHaveLength(1);
    });

    it('returns all of them with their due time, so that stuck items do not hide new ones', async () => {
      const { due, requests } = await makeWorld();
      const times = Array.from({ length: 60 }, (_, minute) => `12:${String(minute).padStart(2, '0')}`);
      await Promise.all(times.map((time) => requests.create(dueAt(time))));

      const found = await due.due(at('13:00'), ignore);

      expect(found.map((one) => one.dueAt)).toEqual(times.map((time) => at(time)));
    });

    it('omits a request or a role that has no more work', async () => {
      const { due, requests, grants } = await makeWorld();
      const request = dueAt('12:01');
      await requests.create(request);
      await grants.saveRoleState(aRoleState({ dueAt: at('12:05') }));
      const { dueAt: _, ...done } = request;
      const { dueAt: __, ...quiet } = aRoleState({ seenAt: at('12:06') });

      await requests.save(done);
      await grants.saveRoleState(quiet);

      expect(await wakesOf(due, at('13:00'))).toEqual([]);
    });

    it('returns every open request, regardless of its due time, and no role', async () => {
      const { due, requests, grants } = await makeWorld();
      const [soon, late] = [dueAt('12:01'), dueAt('23:59')];
      for (const request of [soon, late]) await requests.create(request);
      await grants.saveRoleState(aRoleState({ dueAt: at('12:05') }));
      const { dueAt: _, ...closed } = dueAt('12:02');
      await requests.create(closed);

      expect([...(await due.open(100))].sort()).toEqual([soon.id, late.id].sort());
      expect(await due.open(1)).toHaveLength(1);
    });

    it('returns an item once, with its latest due time', async () => {
      const { due, grants } = await makeWorld();
      const other = parseRoleArn('arn:aws:iam::222222222222:role/path/other');
      await grants.saveRoleState(aRoleState({ roleArn: other, dueAt: at('12:05') }));
      await grants.saveRoleState(aRoleState({ dueAt: at('12:05') }));

      await grants.saveRoleState(aRoleState({ seenAt: at('12:01'), dueAt: at('12:20') }));

      expect(await wakesOf(due, at('12:10'))).toEqual([{ kind: 'role', arn: other }]);
      expect(await wakesOf(due, noon)).toEqual([]);
    });
  });
};
