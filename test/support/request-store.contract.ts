import { describe, expect, it } from 'vitest';
import { parseAccessName, parseSlackChannelId, parseSlackGroupId } from '../../functions/core/names.ts';
import { firstRecord, record } from '../../functions/core/request/evolve.ts';
import type { Request } from '../../functions/core/request/request.ts';
import { addSeconds } from '../../functions/core/time.ts';
import type { RequestStore } from '../../functions/usecases/ports.ts';
import {
  aliceId,
  aStoredRequest,
  at,
  bobId,
  everyFact,
  everyRequest,
  noon,
  prodS3,
  s3ListRole,
  s3Rule,
} from './stored-examples.ts';

const decidedAs = (request: Request, kind: 'denied' | 'cancelled' | 'approved', time = '12:10'): Request =>
  record(request, [everyFact[kind]], at(time));

const unread = (id: unknown): never => {
  throw new Error(`${id} could not be read`);
};

const tfState = parseAccessName('tf-state');

/** A request of alice for a role or bundle, made some seconds after noon. */
const requestedAfter = (seconds: number, target = prodS3): Request =>
  aStoredRequest({ at: addSeconds(noon, seconds), target });

/** The contract of every RequestStore. */
export const itIsARequestStore = (makeStore: () => Promise<RequestStore>): void => {
  describe('a request store', () => {
    it('returns a stored request unchanged', async () => {
      const store = await makeStore();
      const first = aStoredRequest({
        duration: { kind: 'until', at: at('17:00') },
        notBefore: at('14:00'),
        reason: 'INC-42: db is down <!channel> & "quoted" \u00e9\u{1f600}\n\tsecond line',
        roles: [
          {
            name: prodS3,
            arn: s3ListRole,
            rule: { ...s3Rule, requesters: [{ kind: 'group', id: parseSlackGroupId('S0DEVS') }] },
          },
        ],
      });
      const request = record(first, Object.values(everyFact), at('12:01'), {
        cards: [{ channel: parseSlackChannelId('C0APPROVALS'), ts: '1893499200.000100' }],
        handledEvents: 3,
        drawnEvents: 2,
        forgetAt: new Date('2031-01-01T12:00:00.123Z'),
      });

      await store.create(request);

      expect(await store.get(request.id)).toStrictEqual(request);
    });

    it.each(Object.entries(everyRequest))('returns a request that is %s', async (_, request) => {
      const store = await makeStore();

      await store.create(request);

      expect(await store.get(request.id)).toStrictEqual(request);
    });

    it('keeps an empty reason, and a user without an AWS identity', async () => {
      const store = await makeStore();
      const { id, requested } = aStoredRequest({ reason: '' });
      const request = firstRecord(id, {
        kind: 'requested',
        by: aliceId,
        requested,
        lapsesAt: at('23:00'),
        evidence: [],
      });

      await store.create(request);

      expect(await store.get(id)).toStrictEqual(request);
      expect(request).not.toHaveProperty('principal');
    });

    it('does not report a text that was truncated within a character as changed', async () => {
      const store = await makeStore();
      const request = aStoredRequest({ reason: 'INC-42 \ud83d' });
      await store.create(request);

      const read = await store.get(request.id);

      expect(read?.tampered).toBeUndefined();
      expect(read?.requested.reason).toBe('INC-42 \ufffd');
    });

    it('returns the stored request for a second request with the same ID', async () => {
      const store = await makeStore();
      const first = aStoredRequest({ reason: 'INC-1 first' });
      await store.create(first);

      const answer = await store.create(aStoredRequest({ reason: 'INC-2 second' }));

      expect(answer).toStrictEqual(first);
      expect(await store.get(first.id)).toStrictEqual(first);
    });

    it('stores one of ten concurrent requests with the same ID, and returns it to the other nine', async () => {
      const store = await makeStore();
      const rivals = Array.from({ length: 10 }, (_, index) => aStoredRequest({ reason: `INC-${index}` }));

      const answers = await Promise.all(rivals.map((rival) => store.create(rival)));

      const winner = rivals[answers.indexOf(undefined)];
      expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
      expect(answers.filter((answer) => answer !== undefined)).toStrictEqual(Array(9).fill(winner));
    });

    it('returns undefined for an unknown ID', async () => {
      const store = await makeStore();

      expect(await store.get(aStoredRequest().id)).toBeUndefined();
    });

    it('saves a request with the next version, and returns the stored request', async () => {
      const store = await makeStore();
      const request = aStoredRequest();
      await store.create(request);

      const denied = decidedAs(request, 'denied');
      const saved = await store.save(denied);

      expect(saved).toStrictEqual({ ...denied, version: 1 });
      expect(await store.get(request.id)).toStrictEqual(saved);
    });

    it('refuses to save a request whose version is outdated', async () => {
      const store = await makeStore();
      const request = aStoredRequest();
      await store.create(request);
      const saved = await store.save(decidedAs(request, 'cancelled'));

      const late = await store.save(decidedAs(request, 'approved'));

      expect(late).toBeUndefined();
      expect(await store.get(request.id)).toStrictEqual(saved);
    });

    it('stores one of ten concurrent decisions', async () => {
      const store = await makeStore();
      const request = aStoredRequest();
      await store.create(request);
      const decisions = Array.from({ length: 10 }, (_, index) => decidedAs(request, 'denied', `12:1${index}`));

      const answers = await Promise.all(decisions.map((decision) => store.save(decision)));

      const won = answers.filter((answer) => answer !== undefined);
      expect(won).toHaveLength(1);
      expect(await store.get(request.id)).toStrictEqual(won[0]);
    });

    it('does not store a missing request on save', async () => {
      const store = await makeStore();
      const request = aStoredRequest();

      expect(await store.save(request)).toBeUndefined();
      expect(await store.get(request.id)).toBeUndefined();
    });

    it('removes attributes that a request no longer has', async () => {
      const store = await makeStore();
      const request = aStoredRequest();
      await store.create(request);
      const { dueAt: _, ...done } = request;

      await store.save(done);

      expect(await store.get(request.id)).toStrictEqual({ ...done, version: 1 });
    });

    it('reads many requests, each once and in the given order, without missing ones', async () => {
      const store = await makeStore();
      const requests = Array.from({ length: 120 }, (_, index) => requestedAfter(index));
      await Promise.all(requests.map((request) => store.create(request)));
      const missing = requestedAfter(500);

      const read = await store.getMany(
        [...requests, missing, ...requests.slice(0, 5)].map(({ id }) => id),
        unread,
      );

      expect(read).toStrictEqual(requests);
      expect(await store.getMany([], unread)).toEqual([]);
    });

    it("lists a user's requests, newest first and within the limit", async () => {
      const store = await makeStore();
      const [first, second, third] = [requestedAfter(1), requestedAfter(2, tfState), requestedAfter(3)];
      for (const request of [second, third, first]) await store.create(request);
      await store.create(aStoredRequest({ by: bobId, at: at('12:05') }));

      const two = await store.recentOf(aliceId, { limit: 2 });

      expect(two).toStrictEqual([
        { id: third.id, target: prodS3, status: 'pending', requestedAt: third.requested.at },
        { id: second.id, target: tfState, status: 'pending', requestedAt: second.requested.at },
      ]);
      expect((await store.recentOf(aliceId, { limit: 9 })).map(({ id }) => id)).toEqual(
        [third, second, first].map(({ id }) => id),
      );
    });

    it("finds a user's last request for one role behind any number of requests for other roles", async () => {
      const store = await makeStore();
      const [old, older] = [requestedAfter(2, tfState), requestedAfter(1, tfState)];
      const others = Array.from({ length: 150 }, (_, index) => requestedAfter(index + 10));
      await Promise.all([old, older, ...others].map((request) => store.create(request)));

      const [found, ...more] = await store.recentOf(aliceId, { limit: 1, target: tfState });

      expect(found?.id).toBe(old.id);
      expect(more).toEqual([]);
    });

    it('shows the current status of a request in the list', async () => {
      const store = await makeStore();
      const request = aStoredRequest();
      await store.create(request);

      await store.save(decidedAs(request, 'approved'));

      expect((await store.recentOf(aliceId, { limit: 1 }))[0]?.status).toBe('approved');
    });

    it('is not affected by later changes to its arguments and results', async () => {
      const store = await makeStore();
      const given = aStoredRequest({ at: new Date(noon) });
      await store.create(given);
      const handedOut = await store.get(given.id);

      given.events[0]?.at.setTime(0);
      given.requested.at.setTime(0);
      handedOut?.requested.at.setTime(0);

      expect((await store.get(given.id))?.requested.at).toEqual(aStoredRequest().requested.at);
    });
  });
};
