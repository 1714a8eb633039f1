import { describe, expect, it } from 'vitest';
import type { Request } from '../../../functions/core/request/request.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';

const user = (name: string) => ({ kind: 'user', id: U(name) }) as const;
const rule = aRule({ onBehalfOf: [user('bob')] });
const askFor = (world: World, requester: string, holder: string) =>
  world.requestAccess(requester, 'prod-s3', { minutes: 60, onBehalfOf: U(holder) });
const placed = async (world: World, requester = 'bob', holder = 'alice'): Promise<Request> => {
  const submitted = await askFor(world, requester, holder);
  if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
  await world.settle();
  return world.read(submitted.request);
};

describe('a request on behalf of another user', () => {
  it('grants access to that user, who is notified and may end it', async () => {
    const world = await aWorld({ catalog: aCatalog([rule]) });
    const request = await placed(world);
    await world.review('carol', request);
    await world.settle();

    expect(request.principal?.sessionName).toBe('alice');
    expect(JSON.stringify(world.ours())).toContain('"aws:username":"alice"');
    expect(world.slack.notifiedOf(U('alice'))).toEqual(['prepared', 'activated']);
    expect(world.slack.notifiedOf(U('bob'))).toEqual(['approved']);
    expect(await world.endOne('bob', request)).toMatchObject({ refusal: { kind: 'not_yours' } });
    expect(await world.end('alice', 'prod-s3')).toMatchObject({ kind: 'done' });
  });

  it('is allowed only if every rule allows it to the requester', async () => {
    const world = await aWorld({ catalog: aCatalog([rule]) });

    expect(await askFor(world, 'carol', 'alice')).toMatchObject({ refusal: { kind: 'not_for_others' } });
    expect(await askFor(await aWorld(), 'bob', 'alice')).toMatchObject({ refusal: { kind: 'not_for_others' } });
    expect(world.store.refused().map(({ refusal }) => refusal)).toEqual(['not_for_others']);
  });

  it('is refused if the holder could not request the role themselves', async () => {
    const world = await aWorld({
      catalog: aCatalog([aRule({ onBehalfOf: [user('bob')], requesters: [user('random')] })]),
    });

    expect(await askFor(world, 'bob', 'alice')).toMatchObject({
      refusal: { kind: 'other_refused', why: 'not_a_requester' },
    });
    const everyone = await aWorld({ catalog: aCatalog([rule]) });
    expect(await askFor(everyone, 'bob', 'carol')).toMatchObject({ refusal: { why: 'no_identity' } });
  });

  it('can be approved by neither user, even if the rule allows self-approval', async () => {
    const world = await aWorld({
      catalog: aCatalog([
        aRule({
          onBehalfOf: [user('bob')],
          approvers: [user('bob'), user('alice'), user('carol')],
          allowSelfApproval: false,
        }),
      ]),
    });
    const request = await placed(world);
    const kinds = [await world.review('bob', request), await world.review('alice', request)].map(
      (decision) => decision.kind === 'refused' && decision.refusal.kind,
    );
    expect(kinds).toEqual(['self_approval_refused', 'self_approval_refused']);

    const lenient = await aWorld({
      catalog: aCatalog([aRule({ onBehalfOf: [user('bob')], allowSelfApproval: true })]),
    });
    const other = await placed(lenient);
    expect(await lenient.review('bob', other)).toMatchObject({ refusal: { kind: 'self_approval_refused' } });
  });

  it('can be cancelled by the requester while it is pending', async () => {
    const world = await aWorld({ catalog: aCatalog([rule]) });
    const request = await placed(world);

    await world.endOne('bob', request);
    await world.settle();

    expect((await world.read(request)).status).toMatchObject({ kind: 'cancelled', by: U('bob') });
    expect(world.slack.notifiedOf(U('alice'))).toContain('cancelled');
  });

  it('shows the pending request of the holder instead of making a second one', async () => {
    const world = await aWorld({ catalog: aCatalog([rule]) });
    const own = await world.requestAccess('alice', 'prod-s3', { minutes: 60 });

    const submitted = await askFor(world, 'bob', 'alice');

    expect([own.kind, submitted.kind]).toEqual(['requested', 'already_pending']);
  });

  it('grants nothing if the requester may not request for others any more when IAM is changed', async () => {
    const world = await aWorld({ catalog: aCatalog([rule]) });
    const request = await placed(world);
    await world.review('carol', request);

    world.catalog = aCatalog([aRule()]);
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('failed');
    expect(world.ours()).toEqual([]);
  });
});
