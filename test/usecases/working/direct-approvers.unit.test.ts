import { describe, expect, it } from 'vitest';
import type { SlackUserId } from '../../../functions/core/names.ts';
import { directApprovers } from '../../../functions/usecases/working/draw-cards.ts';
import { aWorld } from '../../support/a-world.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';
import { requested } from '../../support/requested.ts';

const user = (name: string) => ({ kind: 'user', id: U(name) }) as const;
/** The users who receive the card of alice's request for a role with these approvers. */
const requestedOf = async (
  approvers: ReturnType<typeof aRule>['approvers'],
  accountStatus: 'member' | 'guest' = 'member',
) => {
  const catalog = aCatalog([aRule({ notifyApprovers: 'direct', approvers })]);
  const world = await aWorld({ catalog });
  const now = world.clock.now();
  const members = approvers.flatMap((who) => (who.kind === 'user' ? [who.id] : []));
  const recordOf = (id: SlackUserId, account: 'member' | 'guest') =>
    [id, { accountStatus: account, name: id, readAt: now }] as const;
  await world.store.directory.merge({ people: Object.fromEntries(members.map((id) => recordOf(id, 'member'))) });
  const request = await world.read(await requested(world));
  const directory = {
    ...(await world.store.directory.read()),
    schedules: { sre: { members: [U('dave')], readAt: now } },
  };
  const people = { ...directory.people, ...Object.fromEntries([recordOf(U('dave'), accountStatus)]) };
  return directApprovers(request, { catalog, directory: { ...directory, people }, now });
};

describe('approvers who get the card in a direct message', () => {
  it('include users on call, each once, and only users who may decide', async () => {
    const onCall = { kind: 'onCall', id: 'sre' } as const;

    expect(await requestedOf([onCall, user('bob'), user('bob'), user('alice')])).toEqual([U('dave'), U('bob')]);
    expect(await requestedOf([onCall, user('bob')], 'guest')).toEqual([U('bob')]);
  });

  it('are at most fifteen', async () => {
    const many = Array.from({ length: 20 }, (_, index) => user(`A${index}`));

    expect(await requestedOf(many)).toHaveLength(15);
  });
});
