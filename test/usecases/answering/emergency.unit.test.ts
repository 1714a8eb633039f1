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
  if (submitted.kind !== 'requested') throw new Error(`not requested: ${JSON.stringify(submitted)}`);
  await world.settle();
  return world.read(submitted.request);
};
const announcedTo = (world: World, to: string) =>
  world.slack
    .notices()
    .filter((notice) => notice.to === to && notice.how === 'announced')
    .map(({ about }) => about.kind);

describe('an emergency', () => {
  it('grants access immediately, notifies the contacts, and lasts no longer than its rule allows', async () => {
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

  it('is refused to users whom the rule does not name, without a reason, and if the role has no emergencies', async () => {
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

  it('is subject to all other checks: a user without an IAM user gets no access, and no review is required', async () => {
    const world = await aWorldWith();
    world.slack.setPerson(U('alice'), { accountStatus: 'guest', name: 'alice' });

    const request = await declared(world);

    expect(request.status.kind).toBe('failed');
    expect(request.reviewOwed).toBeUndefined();
    expect(world.ours()).toEqual([]);
  });

  it('is not carried out after its rule was removed from the catalog', async () => {
    const world = await aWorldWith();
    const submitted = await world.requestAccess('alice', 'prod-s3', { emergency: true });
    world.catalog = aCatalog();
    await world.settle();

    if (submitted.kind !== 'requested') throw new Error('not requested');
    expect((await world.read(submitted.request)).status).toMatchObject({ kind: 'failed' });
    expect(world.ours()).toEqual([]);
  });

  it('does not wait for an ordinary request of the same user', async () => {
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

  it('has reminders at growing intervals until it is reviewed, to the contacts too when the review is overdue', async () => {
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

  it('is reviewed once, by an approver who did not declare it', async () => {
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

  it('notifies the other contacts if one of them cannot be reached', async () => {
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

  it('is extended only with an approval, even if the rule extends automatically', async () => {
    const extend = { byMinutes: 60, automatic: true, maxTotalMinutes: 480 };
    const world = await aWorldWith({ emergency, extend, requesters: [{ kind: 'everyone' }] });
    await declared(world);

    const more = await world.extend('alice', 'prod-s3');
    await world.settle();

    if (more.kind !== 'requested') throw new Error(JSON.stringify(more));
    expect((await world.read(more.request)).status.kind).toBe('pending');
  });
});

describe('an emergency and other requests for the same role', () => {
  const both = (rule: Partial<ReturnType<typeof aRule>> = {}) =>
    aWorld({ catalog: aCatalog([aRule({ emergency, ...rule })]) });

  it('is declared once: a second declaration shows the first', async () => {
    const world = await both();
    const first = await world.requestAccess('alice', 'prod-s3', { emergency: true });

    const again = await world.requestAccess('alice', 'prod-s3', { emergency: true });

    expect(first.kind).toBe('requested');
    expect(again.kind).toBe('already_pending');
  });

  it('is accepted only after an earlier one of the same user is reviewed', async () => {
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
    ['with 25 requests that were cancelled since', 25, 'prod-s3'],
    ['with 120 requests that were cancelled since', 120, 'prod-s3'],
    ['for another role', 0, 'prod-db'],
  ])('is refused while an earlier one is not reviewed, %s', async (_, count, what) => {
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

  it('does not hide an earlier pending request', async () => {
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

  it('records a review of one that is not stored any more', async () => {
    const world = await both();
    const gone = { ...(await declared(world)), id: '0'.repeat(20) as never };

    expect(await world.reviewEmergency('carol', gone, true)).toEqual({ kind: 'unknown' });
    expect(world.store.refused().at(-1)).toMatchObject({ by: U('carol'), refusal: 'unknown_request' });
  });
});
