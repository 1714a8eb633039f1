import { describe, expect, it } from 'vitest';
import { SlackFault } from '../../../functions/core/fault.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { createSetLockdown } from '../../../functions/usecases/answering/administer.ts';
import { aWorld, silentLog, type World } from '../../support/a-world.ts';
import { aCatalog, actor, aFederated, aGrant, anIamUser, aRule, idOf, U } from '../../support/builders.ts';
import { failWrites } from '../../support/iam-faults.ts';

const deploy = aRule({
  name: parseAccessName('prod-deploy'),
  arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'),
});
const aWorldOfTwo = () => aWorld({ catalog: aCatalog([aRule(), deploy]) });
const lockedDown = async (world: World): Promise<void> => {
  await world.lockdown('carol', 'on');
  await world.settle();
};
const minutesPass = async (world: World, minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    world.clock.advance({ minutes: 1 });
    await world.sweep();
  }
};
const announced = (world: World) => world.slack.toOperators();

describe('the messages of a lockdown', () => {
  it('name the requests that ended before the worker of the lockdown ran', async () => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice');
    await world.grant('random', 'prod-deploy');
    world.iam.faults.inject({ on: ['put_trust', 'put_guard'], times: 1000 });
    await world.lockdown('carol', 'on');
    world.queue.lose();
    await world.queue.wake({ kind: 'request', id: held.id });
    await world.settle();
    const before = (await world.read(held)).status.kind;

    await world.queue.wake({ kind: 'lockdown' });
    await world.settle();

    expect(before).toBe('ended');
    expect(announced(world)[0]).toContain('Ended or cancelled 2 requests');
    expect(announced(world)[0]).toContain('U0ALICE: prod-s3');
  });

  it('name requests that are found after the first message too', async () => {
    const world = await aWorldOfTwo();
    await world.grant('alice');
    world.iam.faults.inject({ on: ['put_trust', 'put_guard'], times: 1000 });
    await lockedDown(world);
    await minutesPass(world, 1);
    const lockdown = await world.store.lockdowns.read();
    if (lockdown === undefined) throw new Error('nothing is locked down');
    await world.store.lockdowns.turn({ ...lockdown, isOn: false });
    await world.requestAccess('random', 'prod-deploy');
    await world.store.lockdowns.turn(lockdown);
    world.queue.lose();
    await world.queue.wake({ kind: 'lockdown' });
    await world.settle();

    expect(announced(world).find((text) => text.includes('U0RANDOM: prod-deploy'))).toContain('Ended or cancelled');
  });

  it('name the cancelled requests after a crash before the first message', async () => {
    const world = await aWorldOfTwo();
    await world.requestAccess('alice', 'prod-s3');
    await world.settle();
    await world.lockdown('carol', 'on');
    world.faults.inject({ on: ['directory.read'] });

    await world.settle();

    expect(announced(world)[0]).toContain('• U0ALICE: prod-s3');
  });

  it('are repeated only after a change', async () => {
    const world = await aWorldOfTwo();
    await world.grant('alice', 'prod-s3');
    await world.grant('random', 'prod-deploy');
    world.iam.faults.inject({ on: ['put_trust', 'put_guard'], times: 1000 });
    await lockedDown(world);
    await minutesPass(world, 5);
    const whileNothingMoves = announced(world).filter((text) => text.includes('not ended in AWS yet')).length;

    world.iam.faults.clear();
    failWrites(world, deploy.arn, new Error('the process stopped'));
    await minutesPass(world, 5);

    const outstanding = announced(world).filter((text) => text.includes('not ended in AWS yet'));
    expect(whileNothingMoves).toBe(1 * 2);
    expect(outstanding).toHaveLength(2 * 2);
    expect(outstanding.at(-1)).not.toContain('U0ALICE');
    expect(outstanding.at(-1)).toContain('U0RANDOM: prod-deploy');
  });

  it('name thirty requests and count the others', async () => {
    const people = Array.from({ length: 31 }, (_, index) => anIamUser(`p${10 + index}`));
    const ids = people.map((_, index) => U(`P${10 + index}`));
    const world = await aWorld({
      catalog: aCatalog([aRule()], { people: Object.fromEntries(people.map((one, index) => [ids[index], one])) }),
    });
    const askAll = async (count: number) => {
      for (let index = 0; index < count; index += 1) await world.requestAccess(`P${10 + index}`, 'prod-s3');
      await world.settle();
      const before = announced(world).length;
      await lockedDown(world);
      const [first = ''] = announced(world).slice(before);
      await world.lockdown('carol', 'off');
      await world.settle();
      return first.split('\n').slice(2, -1);
    };

    const thirty = await askAll(30);
    const more = await askAll(31);

    expect(thirty).toHaveLength(30);
    expect(more).toHaveLength(31);
    expect(more.at(-1)).toBe('and 1 more');
  });

  it('go to the admin even if there is no operators channel, or it cannot be reached', async () => {
    const { operatorsChannel: _, ...settings } = aCatalog().settings;
    const [alone, refused] = [await aWorld({ catalog: aCatalog([aRule()], { settings }) }), await aWorldOfTwo()];
    refused.slack.faults.inject({
      on: ['notifyOperators'],
      where: (channel: string) => channel === 'C0OPERATORS',
      times: 1000,
      error: new SlackFault({ kind: 'channel_unusable', message: 'no', fix: 'invite', retryable: false }),
    });

    await lockedDown(alone);
    await lockedDown(refused);

    const channels = (world: World) => new Set(world.slack.faults.calls('notifyOperators').map(({ args: [to] }) => to));
    expect(channels(alone)).toEqual(new Set([U('carol')]));
    expect(channels(refused)).toEqual(new Set(['C0OPERATORS', U('carol')]));
    expect(refused.queue.dead()).toEqual([]);
  });

  it('do not wait for grants that the lockdown did not end, or that IAM refused', async () => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice');
    await lockedDown(world);
    await world.store.grants.add(aGrant({ requestId: idOf(99), principal: aFederated('other'), by: U('random') }));
    const row = await world.store.grants.get(aRule().arn, held.id);
    if (row === undefined || row === 'damaged') throw new Error('no row');
    const { closedAt: _, ...open } = row;
    await world.store.grants.remove(aRule().arn, held.id);
    await world.store.grants.add({ ...open, state: 'refused', why: 'no' });

    await world.queue.wake({ kind: 'lockdown' });
    await world.settle();

    expect(announced(world).at(-1)).toContain('AWS confirms that all access is ended');
  });
});

describe('a lockdown that fails for one request', () => {
  it('ends the others, names the request that cannot be written, and raises the alarm', async () => {
    const world = await aWorldOfTwo();
    const [stuck, free] = [await world.grant('alice'), await world.grant('random', 'prod-deploy')];
    world.faults.inject({
      on: ['requests.save'],
      where: ({ id }: Request) => id === stuck.id,
      times: 1000,
      error: new Error('the table is throttled'),
    });

    await lockedDown(world);
    await minutesPass(world, 1);

    expect((await world.read(free)).status).toMatchObject({ kind: 'ended', reason: 'lockdown' });
    expect(announced(world).at(-1)).toMatch(/• U0ALICE: prod-s3\n/);
    expect(announced(world).at(-1)).toContain('1 that could not be read or changed');
    expect(world.queue.dead().map(String)).toContainEqual(expect.stringContaining('not everything could be locked'));
  });
});

describe('turning a lockdown on', () => {
  it('makes the cached directory be read again', async () => {
    const world = await aWorldOfTwo();
    let forgotten = 0;
    const forget = () => {
      forgotten += 1;
    };
    const { directory, lockdowns, refusals } = world.store;
    const turn = createSetLockdown({
      catalog: world.catalog,
      directory: { read: directory.read, forget },
      lockdowns,
      refusals,
      queue: world.queue,
      clock: world.clock,
      log: silentLog,
    });

    await turn({ actor: actor('carol'), isOn: true, why: 'keys have leaked', text: 'lockdown on' });

    expect(forgotten).toBe(1);
  });

  it('takes effect even if the queue is down, because the sweep finds the work', async () => {
    const world = await aWorldOfTwo();
    const held = await world.grant('alice');
    world.queue.isDown = true;
    const turned = await world.lockdown('carol', 'on');
    world.queue.isDown = false;

    await minutesPass(world, 1);

    expect(turned.kind).toBe('turned');
    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'lockdown' });
  });
});
