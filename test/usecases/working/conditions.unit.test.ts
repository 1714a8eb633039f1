import { describe, expect, it } from 'vitest';
import type { RoleConditions } from '../../../functions/core/catalog/catalog.ts';
import { parseRoleArn } from '../../../functions/core/names.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aFederated, aRule, U } from '../../support/builders.ts';
import { makeUnreadable } from '../../support/damage.ts';

const withConditions = (conditions?: RoleConditions) =>
  aCatalog([aRule(conditions === undefined ? {} : { conditions })], {
    people: { ...aCatalog().people, [U('erin')]: aFederated('erin') },
  });
const MFA = { mfa: { maxAgeSeconds: 3600 } };

/** The conditions of the statement that admits the holder. */
const admittedIf = (world: World) => world.ours().find(({ Action }) => Action === 'sts:AssumeRole')?.Condition;

describe('a role with conditions in the catalog', () => {
  it('has them in its trust policy while access is open', async () => {
    const world = await aWorld({ catalog: withConditions(MFA) });

    const request = await world.grant('alice');

    expect((await world.read(request)).status.kind).toBe('active');
    expect(admittedIf(world)).toMatchObject({
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
    });
  });

  it('has open access rewritten within minutes after the catalog changed, without a report of drift', async () => {
    const world = await aWorld({ catalog: withConditions() });
    await world.grant('alice');
    expect(admittedIf(world)).not.toHaveProperty('Bool');

    world.catalog = withConditions(MFA);
    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect(admittedIf(world)).toHaveProperty('Bool');
    expect(world.slack.toOperators()).toEqual([]);
  });

  it('keeps them when the role leaves the catalog while its request cannot be read, and access is not ended yet', async () => {
    const world = await aWorld({ catalog: withConditions(MFA) });
    const request = await world.grant('alice');
    makeUnreadable(world, request.id);

    world.catalog = aCatalog([aRule({ arn: parseRoleArn('arn:aws:iam::222222222222:role/other') })]);
    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect(admittedIf(world)).toHaveProperty('Bool');
  });

  it('is refused to a federated user at once if it requires MFA, and nothing is stored', async () => {
    const world = await aWorld({ catalog: withConditions(MFA) });

    expect(await world.requestAccess('erin', 'prod-s3')).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'mfa_impossible', name: 'prod-s3' },
    });
    expect(await world.requestAccess('alice', 'prod-s3')).toMatchObject({ kind: 'requested' });
  });

  it('ends the access of a federated user, who could not assume it again, when it starts to require MFA', async () => {
    const world = await aWorld({ catalog: withConditions() });
    const request = await world.grant('erin');
    expect((await world.read(request)).status.kind).toBe('active');

    world.catalog = withConditions(MFA);
    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'offboarded' });
    expect(world.ours()).toEqual([]);
  });

  it('fails a pending request of a federated user when it starts to require MFA', async () => {
    const world = await aWorld({ catalog: withConditions() });
    const outcome = await world.requestAccess('erin', 'prod-s3');
    if (outcome.kind !== 'requested') throw new Error(outcome.kind);
    await world.settle();

    world.catalog = withConditions(MFA);

    expect(await world.review('bob', outcome.request)).not.toMatchObject({ kind: 'done' });
    await world.queue.wake({ kind: 'request', id: outcome.request.id });
    await world.settle();
    expect((await world.read(outcome.request)).status).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('requires MFA'),
    });
  });
});
