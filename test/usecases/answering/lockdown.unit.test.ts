import { describe, expect, it } from 'vitest';
import { turned } from '../../../functions/core/request/lockdown.ts';
import { actor, U } from '../../support/builders.ts';
import { makeUnreadable } from '../../support/damage.ts';
import { aWorldOfTwo, DEPLOY, requested } from '../../support/two-roles.ts';

describe('a lockdown', () => {
  it('ends everything open, refuses new requests, and reports what ended and when it ended in AWS', async () => {
    const world = await aWorldOfTwo();
    const [held, bundle, waiting] = [
      await world.grant('alice', 'prod-s3'),
      await world.grant('random', 'release'),
      await requested(world, 'bob', 'prod-s3'),
    ];

    await world.lockdown('carol', 'on');
    await world.settle();
    await world.sweep();

    for (const request of [held, bundle])
      expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'lockdown', by: U('carol') });
    expect((await world.read(waiting)).status).toMatchObject({ kind: 'cancelled', by: U('carol') });
    expect([world.ours(), JSON.stringify(world.iam.trust(DEPLOY)).includes('AssumeBot')]).toEqual([[], false]);
    expect(await world.requestAccess('alice', 'prod-s3')).toMatchObject({
      refusal: { kind: 'locked_down', by: U('carol') },
    });
    expect(await world.extend('alice', 'prod-s3')).toMatchObject({ kind: 'refused' });
    const reports = world.slack.toOperators();
    expect(reports.find((text) => text.includes('Ended or cancelled 3 requests'))).toMatch(
      /U0ALICE: prod-s3\nU0RANDOM: release|U0RANDOM: release/,
    );
    expect(reports.at(-1)).toContain('AWS confirms that all access is ended');
    const count = reports.length;
    await world.sweep();
    expect(world.slack.toOperators()).toHaveLength(count);
  });

  it('reports what has not ended in AWS yet, and continues until it has', async () => {
    const world = await aWorldOfTwo();
    await world.grant('alice', 'prod-s3');
    world.iam.faults.inject({ on: ['put_trust', 'put_guard'], times: 30 });

    await world.lockdown('carol', 'on');
    await world.settle();
    await world.sweep();
    expect(world.slack.toOperators().at(-1)).toMatch(
      /not ended in AWS yet.*\n• U0ALICE: prod-s3 \(arn:aws:iam::222222222222:role\/s3-list-role\)/,
    );

    world.iam.faults.clear?.();
    for (let minute = 0; minute < 12; minute += 1) {
      world.clock.advance({ minutes: 1 });
      await world.sweep();
    }
    expect(world.ours()).toEqual([]);
    expect(world.slack.toOperators().at(-1)).toContain('AWS confirms that all access is ended');
  });

  it('ends other requests even if one cannot be read, and is not complete until that one has ended too', async () => {
    const world = await aWorldOfTwo();
    const [broken, held] = [await world.grant('alice', 'prod-s3'), await world.grant('random', 'prod-deploy')];
    const makeReadable = makeUnreadable(world, broken.id);

    await world.lockdown('carol', 'on');
    await world.settle().catch(() => undefined);
    await world.sweep().catch(() => undefined);
    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'lockdown' });
    expect(world.ours()).toEqual([]);
    expect(world.slack.toOperators().at(-1)).not.toContain('AWS confirms that all access is ended');

    makeReadable();
    for (let minute = 0; minute < 3; minute += 1) {
      world.clock.advance({ minutes: 1 });
      await world.sweep();
    }
    expect((await world.read(broken)).status).toMatchObject({ kind: 'ended', reason: 'lockdown' });
    expect(world.slack.toOperators().at(-1)).toContain('AWS confirms that all access is ended');
  });

  it('stops earlier requests when they are approved, and earlier approvals before IAM', async () => {
    const world = await aWorldOfTwo();
    const [waiting, approved] = [await requested(world, 'alice'), await requested(world, 'random')];
    await world.review('bob', approved);
    await world.lockdown('carol', 'on');

    const click = await world.review('bob', waiting);
    await world.settle();

    expect(click).toMatchObject({ kind: 'refused', refusal: { kind: 'unmet', unmet: { kind: 'locked_down' } } });
    expect(world.ours()).toEqual([]);
    expect((await world.read(approved)).status).toMatchObject({ kind: 'ended', reason: 'lockdown' });
  });

  it('is turned on once, only by admins, and only with a reason', async () => {
    const world = await aWorldOfTwo();

    const answers = [
      await world.lockdown('bob', 'on'),
      await world.lockdown('carol', 'on', ''),
      await world.lockdown('carol', 'off'),
      await world.lockdown('carol', 'on', 'first'),
      await world.lockdown('carol', 'on', 'second'),
    ];

    expect(answers).toMatchObject([
      { refusal: { kind: 'not_an_admin' } },
      { refusal: { kind: 'admin_reason_missing' } },
      { kind: 'already_set', lockdown: { isOn: false } },
      { kind: 'turned' },
      { kind: 'already_set', lockdown: { isOn: true, why: 'first' } },
    ]);
    expect(world.store.refused().map(({ refusal }) => refusal)).toEqual(['not_an_admin', 'admin_reason_missing']);
  });

  it('locks nothing if one role seems to be meant, until that is confirmed', async () => {
    const world = await aWorldOfTwo();

    const answers = [
      await world.lockdown('carol', 'on', 'prod-s3 leaked'),
      await world.lockdown('carol', 'on', 'because prod-s3 leaked'),
    ];

    expect(answers).toMatchObject([{ refusal: { kind: 'scope_unclear' } }, { kind: 'turned' }]);
  });

  it('opens no access if it is turned on after a worker has read the directory', async () => {
    const world = await aWorldOfTwo();
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();
    await world.review('bob', submitted.request);
    // Stored, but not yet handled by its own worker.
    const turnOn = () =>
      world.store.lockdowns.turn(turned(true, actor('carol'), 'keys have leaked', world.clock.now()));
    world.slack.faults.inject({ on: ['person'], meanwhile: turnOn });

    await world.settle();

    expect(world.iam.calls().filter((call) => call.startsWith('put_'))).toEqual([]);
    expect((await world.read(submitted.request)).status.kind).not.toBe('active');
  });

  it('ends everything while Slack is down', async () => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice', 'prod-s3');
    world.slack.faults.inject({ on: ['notify', 'drawCard', 'notifyOperators', 'person', 'workspace'], times: 1000 });

    await world.lockdown('carol', 'on');
    await world.settle().catch(() => undefined);
    for (let minute = 0; minute < 3; minute += 1) {
      world.clock.advance({ minutes: 1 });
      await world.sweep().catch(() => undefined);
    }

    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'lockdown' });
    expect(world.ours()).toEqual([]);
  });

  it('ends nothing on a wake-up that arrives after it was turned off, and leaves no work behind', async () => {
    const world = await aWorldOfTwo();
    await world.queue.wake({ kind: 'lockdown' });
    await world.settle();
    await world.lockdown('carol', 'on');
    await world.settle();
    await world.lockdown('carol', 'off');
    await world.settle();
    const held = await world.grant('alice', 'prod-s3');

    await world.queue.wake({ kind: 'lockdown' });
    await world.settle();

    expect((await world.read(held)).status.kind).toBe('active');
    expect(world.queue.dead()).toEqual([]);
  });

  it('can be turned off: ended access remains ended, and can be requested again', async () => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice', 'prod-s3');
    await world.lockdown('carol', 'on');
    await world.settle();

    await world.lockdown('carol', 'off', 'keys are new');
    await world.settle();

    expect((await world.read(held)).status.kind).toBe('ended');
    expect((await world.grant('alice', 'prod-s3')).status.kind).toBe('active');
  });
});
