import { describe, expect, it } from 'vitest';
import {
  parseAccessName,
  parseRoleArn,
  parseUserArn,
  type RoleArn,
  type UserArn,
} from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import type { PolicyDocument } from '../../../functions/core/trust/documents.ts';
import { accessPolicyName, DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, alice, anIamUser, aRule, aTrust, ROLE, U } from '../../support/builders.ts';
import { anIamFault, failUserReads, failWrites } from '../../support/iam-faults.ts';

const NAME = accessPolicyName(DEFAULT_HUB);

const aRoleNamed = (name: string) =>
  aRule({
    name: parseAccessName(name.toLowerCase()),
    arn: parseRoleArn(`arn:aws:iam::222222222222:role/${name}`),
    requesters: [{ kind: 'everyone' }],
  });

/** A world with a bundle of this many roles, whose names have 28 characters. */
const aBundleOf = (
  count: number,
  names = (index: number) => `role-${String(index).padStart(3, '0')}`.padEnd(28, 'x'),
) => {
  const rules = Array.from({ length: count }, (_, index) => aRoleNamed(names(index)));
  const bundle = { name: parseAccessName('release'), description: '', roles: rules.map(({ name }) => name) };
  return aWorld({ catalog: aCatalog([aRule(), ...rules], { bundles: { [bundle.name]: bundle } }) });
};

const policyOf = (world: World, user: UserArn = alice.arn): PolicyDocument | undefined =>
  world.iam.userPolicies(user)[NAME];

const rolesIn = (policy: PolicyDocument | undefined): readonly string[] =>
  (policy?.Statement ?? []).flatMap(({ Resource }) => [Resource ?? []].flat());

const accepted = async (world: World, name: string, what: string): Promise<Request> => {
  const submitted = await world.requestAccess(name, what);
  if (submitted.kind !== 'requested') throw new Error(`not accepted: ${JSON.stringify(submitted)}`);
  await world.settle();
  return world.read(submitted.request);
};

/** Makes all calls about one user fail. Returns a function that stops this. */
const cutOff = (world: World, user: UserArn) => {
  const error = anIamFault('manager_unreachable', user);
  const reconnect = [failUserReads(world, error, user), failWrites(world, user, error)];
  return () => {
    for (const end of reconnect) end();
  };
};

describe("the user's side of the trust", () => {
  it('is one policy that pins the session name of the user, also for a role that trusts the whole account', async () => {
    const world = await aWorld({
      trust: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'sts:AssumeRole' }],
    });

    await world.grant('alice');

    const [statement] = policyOf(world)?.Statement ?? [];
    expect(statement).toMatchObject({
      Action: 'sts:AssumeRole',
      Resource: ROLE,
      Condition: { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } },
    });
  });

  it('opens only after the session guard of the role was read back', async () => {
    const world = await aWorld();

    await world.grant('alice');

    expect(world.iam.calls().filter((kind) => kind.startsWith('put_'))).toEqual([
      'put_guard',
      'put_trust',
      'put_user_policy',
    ]);
  });

  it('fits a bundle of 30 roles, and is removed at its end', async () => {
    const world = await aBundleOf(30);

    const request = await world.grant('alice', 'release');

    expect(request.status).toMatchObject({ kind: 'active' });
    expect(request.status.kind === 'active' && request.status.progress.every(({ kind }) => kind === 'confirmed')).toBe(
      true,
    );
    expect(rolesIn(policyOf(world))).toHaveLength(30);
    await world.endOne('alice', request);
    await world.settle();
    expect(policyOf(world)).toBeUndefined();
  });

  it('refuses a bundle over the quota before approvers are notified, with the number of roles that fit', async () => {
    const world = await aBundleOf(31);

    const request = await accepted(world, 'alice', 'release');

    expect(request.status).toMatchObject({ kind: 'failed', why: expect.stringMatching(/30/) });
    expect(request.cards).toEqual([]);
  });

  it('reserves capacity for pending requests, so that the second request is refused, not the approved one', async () => {
    const world = await aBundleOf(30);
    const first = await accepted(world, 'alice', 'release');

    const second = await accepted(world, 'alice', 'prod-s3');
    await world.review('bob', first);
    await world.settle();

    expect(second.status.kind).toBe('failed');
    expect((await world.read(first)).status.kind).toBe('active');
  });

  it('reserves capacity for one of two requests that are prepared at the same time, and refuses the other', async () => {
    const world = await aBundleOf(30);
    const submitted = [await world.requestAccess('alice', 'release'), await world.requestAccess('alice', 'prod-s3')];
    // The second worker runs between the read and the write of the first worker.
    world.faults.inject({ on: ['users.save'], meanwhile: () => world.settle() });

    await world.settle();

    const kinds: string[] = [];
    for (const one of submitted)
      kinds.push(one.kind === 'requested' ? (await world.read(one.request)).status.kind : one.kind);
    expect(kinds).toEqual(['failed', 'pending']);
    expect((await world.store.userAccess.read(alice.arn)).access.entries).toHaveLength(1);
  });

  it.each([
    ['denied', (world: World, first: Request) => world.review('bob', first, { deny: 'not now' })],
    ['cancelled', (world: World, first: Request) => world.endOne('alice', first)],
    ['lapsed', async (world: World) => void world.clock.advance({ minutes: 25 * 60 })],
  ])('releases the capacity of a request that is %s', async (_, close) => {
    const world = await aBundleOf(30);
    const first = await accepted(world, 'alice', 'release');
    await close(world, first);
    await world.settle();
    await world.sweep();

    const second = await accepted(world, 'alice', 'prod-s3');

    expect(second.status.kind).toBe('pending');
  });
});

describe('a user whose own account cannot be reached', () => {
  const aWorldOfTwo = () => aWorld();

  it('delays neither another user on the same role, nor their end, nor a message', async () => {
    const world = await aWorldOfTwo();
    const first = await accepted(world, 'alice', 'prod-s3');
    const second = await accepted(world, 'random', 'prod-s3');
    cutOff(world, alice.arn);

    await world.review('bob', first);
    await world.review('bob', second);
    await world.settle();

    expect((await world.read(first)).status.kind).toBe('approved');
    expect((await world.read(second)).status.kind).toBe('active');
    expect(world.slack.notifiedOf(U('random'))).toContain('activated');
    await world.endOne('random', second);
    await world.settle();
    expect(rolesIn(policyOf(world, parseUserArn('arn:aws:iam::111111111111:user/random_user')))).toEqual([]);
  });

  it('gets access once the account can be reached again', async () => {
    const world = await aWorldOfTwo();
    const request = await accepted(world, 'alice', 'prod-s3');
    const back = cutOff(world, alice.arn);
    await world.review('bob', request);
    await world.settle();

    back();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect((await world.read(request)).status.kind).toBe('active');
  });

  it("is closed on the role's side at once, and on the user's side as soon as it can be written", async () => {
    const world = await aWorldOfTwo();
    const request = await world.grant('alice');
    const back = cutOff(world, alice.arn);

    await world.endOne('alice', request);
    await world.settle();
    expect(world.ours()).toEqual([]);
    back();
    world.clock.advance({ minutes: 2 });
    await world.sweep();

    expect(policyOf(world)).toBeUndefined();
  });
});

describe('a user whose inline policies leave no capacity', () => {
  it('is refused, and the next user of the role gets access', async () => {
    const filler = aTrust({ Sid: 'X'.repeat(1900), Effect: 'Allow', Action: 's3:Get*', Resource: '*' });
    const world = await aWorld();
    world.iam.editUserPolicy(alice.arn, 'filler', filler);

    const full = await accepted(world, 'alice', 'prod-s3');
    const other = await world.grant('random');

    expect(full.status).toMatchObject({ kind: 'failed', why: expect.stringContaining('inline policies') });
    expect(other.status.kind).toBe('active');
  });
});

describe('a role that is refused after the user side was written', () => {
  it("is removed from the user's policy", async () => {
    const rules = [aRule(), aRoleNamed('deploy-production')];
    const bundle = { name: parseAccessName('release'), description: '', roles: rules.map(({ name }) => name) };
    const world = await aWorld({ catalog: aCatalog(rules, { bundles: { [bundle.name]: bundle } }) });
    const request = await world.grant('alice', 'release');
    const [, second] = rules.map(({ arn }) => arn) as [RoleArn, RoleArn];

    await world.store.grants.remove(second, request.id);
    await world.queue.wake({ kind: 'request', id: request.id });
    await world.settle();

    expect((await world.read(request)).status).toMatchObject({
      progress: [{ kind: 'confirmed' }, { kind: 'refused' }],
    });
    expect(rolesIn(policyOf(world))).toEqual([ROLE]);
  });
});

describe('an IAM user whose side the organization manages', () => {
  it('is never written, and gets access as soon as the role is open', async () => {
    const world = await aWorld({
      catalog: { ...aCatalog(), people: { [U('alice')]: anIamUser('alice', { identity: 'external' }) } },
    });

    const request = await world.grant('alice');

    expect(request.status.kind).toBe('active');
    expect(world.iam.userPolicies(alice.arn)).toEqual({});
  });

  it('is refused a role that trusts the whole account before approvers are notified', async () => {
    const world = await aWorld({
      catalog: { ...aCatalog(), people: { [U('alice')]: anIamUser('alice', { identity: 'external' }) } },
      trust: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'sts:AssumeRole' }],
    });

    const request = await accepted(world, 'alice', 'prod-s3');

    expect(request.status).toMatchObject({ kind: 'failed', why: expect.stringContaining('whole account') });
    expect(request.cards).toEqual([]);
    expect(world.ours()).toEqual([]);
  });
});
