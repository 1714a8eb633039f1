import { describe, expect, it } from 'vitest';
import { IamFault } from '../../../functions/core/fault.ts';
import { parseAccessName } from '../../../functions/core/names.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import type { Step } from '../../../functions/core/trust/observed.ts';
import { aWorld } from '../../support/a-world.ts';
import { aCatalog, alice, aRule, bob, breakGlass, ROLE, U } from '../../support/builders.ts';

/** Failures of comparable systems that no other test covers. */
describe('failures that were seen in other systems', () => {
  it('do not occur: the grant is stored before IAM is written', async () => {
    const world = await aWorld();
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    await world.review('bob', submitted.request);
    const stored: unknown[] = [];
    const record = async (step: Step) => {
      const { grants } = await world.store.grants.ofRole(ROLE);
      const { access } = await world.store.userAccess.read(alice.arn);
      const rows = 'roleArn' in step ? grants : access.entries.map(({ endsAt, roles }) => ({ endsAt, ...roles[0] }));
      stored.push([step.kind, ...rows.map(({ endsAt, state }) => ({ endsAt, state }))]);
    };
    world.iam.faults.inject({ times: 1000, meanwhile: record });

    await world.settle();

    const row = { endsAt: new Date('2030-01-01T13:00:00Z'), state: 'wanted' };
    expect(stored).toEqual([
      ['put_guard', row],
      ['put_trust', row],
      ['put_user_policy', row],
    ]);
  });

  it.each([
    ['a later end', { endsAt: new Date('2030-01-01T20:00:00Z') }],
    ['another person', { principal: bob }],
  ])('do not occur: nothing is written for a stored grant with %s than its request decided', async (_what, change) => {
    const world = await aWorld();
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    const replace = async (grant: Grant) => {
      await world.store.grants.remove(grant.roleArn, grant.requestId);
      await world.store.grants.add({ ...grant, ...change });
    };
    world.faults.inject({ on: ['grants.add'], times: 1000, when: 'after', meanwhile: replace });

    await world.review('bob', submitted.request);
    await world.settle();

    expect(world.ours()).toEqual([]);
    expect(world.iam.faults.effects()).toBe(0);
    expect((await world.read(submitted.request)).status.kind).not.toBe('active');
  });

  it('do not occur: access ends even if its role was renamed in the catalog', async () => {
    const world = await aWorld();
    const request = await world.grant('alice');
    world.catalog = aCatalog([aRule({ name: parseAccessName('production-s3') })], { hash: 'f'.repeat(64) });

    world.clock.advance({ minutes: 60 });
    await world.sweep();

    expect((await world.read(request)).status.kind).toBe('ended');
    expect(world.ours()).toEqual([]);
  });

  it('do not occur: access that ended in December is not open in the next December', async () => {
    const world = await aWorld();
    await world.grant('alice');

    world.clock.advance({ minutes: 365 * 24 * 60 - 30 });
    await world.sweep();
    const ours = world.ours();
    world.clock.advance({ minutes: 66 });
    await world.sweep();

    expect(ours).toEqual([]);
    expect((await world.store.grants.ofRole(ROLE)).grants).toEqual([]);
  });

  it('do not occur: other users get and lose access after a user with a grant was deleted', async () => {
    const world = await aWorld();
    await world.grant('alice');
    world.iam.removeUser(alice.arn);

    const submitted = await world.requestAccess('random', 'prod-s3', { minutes: 30 });
    await world.settle();
    if (submitted.kind === 'requested') await world.review('bob', submitted.request);
    await world.settle();
    world.clock.advance({ minutes: 60 });
    await world.sweep();

    expect(submitted.kind === 'requested' && (await world.read(submitted.request)).status.kind).toBe('ended');
    expect(world.ours()).toEqual([]);
    expect(world.queue.dead()).toEqual([]);
  });

  it('do not occur: a dead principal in a foreign statement fails the request with the fix, and requester and operators are notified', async () => {
    const named = { ...breakGlass, Sid: 'Bob', Principal: { AWS: bob.arn } };
    const world = await aWorld({ trust: [named] });
    const submitted = await world.requestAccess('alice', 'prod-s3');
    await world.settle();
    world.iam.removeUser(bob.arn);

    if (submitted.kind === 'requested') await world.review('carol', submitted.request);
    await world.settle();

    expect(submitted.kind === 'requested' && (await world.read(submitted.request)).status).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/remove the principal "AIDA\w+" from statement "Bob"/),
    });
    expect(world.slack.notifiedOf(U('alice'))).toContain('failed');
    expect(world.slack.toOperators()).toEqual([expect.stringContaining('prod-s3 could not be granted')]);
  });

  it.each([
    ['no_such_role', 'there is no such role'],
    ['quota', 'Cannot exceed quota for ACLSizePerRole: 2048'],
    ['denied', 'not authorized to perform: iam:PutRolePolicy'],
  ] as const)(
    'do not occur: the request fails with the reason and the fix if IAM refuses permanently (%s)',
    async (kind, message) => {
      const world = await aWorld();
      const submitted = await world.requestAccess('alice', 'prod-s3');
      if (submitted.kind !== 'requested') throw new Error(submitted.kind);
      await world.settle();
      await world.review('bob', submitted.request);
      const fix = 'This is what helps.';
      world.iam.faults.inject({ error: new IamFault({ kind, message, fix, retryable: false, resource: ROLE }) });

      await world.settle();

      expect((await world.read(submitted.request)).status).toMatchObject({ kind: 'failed', why: `${message} ${fix}` });
      expect(world.slack.notifiedOf(U('alice'))).toContain('failed');
      expect(world.slack.toOperators()).toHaveLength(1);
      expect(world.ours()).toEqual([]);
    },
  );

  it('do not occur: IAM is tried again after throttling or an outage', async () => {
    const world = await aWorld();
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    await world.review('bob', submitted.request);
    const fault = {
      kind: 'throttled',
      message: 'Rate exceeded',
      fix: 'wait',
      retryable: true,
      resource: ROLE,
    } as const;
    world.iam.faults.inject({ times: 3, error: new IamFault(fault) });

    await world.settle();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect((await world.read(submitted.request)).status.kind).toBe('active');
  });

  it('do not occur: a click on an outdated card updates it, and decides nothing twice', async () => {
    const world = await aWorld();
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    await world.review('bob', submitted.request);
    await world.settle();
    const [card] = (await world.read(submitted.request)).cards;
    await world.slack.drawCard(submitted.request, card?.channel as never, card, {
      catalog: world.catalog,
      now: world.clock.now(),
    });
    const stale = world.slack.cards().map(({ shows }) => shows);

    world.clock.advance({ minutes: 10 });
    const late = await world.review('carol', submitted.request, 'approve', card);
    await world.settle();

    expect(stale).toEqual(['pending']);
    expect(late).toMatchObject({ kind: 'refused', refusal: { kind: 'already_decided', status: 'active' } });
    expect(world.slack.cards().map(({ shows }) => shows)).toEqual(['active']);
    expect((await world.read(submitted.request)).status).toMatchObject({ endsAt: new Date('2030-01-01T13:00:00Z') });
  });

  it('do not occur: buttons are removed even if many messages follow the card', async () => {
    const world = await aWorld();
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    const [card] = world.slack.cards();

    for (let other = 0; other < 120; other += 1) {
      await world.slack.drawCard(submitted.request, 'C0APPROVALS' as never, undefined, {
        catalog: world.catalog,
        now: world.clock.now(),
      });
    }
    await world.review('bob', submitted.request, { deny: '' });
    await world.settle();

    expect(world.slack.cards().find(({ ts }) => ts === card?.ts)?.shows).toBe('denied');
  });
});
