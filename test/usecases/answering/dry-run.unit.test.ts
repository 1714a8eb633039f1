import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../functions/core/catalog/catalog.ts';
import type { RequestInput } from '../../../functions/core/request/decide-request.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { createDryRun } from '../../../functions/usecases/answering/dry-run.ts';
import { aWorld, silentLog, type World } from '../../support/a-world.ts';
import { aCatalog, actor, aFederated, aGrant, aRule, U } from '../../support/builders.ts';
import { requested } from '../../support/requested.ts';

const tries = async (world: World, input: Partial<RequestInput> = {}, catalog: Catalog = world.catalog) =>
  createDryRun({ ...world.store, catalog, hub: DEFAULT_HUB, clock: world.clock, log: silentLog })({
    actor: actor('alice'),
    input: {
      name: 'prod-s3',
      reason: 'INC-42: db is down',
      ...input,
    },
  });

describe('a dry run', () => {
  it('shows what an approval now would open, and stores nothing', async () => {
    const world = await aWorld();

    const dry = await tries(world);

    expect(dry).toMatchObject({
      kind: 'would_request',
      requested: { target: 'prod-s3' },
      rules: [{ name: 'prod-s3' }],
      box: { startsAt: world.clock.now(), endsAt: new Date('2030-01-01T13:00:00Z') },
    });
    expect('lacking' in dry).toBe(false);
    expect(await world.store.requests.recentOf(U('alice'), { limit: 1 })).toEqual([]);
  });

  it.each([
    ['no reason', aRule(), '', 'reason_missing'],
    ['a reason without its ticket', aRule({ ticket: 'INC-[0-9]+' }), 'db is down', 'ticket_missing'],
  ])('needs no reason, and explains that %s would be refused', async (_, rule, reason, lacking) => {
    const world = await aWorld({ catalog: aCatalog([rule]) });

    expect(await tries(world, { reason })).toMatchObject({ kind: 'would_request', lacking: { kind: lacking } });
  });

  it('shows every other refusal, and does not record it', async () => {
    const world = await aWorld();

    const dry = await tries(world, { reason: '', duration: { kind: 'minutes', minutes: 600 } });

    expect(dry).toMatchObject({ kind: 'refused', refusal: { kind: 'too_long' } });
    expect(world.store.refused()).toEqual([]);
  });

  it('shows a pending request, but not one that was decided a moment ago', async () => {
    const world = await aWorld();
    const request = await requested(world);
    const waiting = await tries(world);
    world.store.delayIndex('by requester');
    await world.review('bob', request, { deny: '' });

    expect(waiting).toMatchObject({ kind: 'already_pending', request: { id: request.id } });
    expect((await tries(world)).kind).toBe('would_request');
  });

  it('is refused if the capacity of the role is exceeded, like the request itself', async () => {
    const world = await aWorld();
    await world.store.grants.add(aGrant({ principal: aFederated('alice'), by: U('random') }));

    expect(await tries(world)).toMatchObject({ kind: 'refused', refusal: { kind: 'session_name_taken' } });
  });
});
