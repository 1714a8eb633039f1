import { describe, expect, it } from 'vitest';
import { parseAccessName } from '../../../functions/core/names.ts';
import { brokenLink } from '../../../functions/core/request/chain.ts';
import { aWorld } from '../../support/a-world.ts';
import { aCatalog, alice, aRule, breakGlass, ROLE, U } from '../../support/builders.ts';
import { requested } from '../../support/requested.ts';

describe('a request', () => {
  it('is approved, becomes active and expires', async () => {
    const world = await aWorld();
    const request = await requested(world);
    expect(world.slack.cards()).toMatchObject([{ channel: 'C0APPROVALS', shows: 'pending' }]);
    expect(world.ours()).toEqual([]);

    world.clock.advance({ minutes: 30 });
    await world.review('bob', request);
    await world.settle();
    expect(await world.read(request)).toMatchObject({
      status: { kind: 'active', startsAt: new Date('2030-01-01T12:30:00Z'), endsAt: new Date('2030-01-01T13:30:00Z') },
    });
    expect(world.ours()).toHaveLength(1);

    world.clock.advance({ minutes: 60 });
    await world.sweep();
    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'expired' });
    expect(world.ours()).toEqual([]);
    expect(world.foreign()).toEqual([breakGlass]);
    expect(world.slack.cards()).toMatchObject([{ shows: 'ended' }]);
    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'activated', 'ended']);
  });

  it('leaves nothing in IAM, in the grants and for the sweep after the longest session', async () => {
    const world = await aWorld();
    const request = await world.grant('alice');
    await world.end('alice', 'prod-s3');
    await world.settle();

    world.clock.advance({ minutes: 66 });
    await world.sweep();

    expect(world.iam.guard(ROLE)).toBeUndefined();
    expect(world.iam.userPolicies(alice.arn)).toEqual({});
    expect((await world.store.grants.ofRole(ROLE)).grants).toEqual([]);
    expect((await world.read(request)).dueAt).toBeUndefined();
    expect((await world.read(request)).forgetAt).toEqual(
      new Date(Date.parse('2030-01-01T12:00:00Z') + 400 * 86_400_000),
    );
  });

  it('stays active until its end even if its approver leaves', async () => {
    const world = await aWorld();
    const request = await world.grant('alice');
    world.slack.setPerson(U('bob'), { accountStatus: 'deactivated', name: 'bob' });
    world.catalog = aCatalog([aRule({ approvers: [{ kind: 'user', id: U('carol') }] })], { hash: 'd'.repeat(64) });

    world.clock.advance({ minutes: 40 });
    await world.sweep();
    await world.queue.wake({ kind: 'request', id: request.id });
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('active');
    expect(world.ours()).toHaveLength(1);
  });

  it('lapses on time, and a later click on its card is refused even before the sweep runs', async () => {
    const world = await aWorld();
    const request = await requested(world);

    world.clock.advance({ minutes: 24 * 60 });
    const late = await world.review('bob', request);
    await world.settle();
    await world.sweep();

    expect(late).toMatchObject({ kind: 'refused', refusal: { kind: 'too_late' } });
    expect((await world.read(request)).status.kind).toBe('lapsed');
    expect(world.slack.notifiedOf(U('alice'))).toContain('lapsed');
    expect(world.ours()).toEqual([]);
  });

  it('keeps the reason unchanged', async () => {
    const world = await aWorld();

    const request = await requested(world, 'alice', { reason: 'INC-42: db is down & <!channel> *bold* team: prod' });

    expect((await world.read(request)).requested.reason).toBe('INC-42: db is down & <!channel> *bold* team: prod');
  });

  it('chains its facts, so that a changed fact is detected', async () => {
    const world = await aWorld();
    const { events, id } = await world.grant('alice');

    const forged = events.map((event) =>
      event.fact.kind === 'approved' ? { ...event, fact: { ...event.fact, by: U('carol') } } : event,
    );

    expect(brokenLink(events, id)).toBeUndefined();
    expect(brokenLink(forged, id)).toBe(events.findIndex(({ fact }) => fact.kind === 'approved'));
    expect(brokenLink(events.slice(1), id)).toBe(0);
  });
});

describe('a bundle', () => {
  it('is active with the roles that could be opened, and names the role that could not', async () => {
    const other = aRule({ name: parseAccessName('prod-db'), arn: `${ROLE}-db` as typeof ROLE });
    const bundle = { name: parseAccessName('both'), description: '', roles: [parseAccessName('prod-s3'), other.name] };
    const world = await aWorld({ catalog: aCatalog([aRule(), other], { bundles: { [bundle.name]: bundle } }) });
    const submitted = await world.requestAccess('alice', 'both');
    await world.settle();
    world.iam.removeRole(other.arn);

    if (submitted.kind === 'requested') await world.review('bob', submitted.request);
    await world.settle();

    const read = submitted.kind === 'requested' ? await world.read(submitted.request) : undefined;
    expect(read?.status).toMatchObject({
      kind: 'active',
      progress: [{ kind: 'confirmed' }, { kind: 'refused', why: expect.stringContaining(other.arn) }],
    });
    expect(world.slack.notifiedOf(U('alice'))).toEqual(expect.arrayContaining(['role_refused', 'activated']));
    expect(world.iam.access(alice.arn)).toBeDefined();
  });
});
