import { describe, expect, it } from 'vitest';
import { parseUserArn } from '../../../functions/core/names.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, alice, anIamUser, aRule, ROLE, U, UTILS } from '../../support/builders.ts';

const SPELLED = parseUserArn(`arn:aws:iam::${UTILS}:user/Alice`);

/** A world in which IAM spells the name of alice with a capital. */
const aSpelledWorld = async (identity: 'managed' | 'external' = 'managed'): Promise<World> => {
  const people = { ...aCatalog().people, [U('alice')]: anIamUser('alice', { identity }) };
  const world = await aWorld({ catalog: aCatalog([aRule()], { people }) });
  world.iam.removeUser(alice.arn);
  world.iam.add({ users: [{ arn: SPELLED }] });
  return world;
};

describe('a user name that IAM spells in another case than the catalog', () => {
  it('is written as IAM spells it: into the trust policy, the session guard and the record', async () => {
    const world = await aSpelledWorld();

    const request = await world.read(await world.grant('alice'));

    expect(request.status.kind).toBe('active');
    expect(request.principal).toMatchObject({ userName: 'Alice', sessionName: 'Alice', arn: SPELLED });
    expect(world.ours()[0]?.Condition?.['StringEquals']).toMatchObject({ 'aws:username': 'Alice' });
    expect(JSON.stringify(world.iam.guard(ROLE))).toContain('"*:Alice"');
  });

  it('keeps its access when the spelling in the catalog is corrected', async () => {
    const world = await aSpelledWorld();
    const request = await world.grant('alice');

    world.catalog = aCatalog([aRule()], { people: { ...aCatalog().people, [U('alice')]: anIamUser('Alice') } });
    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect((await world.read(request)).status.kind).toBe('active');
    expect(world.ours()).toHaveLength(1);
  });

  it('can be extended, and both requests are on one policy of the user', async () => {
    const world = await aSpelledWorld();
    world.catalog = aCatalog([aRule({ extend: { byMinutes: 60, automatic: true, maxTotalMinutes: 480 } })]);
    await world.grant('alice');

    await world.extend('alice', 'prod-s3');
    await world.settle();

    expect(Object.keys(world.iam.userPolicies(SPELLED))).toEqual(['assume-bot-access']);
    expect(JSON.stringify(world.iam.access(SPELLED))).toContain('14:00:00Z');
  });

  it('is refused with the new name if IAM changes the spelling between request and approval', async () => {
    const world = await aWorld();
    const outcome = await world.requestAccess('alice', 'prod-s3');
    if (outcome.kind !== 'requested') throw new Error(outcome.kind);
    await world.settle();
    world.iam.removeUser(alice.arn);
    world.iam.add({ users: [{ arn: SPELLED }] });

    await world.review('bob', outcome.request);
    await world.settle();

    expect((await world.read(outcome.request)).status).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('IAM now spells the name'),
    });
  });

  it('is that of the catalog for an external user, whom manager roles cannot read', async () => {
    const world = await aSpelledWorld('external');

    const request = await world.read(await world.grant('alice'));

    expect(request).toMatchObject({ status: { kind: 'active' }, principal: { userName: 'alice' } });
    expect(world.iam.calls()).not.toContain('observeUser');
  });
});

describe('two Slack users of one IAM user, in different cases', () => {
  it('count as one user, so that neither approves for the other', async () => {
    const people = { ...aCatalog().people, [U('bob')]: anIamUser('Alice') };
    const world = await aWorld({ catalog: aCatalog([aRule()], { people }) });
    const outcome = await world.requestAccess('alice', 'prod-s3');
    if (outcome.kind !== 'requested') throw new Error(outcome.kind);
    await world.settle();

    expect(await world.review('bob', outcome.request)).toMatchObject({ kind: 'refused' });
  });
});
