import { describe, expect, it } from 'vitest';
import type { RoleRule } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { isOurs } from '../../../functions/core/trust/statements.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, ROLE, U } from '../../support/builders.ts';
import { anIamFault, failWrites } from '../../support/iam-faults.ts';

const DEPLOY = parseRoleArn('arn:aws:iam::222222222222:role/deploy');
const deploy = aRule({ name: parseAccessName('prod-deploy'), arn: DEPLOY });
const release = { name: parseAccessName('release'), description: '', roles: [aRule().name, deploy.name] };

const aBundle = (fields: Partial<RoleRule> = {}, second: Partial<RoleRule> = fields) =>
  aWorld({ catalog: aCatalog([aRule(fields), { ...deploy, ...second }], { bundles: { [release.name]: release } }) });

/** The number of statements of the bot on each of the two roles. */
const accountStatus = (world: World) =>
  [ROLE, DEPLOY].map(
    (arn) => (world.iam.trust(arn)?.Statement ?? []).filter((statement) => isOurs(statement, DEFAULT_HUB)).length,
  );

const throttled = anIamFault('throttled', DEPLOY);
const denied = anIamFault('denied', DEPLOY, {
  message: 'The manager role may not write it.',
  fix: 'Deploy the account stack there.',
});

const progressOf = async (world: World, request: Parameters<World['read']>[0]) => {
  const { status } = await world.read(request);
  return 'progress' in status ? status.progress.map(({ kind }) => kind) : status.kind;
};

describe('a bundle', () => {
  it('is approved, held and ended as one', async () => {
    const world = await aBundle();
    const request = await world.grant('alice', 'release');
    expect([await progressOf(world, request), accountStatus(world)]).toEqual([
      ['confirmed', 'confirmed'],
      [1, 1],
    ]);

    await world.endOne('alice', request);
    await world.settle();

    expect(accountStatus(world)).toEqual([0, 0]);
  });

  it('opens the roles that IAM accepts, retries the others, and notifies the holder of each', async () => {
    const world = await aBundle();
    const repair = failWrites(world, DEPLOY, throttled);

    const request = await world.grant('alice', 'release');
    expect([await progressOf(world, request), accountStatus(world)]).toEqual([
      ['confirmed', 'waiting'],
      [1, 0],
    ]);
    expect(world.slack.notifiedOf(U('alice'))).toContain('activated');
    repair();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect([await progressOf(world, request), accountStatus(world)]).toEqual([
      ['confirmed', 'confirmed'],
      [1, 1],
    ]);
    expect(world.slack.notifiedOf(U('alice')).at(-1)).toBe('role_confirmed');
  });

  it('stays active without a role that IAM refuses, names the role and the reason, and ends on time', async () => {
    const world = await aBundle();
    failWrites(world, DEPLOY, denied);

    const request = await world.grant('alice', 'release');

    expect([await progressOf(world, request), accountStatus(world)]).toEqual([
      ['confirmed', 'refused'],
      [1, 0],
    ]);
    const refused = (await world.read(request)).events
      .map(({ fact }) => fact)
      .find(({ kind }) => kind === 'role_refused');
    expect(refused).toMatchObject({ name: 'prod-deploy', why: expect.stringContaining('may not write it') });
    expect(world.slack.notifiedOf(U('alice'))).toContain('role_refused');
    expect(world.slack.toOperators().at(-1)).toContain('prod-deploy could not be granted');
    world.clock.advance({ minutes: 60 });
    await world.sweep();
    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'expired' });
    expect(accountStatus(world)).toEqual([0, 0]);
  });

  it('ends immediately on one role while IAM fails for the other, and on the other as soon as possible', async () => {
    const world = await aBundle();
    const request = await world.grant('alice', 'release');
    const repair = failWrites(world, DEPLOY, throttled);

    await world.endOne('alice', request);
    await world.settle();
    expect([(await world.read(request)).status.kind, accountStatus(world)]).toEqual(['ended', [0, 1]]);
    repair();
    world.clock.advance({ minutes: 5 });
    await world.sweep();

    expect(accountStatus(world)).toEqual([0, 0]);
  });

  it('can be requested as an emergency only if all of its roles allow one, for the shortest of their limits', async () => {
    const emergency = (maxMinutes: number) => ({
      emergency: {
        requesters: [{ kind: 'everyone' }],
        reviewWithinMinutes: maxMinutes,
        contacts: [],
        maxMinutes,
      } as const,
    });
    const strict = await aBundle(emergency(60), emergency(30));
    const half = await aBundle(emergency(60), {});

    const submitted = await strict.requestAccess('alice', 'release', { emergency: true });
    await strict.settle();
    const refused = await half.requestAccess('alice', 'release', { emergency: true });

    if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
    const { status, reviewOwed } = await strict.read(submitted.request);
    expect(status).toMatchObject({ kind: 'active', endsAt: new Date('2030-01-01T12:30:00Z') });
    expect(reviewOwed?.dueBy).toEqual(new Date('2030-01-01T12:30:00Z'));
    expect(refused).toMatchObject({ refusal: { kind: 'no_emergencies', name: 'prod-deploy' } });
  });

  it('ends completely if one of its roles leaves the catalog', async () => {
    const world = await aBundle();
    const request = await world.grant('alice', 'release');

    world.catalog = aCatalog();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'offboarded' });
    expect(accountStatus(world)).toEqual([0, 0]);
  });
});
