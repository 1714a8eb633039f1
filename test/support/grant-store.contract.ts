import { describe, expect, it } from 'vitest';
import { parseRoleArn } from '../../functions/core/names.ts';
import type { GrantStore } from '../../functions/usecases/ports.ts';
import { aRoleState, aStoredGrant, aStoredRequest, at, carolOfTheDirectory, s3ListRole } from './stored-examples.ts';

const otherRole = parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role-of-others');
const anotherRequest = aStoredRequest({ at: at('12:01') }).id;

/** The contract of every GrantStore. */
export const itIsAGrantStore = (makeStore: () => Promise<GrantStore>): void => {
  describe('a grant store', () => {
    it('returns a stored grant unchanged', async () => {
      const store = await makeStore();
      const grant = aStoredGrant({
        principal: carolOfTheDirectory,
        state: 'refused',
        why: 'the quota is used up',
        closedAt: at('13:01'),
      });

      await store.add(grant);

      expect(await store.get(grant.roleArn, grant.requestId)).toStrictEqual(grant);
      expect(await store.get(otherRole, grant.requestId)).toBeUndefined();
    });

    it('returns all grants and the state of a role, and nothing of another role', async () => {
      const store = await makeStore();
      const [first, second] = [aStoredGrant(), aStoredGrant({ requestId: anotherRequest })];
      await store.add(first);
      await store.add(second);
      await store.add(aStoredGrant({ roleArn: otherRole }));
      await store.saveRoleState(aRoleState());
      await store.saveRoleState(aRoleState({ roleArn: otherRole, foreignTrustChars: 999 }));

      const { grants, state } = await store.ofRole(s3ListRole);

      expect(grants).toHaveLength(2);
      expect(grants).toEqual(expect.arrayContaining([first, second]));
      expect(state).toStrictEqual(aRoleState());
    });

    it('returns no grants and no state for an unknown role', async () => {
      const store = await makeStore();

      expect(await store.ofRole(s3ListRole)).toStrictEqual({ grants: [], damaged: [] });
    });

    it('does not change a stored grant if it is added again', async () => {
      const store = await makeStore();
      await store.add(aStoredGrant());
      await store.settle(aStoredGrant(), { state: 'confirmed' });
      await store.endBy(s3ListRole, aStoredGrant().requestId, at('12:30'));

      await store.add(aStoredGrant());

      const { grants } = await store.ofRole(s3ListRole);
      expect(grants).toStrictEqual([aStoredGrant({ state: 'confirmed', endsAt: at('12:30') })]);
    });

    it('confirms a wanted grant, and changes nothing else in it', async () => {
      const store = await makeStore();
      await store.add(aStoredGrant());
      await store.endBy(s3ListRole, aStoredGrant().requestId, at('12:30'));

      await store.settle(aStoredGrant(), { state: 'confirmed' });

      expect((await store.ofRole(s3ListRole)).grants).toStrictEqual([
        aStoredGrant({ state: 'confirmed', endsAt: at('12:30') }),
      ]);
    });

    it('confirms or refuses a grant only once', async () => {
      const store = await makeStore();
      await store.add(aStoredGrant());
      await store.add(aStoredGrant({ requestId: anotherRequest }));
      await store.settle(aStoredGrant(), { state: 'confirmed' });
      await store.settle(aStoredGrant({ requestId: anotherRequest }), {
        state: 'refused',
        why: 'no such role',
        at: at('12:10'),
      });

      await store.settle(aStoredGrant(), { state: 'refused', why: 'late', at: at('12:01') });
      await store.settle(aStoredGrant({ requestId: anotherRequest }), { state: 'confirmed' });

      expect(await store.get(s3ListRole, aStoredGrant().requestId)).toStrictEqual(aStoredGrant({ state: 'confirmed' }));
      expect(await store.get(s3ListRole, anotherRequest)).toStrictEqual(
        aStoredGrant({ requestId: anotherRequest, state: 'refused', why: 'no such role', endsAt: at('12:10') }),
      );
    });

    it('ends a refused grant, and keeps an earlier end', async () => {
      const store = await makeStore();
      await store.add(aStoredGrant({ endsAt: at('13:00') }));
      await store.add(aStoredGrant({ requestId: anotherRequest, endsAt: at('12:05') }));

      for (const requestId of [aStoredGrant().requestId, anotherRequest]) {
        await store.settle(aStoredGrant({ requestId }), { state: 'refused', why: 'no such role', at: at('12:10') });
      }

      expect(await store.get(s3ListRole, aStoredGrant().requestId)).toStrictEqual(
        aStoredGrant({ state: 'refused', why: 'no such role', endsAt: at('12:10') }),
      );
      expect(await store.get(s3ListRole, anotherRequest)).toStrictEqual(
        aStoredGrant({ requestId: anotherRequest, state: 'refused', why: 'no such role', endsAt: at('12:05') }),
      );
    });

    it('makes an end earlier, but never later', async () => {
      const store = await makeStore();
      const { requestId } = aStoredGrant();
      await store.add(aStoredGrant({ endsAt: at('13:00') }));

      await store.endBy(s3ListRole, requestId, at('12:30'));
      await store.endBy(s3ListRole, requestId, at('12:45'));
      await store.endBy(s3ListRole, requestId, at('14:00'));

      expect(await store.get(s3ListRole, requestId)).toStrictEqual(aStoredGrant({ endsAt: at('12:30') }));
    });

    it('ends a grant at the earliest of concurrent ends', async () => {
      const store = await makeStore();
      const { requestId } = aStoredGrant();
      await store.add(aStoredGrant({ endsAt: at('13:00') }));

      await Promise.all(
        ['12:40', '12:20', '12:30', '12:25'].map((time) => store.endBy(s3ListRole, requestId, at(time))),
      );

      expect(await store.get(s3ListRole, requestId)).toStrictEqual(aStoredGrant({ endsAt: at('12:20') }));
    });

    it('stores the time when the trust policy was closed for a grant', async () => {
      const store = await makeStore();
      await store.add(aStoredGrant());

      await store.markClosed(aStoredGrant(), at('13:01'));

      expect((await store.ofRole(s3ListRole)).grants).toStrictEqual([aStoredGrant({ closedAt: at('13:01') })]);
    });

    it('removes a grant, even if it was already removed', async () => {
      const store = await makeStore();
      await store.add(aStoredGrant());
      await store.add(aStoredGrant({ requestId: anotherRequest }));

      await store.remove(s3ListRole, aStoredGrant().requestId);
      await store.remove(s3ListRole, aStoredGrant().requestId);

      expect((await store.ofRole(s3ListRole)).grants.map(({ requestId }) => requestId)).toEqual([anotherRequest]);
    });

    it('does not restore a removed grant, even if a worker writes late', async () => {
      const store = await makeStore();
      const { requestId } = aStoredGrant();
      await store.add(aStoredGrant());
      await store.remove(s3ListRole, aStoredGrant().requestId);

      await store.settle(aStoredGrant(), { state: 'confirmed' });
      await store.endBy(s3ListRole, requestId, at('12:10'));
      await store.markClosed(aStoredGrant(), at('13:00'));

      expect((await store.ofRole(s3ListRole)).grants).toEqual([]);
      expect(await store.get(s3ListRole, requestId)).toBeUndefined();
    });

    it('keeps the newest state of a role, regardless of the order of writes', async () => {
      const store = await makeStore();
      const newer = aRoleState({ seenAt: at('12:10'), foreignTrustChars: 500 });
      await store.saveRoleState(aRoleState({ seenAt: at('12:05') }));
      await store.saveRoleState(newer);

      await store.saveRoleState(aRoleState({ seenAt: at('12:07') }));

      expect((await store.ofRole(s3ListRole)).state).toStrictEqual(newer);
    });

    it('keeps the last of two states of the same time, so that its due time can be postponed', async () => {
      const store = await makeStore();
      await store.saveRoleState(aRoleState({ dueAt: at('12:10') }));

      await store.saveRoleState(aRoleState({ dueAt: at('12:20') }));

      expect((await store.ofRole(s3ListRole)).state?.dueAt).toEqual(at('12:20'));
    });
  });
};
