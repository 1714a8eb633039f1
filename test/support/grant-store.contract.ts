import { describe, expect, it } from 'vitest';
import { parseRoleArn } from '../../functions/core/names.ts';
import type { GrantStore } from '../../functions/usecases/ports.ts';
import { aRoleState, aStoredGrant, aStoredRequest, at, carolOfTheDirectory, s3ListRole } from './stored-examples.ts';

const otherRole = parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role-of-others');
const anotherRequest = aStoredRequest({ at: at('12:01') }).id;

/** The contract of every GrantStore. */
export const itIsAGrantStore = (makeStore: () => Promise<GrantStore>): void => {
  describe('as a store of grants', () => {
    it('gives back to the letter what was stored', async () => {
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

    it('reads all grants of a role with what was last seen of it, and nothing of another role', async () => {
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

    it('has neither grants nor a state of a role it never heard of', async () => {
      const store = await makeStore();

      expect(await store.ofRole(s3ListRole)).toStrictEqual({ grants: [], damaged: [] });
    });

    it('keeps a stored grant unchanged when it is added again', async () => {
      const store = await makeStore();
      await store.add(aStoredGrant());
      await store.settle(aStoredGrant(), { state: 'confirmed' });
      await store.endBy(s3ListRole, aStoredGrant().requestId, at('12:30'));

      await store.add(aStoredGrant());

      const { grants } = await store.ofRole(s3ListRole);
      expect(grants).toStrictEqual([aStoredGrant({ state: 'confirmed', endsAt: at('12:30') })]);
    });

    it('confirms a grant that is wanted, and changes nothing else of it', async () => {
      const store = await makeStore();
      await store.add(aStoredGrant());
      await store.endBy(s3ListRole, aStoredGrant().requestId, at('12:30'));

      await store.settle(aStoredGrant(), { state: 'confirmed' });

      expect((await store.ofRole(s3ListRole)).grants).toStrictEqual([
        aStoredGrant({ state: 'confirmed', endsAt: at('12:30') }),
      ]);
    });

    it('settles a grant once: what was confirmed or refused stays so', async () => {
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

    it('ends a grant with its refusal, and leaves an end that has come before', async () => {
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

    it('brings an end forward and never back', async () => {
      const store = await makeStore();
      const { requestId } = aStoredGrant();
      await store.add(aStoredGrant({ endsAt: at('13:00') }));

      await store.endBy(s3ListRole, requestId, at('12:30'));
      await store.endBy(s3ListRole, requestId, at('12:45'));
      await store.endBy(s3ListRole, requestId, at('14:00'));

      expect(await store.get(s3ListRole, requestId)).toStrictEqual(aStoredGrant({ endsAt: at('12:30') }));
    });

    it('ends a grant at the earliest of the ends that are written at once', async () => {
      const store = await makeStore();
      const { requestId } = aStoredGrant();
      await store.add(aStoredGrant({ endsAt: at('13:00') }));

      await Promise.all(
        ['12:40', '12:20', '12:30', '12:25'].map((time) => store.endBy(s3ListRole, requestId, at(time))),
      );

      expect(await store.get(s3ListRole, requestId)).toStrictEqual(aStoredGrant({ endsAt: at('12:20') }));
    });

    it('marks since when the trust policy holds nothing of a grant', async () => {
      const store = await makeStore();
      await store.add(aStoredGrant());

      await store.markClosed(aStoredGrant(), at('13:01'));

      expect((await store.ofRole(s3ListRole)).grants).toStrictEqual([aStoredGrant({ closedAt: at('13:01') })]);
    });

    it('removes a grant, and removing it twice is harmless', async () => {
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

    it('keeps the newest state of a role, in any order of saving', async () => {
      const store = await makeStore();
      const newer = aRoleState({ seenAt: at('12:10'), foreignTrustChars: 500 });
      await store.saveRoleState(aRoleState({ seenAt: at('12:05') }));
      await store.saveRoleState(newer);

      await store.saveRoleState(aRoleState({ seenAt: at('12:07') }));

      expect((await store.ofRole(s3ListRole)).state).toStrictEqual(newer);
    });

    it('keeps the later of two looks of one moment, so that what a look is due for can be put off', async () => {
      const store = await makeStore();
      await store.saveRoleState(aRoleState({ dueAt: at('12:10') }));

      await store.saveRoleState(aRoleState({ dueAt: at('12:20') }));

      expect((await store.ofRole(s3ListRole)).state?.dueAt).toEqual(at('12:20'));
    });
  });
};
