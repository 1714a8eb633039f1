import { describe, expect, it } from 'vitest';
import { SlackFault } from '../../../functions/core/fault.ts';
import { parseAccessName, parseRoleArn, type SlackUserId } from '../../../functions/core/names.ts';
import { turned } from '../../../functions/core/request/lockdown.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, actor, aRule, U } from '../../support/builders.ts';
import { makeUnreadable } from '../../support/damage.ts';

const DEPLOY = parseRoleArn('arn:aws:iam::222222222222:role/deploy');
const deploy = aRule({
  name: parseAccessName('prod-deploy'),
  arn: DEPLOY,
  approvers: [{ kind: 'user', id: U('bob') }],
});
const release = { name: parseAccessName('release'), description: '', roles: [aRule().name, deploy.name] };
const aWorldOfTwo = () => aWorld({ catalog: aCatalog([aRule(), deploy], { bundles: { [release.name]: release } }) });

const requested = async (world: World, name: string, what = 'prod-s3'): Promise<Request> => {
  const submitted = await world.requestAccess(name, what);
  if (submitted.kind !== 'requested') throw new Error(`not requested: ${JSON.stringify(submitted)}`);
  await world.settle();
  return submitted.request;
};
const namesIn = (answer: { open?: readonly Request[] }) =>
  (answer.open ?? []).map(({ requested: { by, target }, status }) => `${by} ${target} ${status.kind}`);

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
  it('ends one role of a user, also if a bundle includes it, and leaves other access and other users alone', async () => {
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

    await world.revoke('carol', 'alice', 'laptop stolen');
    await world.settle();

    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'revoked' });
    expect((await world.read(waiting)).status).toMatchObject({ kind: 'cancelled', by: U('carol') });
    expect(world.ours()).toEqual([]);
  });

  it('refuses a misspelled name and a missing reason instead of ending everything', async () => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice', 'prod-s3');

    const answers = [
      await world.revoke('carol', 'alice', 'prod-s4 laptop stolen'),
      await world.revoke('carol', 'alice', 'prod-s3'),
      await world.revoke('carol', 'alice', ''),
      await world.revoke('carol', 'alice', 'prod-deploy he left'),
    ];

    expect(answers).toMatchObject([
      { refusal: { kind: 'unknown_access', nearest: ['prod-s3'] } },
      { refusal: { kind: 'admin_reason_missing' } },
      { refusal: { kind: 'admin_reason_missing' } },
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

  it.each(['by requester', 'due'] as const)('end everything although an index lags behind: %s', async (index) => {
    const world = await aWorldOfTwo();
    world.store.delayIndex(index);
    const held = await world.grant('alice', 'prod-s3');
    await world.grant('alice', 'prod-deploy');
    await world.end('alice', 'prod-deploy');
    await world.settle();

    const revoked = await world.revoke('carol', 'alice', 'laptop stolen');

    expect(revoked).toMatchObject({ kind: 'revoked', requests: [{ id: held.id }] });
    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'revoked' });
    expect(await world.revoke('carol', 'alice', 'laptop stolen')).toMatchObject({ kind: 'nothing_open', open: [] });
  });

  it('end access although the queue is down', async () => {
    const world = await aWorldOfTwo();
    const [first, second] = [await world.grant('alice', 'prod-s3'), await requested(world, 'alice', 'prod-deploy')];
    world.queue.isDown = true;

    expect(await world.revoke('carol', 'alice', 'laptop stolen')).toMatchObject({ kind: 'revoked' });

    expect((await world.read(first)).status.kind).toBe('ended');
    expect((await world.read(second)).status.kind).toBe('cancelled');
  });
});

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
    expect(reports.find((text) => text.includes('3 requests were ended'))).toMatch(
      /U0ALICE: prod-s3\nU0RANDOM: release|U0RANDOM: release/,
    );
    expect(reports.at(-1)).toContain('is ended in AWS too');
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
    expect(world.slack.toOperators().at(-1)).toContain('is ended in AWS too');
  });

  it('ends other requests although one cannot be read, and is not done until that one has ended too', async () => {
    const world = await aWorldOfTwo();
    const [broken, held] = [await world.grant('alice', 'prod-s3'), await world.grant('random', 'prod-deploy')];
    const makeReadable = makeUnreadable(world, broken.id);

    await world.lockdown('carol', 'on');
    await world.settle().catch(() => undefined);
    await world.sweep().catch(() => undefined);
    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'lockdown' });
    expect(world.ours()).toEqual([]);
    expect(world.slack.toOperators().at(-1)).not.toContain('is ended in AWS too');

    makeReadable();
    for (let minute = 0; minute < 3; minute += 1) {
      world.clock.advance({ minutes: 1 });
      await world.sweep();
    }
    expect((await world.read(broken)).status).toMatchObject({ kind: 'ended', reason: 'lockdown' });
    expect(world.slack.toOperators().at(-1)).toContain('is ended in AWS too');
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
      { kind: 'stands_already', lockdown: { isOn: false } },
      { kind: 'turned' },
      { kind: 'stands_already', lockdown: { isOn: true, why: 'first' } },
    ]);
    expect(world.store.refused().map(({ refusal }) => refusal)).toEqual(['not_an_admin', 'admin_reason_missing']);
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

describe('a user who leaves', () => {
  const left: readonly (readonly [string, (world: World) => void])[] = [
    [
      'deactivated in Slack',
      (world) => world.slack.setPerson(U('alice'), { accountStatus: 'deactivated', name: 'alice' }),
    ],
    ['turned into a guest', (world) => world.slack.setPerson(U('alice'), { accountStatus: 'guest', name: 'alice' })],
    [
      'removed from the catalog',
      (world) => {
        world.catalog = aCatalog([aRule(), deploy], { people: {} });
      },
    ],
    [
      'mapped to another IAM user',
      (world) => {
        const { people } = aCatalog();
        world.catalog = aCatalog([aRule(), deploy], { people: { ...people, [U('alice')]: people[U('bob')] as never } });
      },
    ],
    [
      'with a role that was removed from the catalog',
      (world) => {
        world.catalog = aCatalog([deploy]);
      },
    ],
  ];

  it.each(left)('loses their access within one sweep: %s', async (_, leave) => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice', 'prod-s3');
    const other = await world.grant('random', 'prod-deploy');

    leave(world);
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'offboarded' });
    expect(world.ours()).toEqual([]);
    expect(world.slack.toOperators().some((text) => /^prod-s3 was taken from (?:alice|U0ALICE) /.test(text))).toBe(
      true,
    );
    if (leave !== left[2]?.[1]) expect((await world.read(other)).status.kind).toBe('active');
  });

  it.each([
    [
      'a user who became a guest',
      (world: World) => world.slack.setPerson(U('alice'), { accountStatus: 'guest', name: 'alice' }),
    ],
    [
      'a role that was removed',
      (world: World) => {
        world.catalog = aCatalog([deploy]);
      },
    ],
  ])('does not keep the access of another user open if Slack cannot read them: %s', async (_, leave) => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice', 'prod-s3');
    const other = await world.grant('random', 'prod-deploy');
    world.slack.faults.inject({
      on: ['person'],
      where: (id: SlackUserId) => id === U('random'),
      times: 1000,
      error: new SlackFault({ kind: 'unavailable', message: 'no', fix: 'wait', retryable: true }),
    });

    leave(world);
    world.clock.advance({ minutes: 1 });
    await expect(world.sweep()).rejects.toThrow(AggregateError);
    await world.settle();

    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'offboarded' });
    expect((await world.read(other)).status.kind).toBe('active');
  });

  it('keeps their access while Slack is down', async () => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice', 'prod-s3');
    world.slack.faults.inject({ on: ['person'], times: 1000 });

    world.clock.advance({ minutes: 1 });
    await world.sweep().catch(() => undefined);

    expect((await world.read(held)).status.kind).toBe('active');
  });
});
