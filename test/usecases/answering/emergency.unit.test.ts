import { describe, expect, it } from 'vitest';
import type { EmergencyRule } from '../../../functions/core/catalog/catalog.ts';
import { SlackFault } from '../../../functions/core/fault.ts';
import { parseAccessName, parseSlackChannelId } from '../../../functions/core/names.ts';
import type { Notice } from '../../../functions/core/request/notice.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { addMinutes } from '../../../functions/core/time.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, ROLE, U } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const SECURITY = parseSlackChannelId('C0SECURITY');
const emergency: EmergencyRule = {
  requesters: [
    { kind: 'user', id: U('alice') },
    { kind: 'user', id: U('bob') },
  ],
  reviewWithinMinutes: 200,
  contacts: [
    { kind: 'channel', id: SECURITY },
    { kind: 'user', id: U('carol') },
  ],
  maxMinutes: 60,
};
const aWorldWith = (rule: Partial<ReturnType<typeof aRule>> = { emergency }) =>
  aWorld({ catalog: aCatalog([aRule({ requesters: [{ kind: 'user', id: U('random') }], ...rule })]) });

const declared = async (world: World, name = 'alice', options = {}): Promise<Request> => {
  const submitted = await world.requestAccess(name, 'prod-s3', { emergency: true, ...options });
  if (submitted.kind !== 'requested') throw new Error(`not asked: ${JSON.stringify(submitted)}`);
  await world.settle();
  return world.read(submitted.request);
};
const announcedTo = (world: World, to: string) =>
  world.slack
    .notices()
    .filter((notice) => notice.to === to && notice.how === 'announced')
    .map(({ about }) => about.kind);

describe('an emergency', () => {
  it('gives access at once by its rule, announced to the contacts, for no longer than the rule says', async () => {
    const world = await aWorldWith();

    const request = await declared(world);

    expect(request.status).toMatchObject({ kind: 'active', endsAt: addMinutes(NOON, 60) });
    expect(request.reviews).toEqual([]);
    expect(world.ours()).toHaveLength(1);
    expect(announcedTo(world, SECURITY)).toEqual(['approved']);
    expect(announcedTo(world, U('carol'))).toEqual(['approved']);
    expect(world.slack.cards()).toMatchObject([{ channel: 'C0APPROVALS', shows: 'active' }]);
    expect(await world.requestAccess('bob', 'prod-s3', { emergency: true, minutes: 61 })).toMatchObject({
      refusal: { kind: 'too_long', maxMinutes: 60 },
    });
  });

  it('is refused to those the rule does not name, without a reason, and where there are none', async () => {
    const world = await aWorldWith();
    const requestAccess = async (name: string, options = {}) => {
      const submitted = await world.requestAccess(name, 'prod-s3', { emergency: true, ...options });
      return submitted.kind === 'refused' ? submitted.refusal.kind : submitted.kind;
    };

    expect(await requestAccess('random')).toBe('not_an_emergency_requester');
    expect(await requestAccess('alice', { reason: '' })).toBe('reason_missing');
    expect(await requestAccess('alice', { from: { hour: 18, minute: 0 } })).toBe('emergency_starts_now');
    world.catalog = aCatalog();
    expect(await requestAccess('alice')).toBe('no_emergencies');
    expect(world.store.refused()).toHaveLength(4);
    expect(world.ours()).toEqual([]);
  });

  it('holds to everything else: a person without an IAM user gets nothing, and no review is owed', async () => {
    const world = await aWorldWith();
    world.slack.setPerson(U('alice'), { accountStatus: 'guest', name: 'alice' });

    const request = await declared(world);

    expect(request.status.kind).toBe('failed');
    expect(request.reviewOwed).toBeUndefined();
    expect(world.ours()).toEqual([]);
  });

  it('is not carried out once its rule has gone from the catalog', async () => {
    const world = await aWorldWith();
    const submitted = await world.requestAccess('alice', 'prod-s3', { emergency: true });
    world.catalog = aCatalog();
    await world.settle();

    if (submitted.kind !== 'requested') throw new Error('not asked');
    expect((await world.read(submitted.request)).status).toMatchObject({ kind: 'failed' });
    expect(world.ours()).toEqual([]);
  });

  it('is not held up by what the same person has asked for in the usual way', async () => {
    const world = await aWorldWith({ emergency, requesters: [{ kind: 'everyone' }] });
    const usual = await world.requestAccess('alice', 'prod-s3');
    await world.settle();

    const request = await declared(world);
    const again = await world.requestAccess('alice', 'prod-s3');

    expect(request.status.kind).toBe('active');
    expect(again).toMatchObject({
      kind: 'already_pending',
      request: { id: usual.kind === 'requested' && usual.request.id },
    });
  });

  it('is reminded of with growing gaps until it is reviewed, to the contacts too once that is late', async () => {
    const world = await aWorldWith();
    const request = await declared(world);
    const remindedAt: number[] = [];

    for (let minute = 1; minute <= 20 * 60; minute += 1) {
      world.clock.advance({ minutes: 1 });
      const before = announcedTo(world, 'C0APPROVALS').length;
      await world.sweep();
      if (announcedTo(world, 'C0APPROVALS').length > before) remindedAt.push(minute);
    }

    expect(remindedAt).toEqual([50, 100, 200, 400, 800]);
    expect(announcedTo(world, SECURITY)).toEqual(['approved', 'review_reminded', 'review_reminded', 'review_reminded']);
    await world.reviewEmergency('bob', request, true);
    await world.settle();
    world.clock.advance({ minutes: 10_000 });
    await world.sweep();
    expect(announcedTo(world, 'C0APPROVALS')).toHaveLength(5);
    expect((await world.read(request)).dueAt).toBeUndefined();
  });

  it('is reviewed by an approver, once, and never by the one who declared it', async () => {
    const world = await aWorldWith();
    const request = await declared(world, 'bob');

    const own = await world.reviewEmergency('bob', request, true);
    const stranger = await world.reviewEmergency('random', request, true);
    const carol = await world.reviewEmergency('carol', request, false, 'it could have waited');
    const again = await world.reviewEmergency('carol', request, true);
    await world.settle();

    expect([own, stranger, carol, again]).toMatchObject([
      { refusal: { kind: 'own_emergency' } },
      { refusal: { kind: 'not_an_approver' } },
      { kind: 'reviewed' },
      { refusal: { kind: 'review_not_owed' } },
    ]);
    const facts = (await world.read(request)).events.map(({ fact }) => fact);
    expect(facts.filter(({ kind }) => kind === 'emergency_reviewed')).toMatchObject([
      { by: U('carol'), wasRight: false, note: 'it could have waited', catalogHash: world.catalog.hash },
    ]);
    expect(world.store.refused().map(({ by, click }) => [by, click?.action])).toEqual([
      [U('bob'), 'review'],
      [U('random'), 'review'],
      [U('carol'), 'review'],
    ]);
    expect(world.slack.notifiedOf(U('bob'))).toContain('emergency_reviewed');
    expect(announcedTo(world, SECURITY)).toContain('emergency_reviewed');
  });

  it('tells the others although one of the contacts cannot be reached', async () => {
    const world = await aWorldWith();
    world.slack.faults.inject({
      on: ['notify'],
      where: ({ to }: Notice) => to === SECURITY,
      times: 1000,
      error: new SlackFault({ kind: 'channel_unusable', message: 'No.', fix: 'Invite the bot.', retryable: false }),
    });

    await declared(world);

    expect(announcedTo(world, U('carol'))).toEqual(['approved']);
    expect(world.slack.notifiedOf(U('alice'))).toContain('activated');
  });

  it('is extended by people only, also where extensions are automatic otherwise', async () => {
    const extend = { byMinutes: 60, automatic: true, maxTotalMinutes: 480 };
    const world = await aWorldWith({ emergency, extend, requesters: [{ kind: 'everyone' }] });
    await declared(world);

    const more = await world.extend('alice', 'prod-s3');
    await world.settle();

    if (more.kind !== 'requested') throw new Error(JSON.stringify(more));
    expect((await world.read(more.request)).status.kind).toBe('pending');
  });
});

describe('an emergency beside other requests for the same', () => {
  const both = (rule: Partial<ReturnType<typeof aRule>> = {}) =>
    aWorld({ catalog: aCatalog([aRule({ emergency, ...rule })]) });

  it('is declared once: whoever declares it again before the worker came is shown the first', async () => {
    const world = await both();
    const first = await world.requestAccess('alice', 'prod-s3', { emergency: true });

    const again = await world.requestAccess('alice', 'prod-s3', { emergency: true });

    expect(first.kind).toBe('requested');
    expect(again.kind).toBe('already_pending');
  });

  it('is not accepted while an earlier one of the same user waits for its review, and is afterwards', async () => {
    const world = await aWorldWith();
    const first = await declared(world, 'bob');
    await world.endOne('bob', first);
    await world.settle();

    const second = await world.requestAccess('bob', 'prod-s3', { emergency: true });
    await world.reviewEmergency('carol', first, true);
    const third = await world.requestAccess('bob', 'prod-s3', { emergency: true });

    expect(second).toMatchObject({ kind: 'refused', refusal: { kind: 'emergency_unreviewed' } });
    expect(third.kind).toBe('requested');
  });

  it.each([
    ['with 25 requests that were taken back since', 25, 'prod-s3'],
    ['with 120 requests that were taken back since', 120, 'prod-s3'],
    ['for another role', 0, 'prod-db'],
  ])('is not accepted while an earlier one waits for its review, %s', async (_, count, what) => {
    const rule = { emergency, requesters: [{ kind: 'user', id: U('bob') }] } as const;
    const db = aRule({ ...rule, name: parseAccessName('prod-db'), arn: `${ROLE}-db` as typeof ROLE });
    const world = await aWorld({ catalog: aCatalog([aRule(rule), db]) });
    await declared(world, 'bob');
    for (let made = 0; made < count; made += 1) {
      const submitted = await world.requestAccess('bob', 'prod-db');
      if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
      await world.endOne('bob', submitted.request);
      await world.settle();
      world.clock.advance({ seconds: 5 });
    }

    const second = await world.requestAccess('bob', what, { emergency: true });

    expect(second).toMatchObject({ kind: 'refused', refusal: { kind: 'emergency_unreviewed' } });
  });

  it('hides nothing of what waits behind it', async () => {
    const world = await both();
    const usual = await world.requestAccess('alice', 'prod-s3');
    world.clock.advance({ minutes: 1 });
    await declared(world);

    const again = await world.requestAccess('alice', 'prod-s3');

    expect(again).toMatchObject({
      kind: 'already_pending',
      request: { id: usual.kind === 'requested' ? usual.request.id : '' },
    });
  });

  it('leaves a record of a word on one that is not stored any more', async () => {
    const world = await both();
    const gone = { ...(await declared(world)), id: '0'.repeat(20) as never };

    expect(await world.reviewEmergency('carol', gone, true)).toEqual({ kind: 'unknown' });
    expect(world.store.refused().at(-1)).toMatchObject({ by: U('carol'), refusal: 'unknown_request' });
  });
});
