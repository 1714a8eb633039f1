import { describe, expect, it } from 'vitest';
import type { SlackGroupId } from '../../../functions/core/names.ts';
import type { DueItem, Wake } from '../../../functions/usecases/ports.ts';
import { createSweep } from '../../../functions/usecases/scheduled/sweep.ts';
import { aWorld, silentLog, type World } from '../../support/a-world.ts';
import { aCatalog, anIamUser, aRule, idOf, U } from '../../support/builders.ts';
import { noTickets } from '../../support/memory-tickets.ts';
import { requested } from '../../support/requested.ts';

/** Returns the IDs of the users and groups that were read from Slack since the previous call. */
const readsOf = (world: World): (() => readonly string[]) => {
  const all = () => world.slack.faults.calls('person', 'membersOf').map(({ args: [id] }) => String(id));
  let known = all().length;
  return () => {
    const reads = all().slice(known);
    known += reads.length;
    return reads;
  };
};
const minutesLater = async (world: World, minutes: number): Promise<void> => {
  world.clock.advance({ minutes });
  await world.sweep();
};
const numbered = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('the directory', () => {
  it('is read again every 30 minutes for members, and every 5 minutes for other accounts', async () => {
    const world = await aWorld();
    world.slack.setPerson(U('random'), { accountStatus: 'guest', name: 'random' });
    await minutesLater(world, 30);
    const reads = readsOf(world);

    const lines: (readonly string[])[] = [];
    for (const minutes of [4, 1, 24, 1]) {
      await minutesLater(world, minutes);
      lines.push(reads().toSorted());
    }

    expect(lines[0]).toEqual([]);
    expect(lines[1]).toEqual([U('random')]);
    expect(lines[2]).toEqual([U('random')]);
    expect(lines[3]).toEqual([U('alice'), U('bob'), U('carol')].toSorted());
  });

  it('includes users whom only a rule names, and users who used the bot once', async () => {
    const world = await aWorld();
    const known = await world.store.directory.read();
    await world.store.directory.merge({
      people: { [U('visitor')]: { accountStatus: 'guest', name: 'visitor', readAt: world.clock.now() } },
    });
    world.slack.setPerson(U('visitor'), { accountStatus: 'member', name: 'visitor' });

    await minutesLater(world, 5);

    expect(known.people[U('carol')]?.accountStatus).toBe('member');
    expect((await world.store.directory.read()).people[U('visitor')]?.accountStatus).toBe('member');
  });

  it('is read for 30 users and 15 groups a minute, the oldest first', async () => {
    const people = Object.fromEntries(numbered(38, 'P').map((name) => [U(name), anIamUser(name)]));
    const groups = numbered(18, 'S0G').map((id) => ({ kind: 'group', id: id as SlackGroupId }) as const);
    const world = await aWorld({
      catalog: aCatalog([aRule({ approvers: groups })], { people }),
      groups: Object.fromEntries(groups.map(({ id }) => [id, [U('bob')]])),
    });
    const before = await world.store.directory.read();
    const unread = [...numbered(38, 'P').map(U), ...groups.map(({ id }) => id)].filter(
      (id) => !(id in before.people) && !(id in before.groups),
    );
    const reads = readsOf(world);

    await minutesLater(world, 31);

    const read = reads();
    expect(unread).toHaveLength(8 + 3);
    expect(read).toHaveLength(30 + 15);
    expect(read).toEqual(expect.arrayContaining(unread));
  });

  it('is read even if the queue is down when a new catalog is surveyed', async () => {
    const world = await aWorld();
    const people = { ...aCatalog().people, [U('newcomer')]: anIamUser('newcomer') };
    world.slack.setPerson(U('newcomer'), { accountStatus: 'member', name: 'newcomer' });
    world.catalog = aCatalog([aRule()], { people, hash: 'd'.repeat(64) });
    world.queue.isDown = true;

    await expect(world.sweep()).rejects.toThrow('the sweep could not do everything');

    expect((await world.store.directory.read()).people[U('newcomer')]?.accountStatus).toBe('member');
  });

  it('is not read each minute for users who only have pending requests', async () => {
    const world = await aWorld();
    await requested(world);
    const reads = readsOf(world);

    await minutesLater(world, 1);

    expect(reads()).toEqual([]);
  });
});

describe('a completed lockdown', () => {
  it('causes no more work', async () => {
    const world = await aWorld();
    await world.lockdown('carol', 'on');
    await world.settle();
    await world.sweep();
    const before = world.faults.effects();

    await world.sweep();

    expect((await world.store.lockdowns.read())?.announced).toBe('done');
    expect(world.faults.effects()).toBe(before);
  });
});

describe('a thousand items that stay due', () => {
  it('do not delay a new item, and are woken at growing intervals', async () => {
    const world = await aWorld();
    const woken: Wake[] = [];
    const stuckAt = world.clock.now();
    const stuck = Array.from({ length: 1000 }, (_, index): DueItem => {
      return { wake: { kind: 'request', id: idOf(index + 1) }, dueAt: stuckAt };
    });
    const request = await requested(world);
    const sweep = createSweep({
      ...world.store,
      due: {
        ...world.store.due,
        due: async (now, onUnknown) => [...stuck, ...(await world.store.due.due(now, onUnknown))],
      },
      catalog: world.catalog,
      slack: world.slack,
      onCall: { onCallNow: async () => [] },
      tickets: noTickets,
      queue: { wake: async (wake) => void woken.push(wake) },
      backlog: { count: async () => 0 },
      clock: world.clock,
      log: silentLog,
    });
    await sweep();
    const perMinute: number[] = [];

    for (let minute = 0; minute < 30; minute += 1) {
      woken.length = 0;
      world.clock.advance({ minutes: 1 });
      await sweep();
      perMinute.push(woken.filter((wake) => wake.kind === 'request' && wake.id !== request.id).length);
    }

    expect(woken).toContainEqual({ kind: 'request', id: request.id });
    expect(perMinute.flatMap((count, index) => (count > 0 ? [index + 1] : []))).toEqual([
      1, 2, 4, 5, 10, 15, 20, 25, 30,
    ]);
  });
});

describe('a queue that cannot be counted', () => {
  it('does not keep the sweep from waking what is due', async () => {
    const world = await aWorld();
    const woken: Wake[] = [];
    const wake: Wake = { kind: 'request', id: idOf(1) };
    const sweep = createSweep({
      ...world.store,
      due: { ...world.store.due, due: async (now) => [{ wake, dueAt: now }] },
      catalog: world.catalog,
      slack: world.slack,
      onCall: { onCallNow: async () => [] },
      tickets: noTickets,
      queue: { wake: async (one) => void woken.push(one) },
      backlog: { count: () => Promise.reject(new Error('AccessDenied')) },
      clock: world.clock,
      log: silentLog,
    });

    await sweep();

    expect(woken).toContainEqual(wake);
  });
});
