import { describe, expect, it } from 'vitest';
import { aCatalog, aRule, U } from '../../support/builders.ts';
import { aWorldOfTwo, deploy, namesIn, requested } from '../../support/two-roles.ts';

describe('who', () => {
  it('shows admins and the approvers of a role who holds or has requested it, through a bundle too', async () => {
    const world = await aWorldOfTwo();
    await world.grant('alice', 'prod-s3');
    await world.grant('random', 'release');
    await requested(world, 'bob', 'prod-s3');

    const about = { kind: 'access', name: 'prod-s3' } as const;
    const [carol, bob] = [await world.who('carol', about), await world.who('bob', about)];

    expect(namesIn('open' in carol ? carol : {}).sort()).toEqual([
      'U0ALICE prod-s3 active',
      'U0BOB prod-s3 pending',
      'U0RANDOM release active',
    ]);
    expect(bob.kind).toBe('of_access');
  });

  it('shows users their own requests, and approvers only what they approve of another user', async () => {
    const world = await aWorldOfTwo();
    const rules = [
      aRule({ approvers: [{ kind: 'user', id: U('bob') }] }),
      { ...deploy, approvers: [{ kind: 'user', id: U('random') }] },
    ] as const;
    await world.grant('alice', 'prod-s3');
    world.catalog = aCatalog([...rules]);

    const own = await world.who('alice', { kind: 'me' });
    const bob = await world.who('bob', { kind: 'person', id: U('alice') });
    const random = await world.who('random', { kind: 'person', id: U('alice') });

    expect(namesIn('open' in own ? own : {})).toEqual(['U0ALICE prod-s3 active']);
    expect(namesIn('open' in bob ? bob : {})).toEqual(['U0ALICE prod-s3 active']);
    expect(namesIn('open' in random ? random : {})).toEqual([]);
  });

  it('is refused to other users, and recorded', async () => {
    const world = await aWorldOfTwo();

    const person = await world.who('alice', { kind: 'person', id: U('random') });
    const role = await world.who('alice', { kind: 'access', name: 'prod-s3' });
    const unknown = await world.who('carol', { kind: 'access', name: 'prod-s4' });

    expect([person, role, unknown]).toMatchObject([
      { refusal: { kind: 'not_yours_to_see' } },
      { refusal: { kind: 'not_yours_to_see' } },
      { refusal: { kind: 'unknown_access', nearest: ['prod-s3'] } },
    ]);
    expect(world.store.refused()).toHaveLength(3);
  });
});

describe('revoke', () => {
  it('ends one role of a user, in a bundle too, without affecting other access or other users', async () => {
    const world = await aWorldOfTwo();
    const [bundle, other] = [await world.grant('alice', 'release'), await world.grant('random', 'prod-s3')];

    const revoked = await world.revoke('carol', 'alice', 'prod-s3 the laptop is lost');
    await world.settle();

    expect(revoked).toMatchObject({ kind: 'revoked', requests: [{ id: bundle.id }] });
    expect((await world.read(bundle)).status).toMatchObject({ kind: 'ended', reason: 'revoked', by: U('carol') });
    expect((await world.read(bundle)).events.map(({ fact }) => fact)).toContainEqual({
      kind: 'ended',
      reason: 'revoked',
      by: U('carol'),
      why: 'the laptop is lost',
    });
    expect((await world.read(other)).status.kind).toBe('active');
    expect(world.slack.notifiedOf(U('alice'))).toContain('ended');
  });

  it('with all, ends everything that a user holds and cancels what they requested', async () => {
    const world = await aWorldOfTwo();
    const [held, waiting] = [await world.grant('alice', 'prod-s3'), await requested(world, 'alice', 'prod-deploy')];

    await world.revoke('carol', 'alice', 'all laptop stolen');
    await world.settle();

    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'revoked' });
    expect((await world.read(waiting)).status).toMatchObject({ kind: 'cancelled', by: U('carol') });
    expect(world.ours()).toEqual([]);
  });

  it('refuses a misspelled or missing name and a missing reason instead of ending everything', async () => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice', 'prod-s3');

    const answers = [
      await world.revoke('carol', 'alice', 'prod-s4 laptop stolen'),
      await world.revoke('carol', 'alice', 'prod-s3'),
      await world.revoke('carol', 'alice', ''),
      await world.revoke('carol', 'alice', 'laptop stolen'),
      await world.revoke('carol', 'alice', 'prod-deploy he left'),
    ];

    expect(answers).toMatchObject([
      { refusal: { kind: 'nothing_named', nearest: ['prod-s3'] } },
      { refusal: { kind: 'admin_reason_missing' } },
      { refusal: { kind: 'nothing_named' } },
      { refusal: { kind: 'nothing_named' } },
      { kind: 'nothing_open', open: [{ id: held.id }] },
    ]);
    expect((await world.read(held)).status.kind).toBe('active');
  });

  it('is refused to users who are not admins, recorded, and changes nothing', async () => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice', 'prod-s3');

    const answer = await world.revoke('bob', 'alice', 'prod-s3 because');

    expect(answer).toMatchObject({ kind: 'refused', refusal: { kind: 'not_an_admin' } });
    expect(world.store.refused().at(-1)).toMatchObject({ by: U('bob'), refusal: 'not_an_admin' });
    expect((await world.read(held)).status.kind).toBe('active');
  });
});

describe('who and revoke', () => {
  it('show only open requests for that name, oldest first', async () => {
    const world = await aWorldOfTwo();
    await world.grant('random', 'prod-s3');
    await world.end('random', 'prod-s3');
    for (const [name, what] of [
      ['bob', 'prod-s3'],
      ['alice', 'prod-s3'],
      ['alice', 'prod-deploy'],
    ] as const) {
      world.clock.advance({ minutes: 1 });
      await requested(world, name, what);
    }

    const [role, person] = [
      await world.who('carol', { kind: 'access', name: 'prod-s3' }),
      await world.who('carol', { kind: 'person', id: U('random') }),
    ];

    expect(namesIn('open' in role ? role : {})).toEqual(['U0BOB prod-s3 pending', 'U0ALICE prod-s3 pending']);
    expect(namesIn('open' in person ? person : {})).toEqual([]);
  });

  it.each(['by requester', 'due'] as const)('end everything even if an index lags behind: %s', async (index) => {
    const world = await aWorldOfTwo();
    world.store.delayIndex(index);
    const held = await world.grant('alice', 'prod-s3');
    await world.grant('alice', 'prod-deploy');
    await world.end('alice', 'prod-deploy');
    await world.settle();

    const revoked = await world.revoke('carol', 'alice', 'all laptop stolen');

    expect(revoked).toMatchObject({ kind: 'revoked', requests: [{ id: held.id }] });
    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'revoked' });
    expect(await world.revoke('carol', 'alice', 'all laptop stolen')).toMatchObject({ kind: 'nothing_open', open: [] });
  });

  it('end access even if the queue is down', async () => {
    const world = await aWorldOfTwo();
    const [first, second] = [await world.grant('alice', 'prod-s3'), await requested(world, 'alice', 'prod-deploy')];
    world.queue.isDown = true;

    expect(await world.revoke('carol', 'alice', 'all laptop stolen')).toMatchObject({ kind: 'revoked' });

    expect((await world.read(first)).status.kind).toBe('ended');
    expect((await world.read(second)).status.kind).toBe('cancelled');
  });
});
