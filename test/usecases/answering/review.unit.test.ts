import { describe, expect, it } from 'vitest';
import { parseAccessName, type SlackChannelId } from '../../../functions/core/names.ts';
import { aWorld } from '../../support/a-world.ts';
import { aCatalog, aRule, ROLE, U } from '../../support/builders.ts';
import { requested } from '../../support/requested.ts';

describe('a request', () => {
  it('is denied only by an approver, with a reason', async () => {
    const world = await aWorld();
    const request = await requested(world);

    const stranger = await world.review('random', request, { deny: 'no' });
    const denied = await world.review('carol', request, { deny: 'wait for the release' });
    await world.settle();

    expect(stranger).toMatchObject({ kind: 'refused', refusal: { kind: 'not_an_approver' } });
    expect(denied.kind).toBe('denied');
    const facts = (await world.read(request)).events.map(({ fact }) => fact);
    expect(world.store.refused()).toMatchObject([
      { by: U('random'), refusal: 'not_an_approver', click: { request: request.id, action: 'deny' } },
    ]);
    expect(facts).toContainEqual(
      expect.objectContaining({ kind: 'denied', by: U('carol'), why: 'wait for the release' }),
    );
    expect(world.slack.notifiedOf(U('random'))).toEqual(['click_refused']);
  });

  it('cannot be approved by its requester, even if they are an approver', async () => {
    const world = await aWorld();
    const request = await requested(world, 'bob');

    const own = await world.review('bob', request);
    await world.settle();

    expect(own).toMatchObject({ kind: 'refused', refusal: { kind: 'self_approval_refused' } });
    expect((await world.read(request)).status.kind).toBe('pending');
  });

  it('may be approved by its requester only if the rule allows self-approval', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ allowSelfApproval: true })]) });
    const request = await requested(world, 'bob');

    const own = await world.review('bob', request);

    expect(own.kind).toBe('approved');
  });

  it('cannot be approved by an approver who was removed since, and is not carried out on their earlier approval', async () => {
    const world = await aWorld();
    const clicked = await requested(world);
    const withoutBob = aCatalog([aRule({ approvers: [{ kind: 'user', id: U('carol') }] })], { hash: 'd'.repeat(64) });

    world.catalog = withoutBob;
    const late = await world.review('bob', clicked);
    world.catalog = aCatalog();
    await world.review('bob', clicked);
    world.catalog = withoutBob;
    await world.settle();

    expect(late).toMatchObject({ kind: 'refused', refusal: { kind: 'not_an_approver' } });
    expect((await world.read(clicked)).status).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('approver'),
    });
    expect(world.ours()).toEqual([]);
  });

  it('records the hash of the catalog with every decision', async () => {
    const world = await aWorld();
    const request = await requested(world);
    world.catalog = aCatalog([aRule()], { hash: 'd'.repeat(64) });

    await world.review('bob', request);

    const read = await world.read(request);
    expect(read.requested.catalogHash).toBe('c'.repeat(64));
    expect(read.requested.roles[0]?.rule).toEqual(aRule());
    expect(read.events.at(-1)?.fact).toMatchObject({ kind: 'approved', catalogHash: 'd'.repeat(64) });
  });

  it('needs as many approvers as the stricter of the rules of then and now', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ approvals: 2 })]) });
    const request = await requested(world);

    const first = await world.review('bob', request);
    const again = await world.review('bob', request);
    world.catalog = aCatalog([aRule({ approvals: 1 })]);
    const stillOne = (await world.read(request)).status.kind;
    const second = await world.review('carol', request);

    expect(first).toMatchObject({ kind: 'counted', missing: 1 });
    expect(again).toMatchObject({ kind: 'refused', refusal: { kind: 'already_counted' } });
    expect(stillOne).toBe('pending');
    expect(second.kind).toBe('approved');
  });

  it('is approved without an approver only if none of its rules needs an approval', async () => {
    const other = aRule({ name: parseAccessName('prod-db'), arn: `${ROLE}-db` as typeof ROLE });
    const bundle = { name: parseAccessName('both'), description: '', roles: [parseAccessName('prod-s3'), other.name] };
    const open = aRule({ approvals: 0, approvers: [] });
    const world = await aWorld({ catalog: aCatalog([open, other], { bundles: { [bundle.name]: bundle } }) });

    const alone = await world.requestAccess('alice', 'prod-s3');
    const together = await world.requestAccess('alice', 'both');
    await world.settle();

    expect(alone.kind === 'requested' && (await world.read(alone.request)).status.kind).toBe('active');
    expect(together.kind === 'requested' && (await world.read(together.request)).status.kind).toBe('pending');
  });

  it('cannot be approved if its role is full, and the refusal shows the capacity', async () => {
    const world = await aWorld();
    const request = await requested(world);
    const { state } = await world.store.grants.ofRole(ROLE);
    if (state === undefined) throw new Error('never seen');
    await world.store.grants.saveRoleState({ ...state, foreignTrustChars: 2000 });

    const full = await world.review('bob', request);

    expect(full).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'does_not_fit', document: 'trust policy', neededChars: expect.any(Number) },
    });
    expect((await world.read(request)).status.kind).toBe('pending');
    expect(world.store.refused()).toMatchObject([{ refusal: 'does_not_fit', click: { request: request.id } }]);
  });

  it('records a click on a request that is not stored any more', async () => {
    const world = await aWorld();
    const gone = { ...(await requested(world)), id: '0'.repeat(20) as never };

    const clicks = [await world.review('bob', gone), await world.review('bob', gone, { deny: 'no' })];

    expect(clicks).toEqual([{ kind: 'unknown' }, { kind: 'unknown' }]);
    expect(world.store.refused().map(({ by, text, refusal }) => [by, text, refusal])).toEqual([
      [U('bob'), `approve ${gone.id}`, 'unknown_request'],
      [U('bob'), `deny ${gone.id}`, 'unknown_request'],
    ]);
  });

  it('stores a clicked card once, and only if it is in a channel of the request', async () => {
    const world = await aWorld();
    const request = await requested(world, 'alice');
    const card = (await world.read(request)).cards.find(({ to }) => to === undefined);
    const elsewhere = { channel: 'C0GENERAL' as SlackChannelId, ts: '99.000100' };
    const forgotten = { channel: 'C0APPROVALS' as SlackChannelId, ts: '98.000100' };

    for (const at of [card, elsewhere, forgotten, forgotten]) await world.review('random', request, 'approve', at);
    await world.settle();

    const inChannels = (await world.read(request)).cards.filter(({ to }) => to === undefined);
    expect(inChannels).toEqual([card, forgotten]);
  });
});
