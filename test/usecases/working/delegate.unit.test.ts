import { beforeEach, describe, expect, it } from 'vitest';
import { delegationsKey, keyText } from '../../../functions/adapters/dynamodb/keys.ts';
import { SlackFault } from '../../../functions/core/fault.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';
import { requested } from '../../support/two-roles.ts';

let world: World;
beforeEach(async () => {
  const rule = aRule({ approvers: [{ kind: 'user', id: U('carol') }], notifyApprovers: 'direct' });
  world = await aWorld({ catalog: aCatalog([rule]) });
});

const toldTo = (name: string) => world.slack.told().flatMap(({ to, text }) => (to === U(name) ? text : []));
const statusOf = async (approver: string) => {
  const request = await requested(world, 'alice', 'prod-s3');
  await world.review(approver, request);
  await world.settle();
  return (await world.read(request)).status.kind;
};
const cardsFor = (name: string) => world.slack.cards().filter(({ channel }) => channel === `D${U(name)}`).length;
const shownTo = async (name: string) => {
  const list = await world.list(name);
  return list.kind === 'list' ? { delegations: list.delegations?.length, toDecide: list.toDecide.length } : list;
};

describe('/assume delegate', () => {
  it('lets a colleague decide, notifies them, and sends them the cards and the list of what waits', async () => {
    expect(await world.delegate('carol', `<@${U('bob')}> for 3d`)).toMatch(/U0BOB decides in your place/);
    expect(toldTo('bob')).toEqual([expect.stringContaining('@U0CAROL named you as delegate')]);

    const request = await requested(world, 'alice', 'prod-s3');
    expect(cardsFor('bob')).toBe(1);
    expect(await shownTo('bob')).toEqual({ delegations: 1, toDecide: 1 });
    await world.review('bob', request);
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('active');
  });

  it('shows both what was delegated', async () => {
    await world.delegate('carol', `<@${U('bob')}> for 3d`);

    for (const name of ['carol', 'bob'])
      expect(await world.delegate(name, '')).toMatch(/@U0BOB decides in the place of @U0CAROL until/);
    expect(await world.delegate('alice', '')).toContain('You have no delegate');
  });

  it('replaces the delegate, and tells both colleagues', async () => {
    await world.delegate('carol', `<@${U('bob')}> for 3d`);
    const answer = await world.delegate('carol', `<@${U('random')}> for 1d`);

    expect(answer).toMatch(/@U0RANDOM decides in your place.* @U0BOB no longer does/);
    expect(toldTo('bob').at(-1)).toBe('You no longer decide in the place of @U0CAROL.');
    expect(await statusOf('bob')).toBe('pending');
  });

  it('ends with "off" at once, and with its time', async () => {
    await world.delegate('carol', `<@${U('bob')}> for 1h`);
    expect(await world.delegate('carol', 'off')).toBe('@U0BOB no longer decides in your place.');
    expect(await statusOf('bob')).toBe('pending');

    await world.delegate('carol', `<@${U('random')}> for 1h`);
    world.clock.advance({ minutes: 60 });
    expect(await shownTo('random')).toEqual({ delegations: 0, toDecide: 0 });
    expect(await world.delegate('carol', 'off')).toBe('You have no delegate.');
  });

  it('reads the accounts first: a guest is refused, and the refusal is recorded', async () => {
    world.slack.setPerson(U('guest'), { accountStatus: 'guest', name: 'guest' });

    expect(await world.delegate('carol', `<@${U('guest')}> for 3d`)).toContain('this account is a guest account');
    expect(await world.delegate('carol', `<@${U('nobody')}> for 3d`)).toContain('deactivated or unknown');
    expect(await world.delegate('guest', '')).toContain('Your account is a guest account');
    expect(world.store.refused().map(({ refusal }) => refusal)).toEqual([
      'delegate_not_a_member',
      'delegate_not_a_member',
      'not_a_member',
    ]);
    expect(world.slack.told().filter(({ to }) => to !== 'answer')).toEqual([]);
  });

  it('redraws the Home tabs of both', async () => {
    await world.openHome('carol');
    await world.openHome('bob');
    await world.delegate('carol', `<@${U('bob')}> for 3d`);

    for (const name of ['carol', 'bob'])
      expect(world.slack.homeOf(U(name))?.home).toMatchObject({ delegations: [{ by: U('carol'), to: U('bob') }] });
  });

  it('counts nothing that others wrote to the table, and lets the approver name a delegate again', async () => {
    await world.delegate('carol', `<@${U('random')}> for 3d`);
    const items = world.store.items();
    const key = keyText(delegationsKey);
    const item = JSON.stringify(items.get(key)).replaceAll(U('random'), U('bob'));
    items.set(key, JSON.parse(item));

    expect(await statusOf('bob')).toBe('pending');
    const found = [];
    for await (const one of world.store.archive.items()) if (one.kind === 'damaged') found.push(one.key);
    expect(found).toEqual([key]);
    await world.delegate('carol', `<@${U('bob')}> for 3d`);
    expect((await shownTo('bob')) satisfies object).toMatchObject({ delegations: 1 });
  });

  it('notifies the delegate even if the answer cannot be sent any more', async () => {
    const fault = new SlackFault({ kind: 'refused', message: 'used_url', fix: 'none', retryable: false });
    world.faults.inject({ on: ['slack.answerCommand'], error: fault });
    await world.delegate('carol', `<@${U('bob')}> for 3d`);

    expect(toldTo('bob')).toHaveLength(1);
  });
});
