import { describe, expect, it } from 'vitest';
import { brokenLink } from '../../functions/core/events.ts';
import { IamFault, SlackFault } from '../../functions/core/fault.ts';
import { parseAccessName, type SlackChannelId, type SlackGroupId } from '../../functions/core/names.ts';
import { aWorld } from '../support/a-world.ts';
import { aCatalog, alice, anIamUser, aRule, aTrust, breakGlass, ROLE, U } from '../support/builders.ts';

const asked = async (world: Awaited<ReturnType<typeof aWorld>>, name = 'alice', options = {}) => {
  const asking = await world.ask(name, 'prod-s3', options);
  if (asking.kind !== 'asked') throw new Error(`not asked: ${JSON.stringify(asking)}`);
  await world.settle();
  return asking.request;
};

describe('a request', () => {
  it('goes from asking over an approval to access, and ends by itself', async () => {
    const world = await aWorld();
    const request = await asked(world);
    expect(world.slack.cards()).toMatchObject([{ channel: 'C0APPROVALS', shows: 'pending' }]);
    expect(world.ours()).toEqual([]);

    world.clock.advance({ minutes: 30 });
    await world.review('bob', request);
    await world.settle();
    expect(await world.read(request)).toMatchObject({
      status: { kind: 'active', startsAt: new Date('2030-01-01T12:30:00Z'), endsAt: new Date('2030-01-01T13:30:00Z') },
    });
    expect(world.ours()).toHaveLength(1);

    world.clock.advance({ minutes: 60 });
    await world.sweep();
    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'expired' });
    expect(world.ours()).toEqual([]);
    expect(world.foreign()).toEqual([breakGlass]);
    expect(world.slack.cards()).toMatchObject([{ shows: 'ended' }]);
    expect(world.slack.toldTo(U('alice'))).toEqual(['prepared', 'activated', 'ended']);
  });

  it('leaves nothing in IAM, in the grants and for the sweep once the longest session is over', async () => {
    const world = await aWorld();
    const request = await world.grant('alice');
    await world.end('alice', 'prod-s3');
    await world.settle();

    world.clock.advance({ minutes: 66 });
    await world.sweep();

    expect(world.iam.guard(ROLE)).toBeUndefined();
    expect(world.iam.userPolicies(alice.arn)).toEqual({});
    expect((await world.store.grants.ofRole(ROLE)).grants).toEqual([]);
    expect((await world.read(request)).dueAt).toBeUndefined();
    expect((await world.read(request)).forgetAt).toEqual(
      new Date(Date.parse('2030-01-01T12:00:00Z') + 400 * 86_400_000),
    );
  });

  it('says active only after IAM was read back with the grant in it', async () => {
    const world = await aWorld();
    const request = await asked(world);
    world.iam.breakPoints.at({ on: ['put_trust'], times: 10 });

    await world.review('bob', request);
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('approved');
    expect(world.slack.toldTo(U('alice'))).not.toContain('activated');
    expect(world.slack.cards()).toMatchObject([{ shows: 'approved' }]);
  });

  it("does not say so while the person's side cannot be read back", async () => {
    const world = await aWorld();
    const request = await asked(world);
    const { observe, readBack, apply } = world.iam;
    const fault = { kind: 'manager_unreachable', message: 'no way in', fix: 'deploy it', resource: ROLE } as const;
    let isAway = false;
    const reach = (users: readonly unknown[]): void => {
      if (isAway && users.length > 0) throw new IamFault({ ...fault, retryable: true });
    };
    world.iam.observe = async (role, users, room) => {
      reach(users);
      return observe(role, users, room);
    };
    world.iam.readBack = async (seen, written) => {
      reach(written);
      return readBack(seen, written);
    };
    world.iam.apply = async (step) => {
      isAway = true;
      await apply(step);
    };

    await world.review('bob', request);
    await world.settle();
    const away = (await world.read(request)).status.kind;
    isAway = false;
    world.iam.apply = apply;
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(away).toBe('approved');
    expect((await world.read(request)).status.kind).toBe('active');
  });

  it('waits until IAM shows what was written before it says so', async () => {
    const world = await aWorld();
    const request = await asked(world);
    const { readBack } = world.iam;
    let looks = 0;
    world.iam.readBack = async (before, written) => {
      const fresh = await readBack(before, written);
      looks += 1;
      return looks < 3 ? before : fresh;
    };

    await world.review('bob', request);
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('active');
    expect(looks).toBe(3);
  });

  it('never says so where IAM does not show what was written, and gives up for now after a few looks', async () => {
    const world = await aWorld();
    const request = await asked(world);
    const before = await world.iam.observe(ROLE, [alice.arn]);
    const { observe, readBack } = world.iam;
    world.iam.observe = async () => before;
    world.iam.readBack = async () => before;

    await world.review('bob', request);
    await world.settle();
    const unseen = { status: (await world.read(request)).status.kind, dead: world.queue.dead() };
    Object.assign(world.iam, { observe, readBack });
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(unseen).toMatchObject({ status: 'approved', dead: [{ name: 'NotYetVisible' }] });
    expect((await world.read(request)).status.kind).toBe('active');
  });

  it('fails at once when the AWS user has gone between the asking and the approval', async () => {
    const world = await aWorld();
    const request = await asked(world);
    world.iam.removeUser(alice.arn);

    await world.review('bob', request);
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('failed');
    expect(world.ours()).toEqual([]);
  });

  it('is held to its end although its approver has left since', async () => {
    const world = await aWorld();
    const request = await world.grant('alice');
    world.slack.setPerson(U('bob'), { standing: 'deactivated', name: 'bob' });
    world.catalog = aCatalog([aRule({ approvers: [{ kind: 'user', id: U('carol') }] })], { hash: 'd'.repeat(64) });

    world.clock.advance({ minutes: 40 });
    await world.sweep();
    await world.queue.wake({ kind: 'request', id: request.id });
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('active');
    expect(world.ours()).toHaveLength(1);
  });

  it('lapses by the clock, and a click on its old card counts no more even before the sweep came', async () => {
    const world = await aWorld();
    const request = await asked(world);

    world.clock.advance({ minutes: 24 * 60 });
    const late = await world.review('bob', request);
    await world.settle();

    expect(late).toMatchObject({ kind: 'refused', refusal: { kind: 'too_late' } });
    expect((await world.read(request)).status.kind).toBe('lapsed');
    expect(world.slack.toldTo(U('alice'))).toContain('lapsed');
    expect(world.ours()).toEqual([]);
  });

  it('is denied by an approver with the reason, and by nobody else', async () => {
    const world = await aWorld();
    const request = await asked(world);

    const stranger = await world.review('random', request, { deny: 'no' });
    const denied = await world.review('carol', request, { deny: 'wait for the release' });
    await world.settle();

    expect(stranger).toMatchObject({ kind: 'refused', refusal: { kind: 'not_an_approver' } });
    expect(denied.kind).toBe('denied');
    const facts = (await world.read(request)).events.map(({ fact }) => fact);
    expect(facts).toContainEqual({
      kind: 'click_refused',
      by: U('random'),
      action: 'deny',
      refusal: 'not_an_approver',
    });
    expect(facts).toContainEqual(
      expect.objectContaining({ kind: 'denied', by: U('carol'), why: 'wait for the release' }),
    );
    expect(world.slack.toldTo(U('random'))).toEqual(['click_refused']);
  });

  it('cannot be approved by the one who asked, also not by a click and not as a listed approver', async () => {
    const world = await aWorld();
    const request = await asked(world, 'bob');

    const own = await world.review('bob', request);
    await world.settle();

    expect(own).toMatchObject({ kind: 'refused', refusal: { kind: 'self_approval_refused' } });
    expect((await world.read(request)).status.kind).toBe('pending');
  });

  it('may be approved by the one who asked only where the rule says so', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ allowSelfApproval: true })]) });
    const request = await asked(world, 'bob');

    const own = await world.review('bob', request);

    expect(own.kind).toBe('approved');
  });

  it('cannot be approved any more by an approver who was removed since, nor carried out on their word', async () => {
    const world = await aWorld();
    const clicked = await asked(world);
    const withoutBob = aCatalog([aRule({ approvers: [{ kind: 'user', id: U('carol') }] })], { hash: 'd'.repeat(64) });

    world.catalog = withoutBob;
    const late = await world.review('bob', clicked);
    world.catalog = aCatalog();
    await world.review('bob', clicked);
    world.catalog = withoutBob;
    await world.settle();

    expect(late).toMatchObject({ kind: 'refused', refusal: { kind: 'not_an_approver' } });
    expect((await world.read(clicked)).status).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('approver'),
    });
    expect(world.ours()).toEqual([]);
  });

  it('records with every decision which catalog was in force', async () => {
    const world = await aWorld();
    const request = await asked(world);
    world.catalog = aCatalog([aRule()], { hash: 'd'.repeat(64) });

    await world.review('bob', request);

    const read = await world.read(request);
    expect(read.asked.catalogHash).toBe('c'.repeat(64));
    expect(read.asked.roles[0]?.rule).toEqual(aRule());
    expect(read.events.at(-1)?.fact).toMatchObject({ kind: 'approved', catalogHash: 'd'.repeat(64) });
  });

  it('needs as many different people as the stricter of then and now', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ approvals: 2 })]) });
    const request = await asked(world);

    const first = await world.review('bob', request);
    const again = await world.review('bob', request);
    world.catalog = aCatalog([aRule({ approvals: 1 })]);
    const stillOne = (await world.read(request)).status.kind;
    const second = await world.review('carol', request);

    expect(first).toMatchObject({ kind: 'counted', missing: 1 });
    expect(again).toMatchObject({ kind: 'refused', refusal: { kind: 'already_counted' } });
    expect(stillOne).toBe('pending');
    expect(second.kind).toBe('approved');
  });

  it('is approved without anybody only where every rule of it wants nobody', async () => {
    const other = aRule({ name: parseAccessName('prod-db'), arn: `${ROLE}-db` as typeof ROLE });
    const bundle = { name: parseAccessName('both'), description: '', roles: [parseAccessName('prod-s3'), other.name] };
    const open = aRule({ approvals: 0, approvers: [] });
    const world = await aWorld({ catalog: aCatalog([open, other], { bundles: { [bundle.name]: bundle } }) });

    const alone = await world.ask('alice', 'prod-s3');
    const together = await world.ask('alice', 'both');
    await world.settle();

    expect(alone.kind === 'asked' && (await world.read(alone.request)).status.kind).toBe('active');
    expect(together.kind === 'asked' && (await world.read(together.request)).status.kind).toBe('pending');
  });

  it('cannot be approved any more once its role has filled up, and whoever tries hears the figure', async () => {
    const world = await aWorld();
    const request = await asked(world);
    const { state } = await world.store.grants.ofRole(ROLE);
    if (state === undefined) throw new Error('never seen');
    await world.store.grants.saveRoleState({ ...state, foreignTrustChars: 2000 });

    const full = await world.review('bob', request);

    expect(full).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'does_not_fit', document: 'trust policy', neededChars: expect.any(Number) },
    });
    expect((await world.read(request)).status.kind).toBe('pending');
    expect((await world.read(request)).events.at(-1)?.fact).toMatchObject({ refusal: 'does_not_fit' });
  });

  it('leaves a record of a click on what is not stored any more', async () => {
    const world = await aWorld();
    const gone = { ...(await asked(world)), id: '0'.repeat(20) as never };

    const clicks = [await world.review('bob', gone), await world.review('bob', gone, { deny: 'no' })];

    expect(clicks).toEqual([{ kind: 'unknown' }, { kind: 'unknown' }]);
    expect(world.store.refused().map(({ by, text, refusal }) => [by, text, refusal])).toEqual([
      [U('bob'), `approve ${gone.id}`, 'unknown_request'],
      [U('bob'), `deny ${gone.id}`, 'unknown_request'],
    ]);
  });

  it('remembers the card that was pressed only where its cards belong, and once', async () => {
    const world = await aWorld();
    const request = await asked(world, 'alice');
    const card = (await world.read(request)).cards.find(({ to }) => to === undefined);
    const elsewhere = { channel: 'C0GENERAL' as SlackChannelId, ts: '99.000100' };
    const forgotten = { channel: 'C0APPROVALS' as SlackChannelId, ts: '98.000100' };

    for (const at of [card, elsewhere, forgotten, forgotten]) await world.review('random', request, 'approve', at);

    const inChannels = (await world.read(request)).cards.filter(({ to }) => to === undefined);
    expect(inChannels).toEqual([card, forgotten]);
  });

  it('keeps the reason to the letter', async () => {
    const world = await aWorld();

    const request = await asked(world, 'alice', { reason: 'INC-42: db is down & <!channel> *bold* team: prod' });

    expect((await world.read(request)).asked.reason).toBe('INC-42: db is down & <!channel> *bold* team: prod');
  });

  it('fails where its card can be shown nowhere: nobody could approve it', async () => {
    const world = await aWorld();
    const fault = { kind: 'channel_unusable', message: 'The bot is not in it.', fix: 'Invite it.' } as const;
    world.slack.breakPoints.at({
      on: ['drawCard'],
      times: 1000,
      error: new SlackFault({ ...fault, retryable: false }),
    });

    const request = await asked(world);

    expect((await world.read(request)).status).toMatchObject({
      kind: 'failed',
      why: 'The bot is not in it. Invite it.',
    });
    expect(world.slack.toldTo(U('alice'))).toContain('failed');
  });

  it('fails before an approver is asked when the AWS user does not exist, and says so', async () => {
    const world = await aWorld();
    world.iam.removeUser(alice.arn);

    const request = await asked(world);

    expect((await world.read(request)).status).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining(alice.arn),
    });
    expect(world.slack.cards()).toEqual([]);
    expect(world.slack.toldTo(U('alice'))).toEqual(['failed']);
  });

  it('fails before an approver is asked when the person turns out to be a guest', async () => {
    const world = await aWorld();
    world.slack.setPerson(U('alice'), { standing: 'guest', name: 'alice' });

    const request = await asked(world);

    expect((await world.read(request)).status.kind).toBe('failed');
    expect(world.slack.cards()).toEqual([]);
  });

  it('is not carried out on the approval of somebody who turns out to be a guest', async () => {
    const world = await aWorld();
    const request = await asked(world);
    world.slack.setPerson(U('bob'), { standing: 'guest', name: 'bob' });

    await world.review('bob', request);
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('failed');
    expect(world.ours()).toEqual([]);
  });

  it('is not carried out when its stored record was changed by hand', async () => {
    const world = await aWorld();
    const request = await asked(world);
    await world.review('bob', request);
    const stored = await world.read(request);
    await world.store.requests.save({ ...stored, asked: { ...stored.asked, reason: 'something else' } });

    await world.settle();

    expect((await world.read(request)).status.kind).toBe('failed');
    expect(world.ours()).toEqual([]);
  });

  it('chains its events so that a changed one is found', async () => {
    const world = await aWorld();
    const { events, asked: what } = await world.grant('alice');

    const forged = events.map((event) =>
      event.fact.kind === 'approved' ? { ...event, fact: { ...event.fact, by: U('carol') } } : event,
    );

    expect(brokenLink(events, what)).toBeUndefined();
    expect(brokenLink(forged, what)).toBe(events.findIndex(({ fact }) => fact.kind === 'approved'));
    expect(brokenLink(events.slice(1), what)).toBe(0);
  });
});

describe('ending', () => {
  it('ends access at once for the requester, during activation too', async () => {
    const world = await aWorld();
    const request = await asked(world);
    await world.review('bob', request);

    await world.end('alice', 'prod-s3');
    await world.settle();

    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'released' });
    expect(world.ours()).toEqual([]);
    expect((await world.store.grants.ofRole(ROLE)).grants).toEqual([]);
  });

  it('finds what was asked for a moment ago, although the list of their requests does not show it yet', async () => {
    const world = await aWorld();
    const request = await asked(world);
    world.store.requests.recentOf = async () => [];

    const ending = await world.end('alice', 'prod-s3');

    expect(ending.kind).toBe('done');
    expect((await world.read(request)).status.kind).toBe('cancelled');
  });

  it('by a name under which nothing is open says what is, and by no name the nearest', async () => {
    const world = await aWorld();
    const held = await world.grant('alice');
    await world.end('alice', 'prod-s3');
    const waiting = await asked(world);
    await world.review('bob', waiting, { deny: '' });

    expect(await world.end('alice', 'prod-s3')).toEqual({ kind: 'nothing_open', open: [], nearest: [] });
    expect(await world.end('alice', 'prod-s33')).toEqual({ kind: 'nothing_open', open: [], nearest: ['prod-s3'] });
    expect(await world.endOne('alice', held)).toMatchObject({ kind: 'refused', refusal: { kind: 'already_closed' } });
  });

  it('of what is not stored any more ends nothing, and says so', async () => {
    const world = await aWorld();
    const request = await asked(world);

    expect(await world.endOne('alice', { ...request, id: '0'.repeat(20) as never })).toMatchObject({
      kind: 'nothing_open',
    });
  });

  it('is nobody else’s to do: whoever tries is told, on record, and nothing ends', async () => {
    const world = await aWorld();
    const held = await world.grant('alice');
    const waiting = await asked(world, 'random');

    const tries = [await world.endOne('bob', held), await world.endOne('bob', waiting)];
    await world.settle();

    expect(tries).toEqual(tries.map(() => ({ kind: 'refused', refusal: { kind: 'not_yours' } })));
    expect((await world.read(held)).status.kind).toBe('active');
    expect((await world.read(waiting)).status.kind).toBe('pending');
    const facts = [await world.read(held), await world.read(waiting)].map(({ events }) => events.at(-1)?.fact);
    expect(facts).toEqual([
      { kind: 'click_refused', by: U('bob'), action: 'end', refusal: 'not_yours' },
      { kind: 'click_refused', by: U('bob'), action: 'cancel', refusal: 'not_yours' },
    ]);
    expect(world.slack.toldTo(U('bob'))).toEqual(['click_refused', 'click_refused']);
  });

  it('still works for whoever may, after so many clicks that did not count that no more of them are recorded', async () => {
    const world = await aWorld();
    const held = await world.grant('alice');

    for (let click = 0; click < 200; click += 1) {
      await world.endOne('bob', held);
      await world.review('random', held);
    }
    const { events } = await world.read(held);
    await world.endOne('alice', held);

    expect(events).toHaveLength(150);
    expect((await world.read(held)).status).toMatchObject({ kind: 'ended', reason: 'released' });
  });

  it('takes back a request that nobody decided', async () => {
    const world = await aWorld();
    const request = await asked(world);

    await world.end('alice', 'prod-s3');
    await world.settle();

    expect((await world.read(request)).status.kind).toBe('cancelled');
    expect(world.slack.cards()).toMatchObject([{ shows: 'cancelled' }]);
  });

  it('says that access has ended early only once IAM has it, while an end by the clock is told at once', async () => {
    const world = await aWorld();
    await world.grant('alice');
    const expiring = await world.grant('random', 'prod-s3', 5);
    world.iam.breakPoints.at({ times: 1000 });
    await world.end('alice', 'prod-s3');
    await world.settle();
    const whileOpen = world.slack.toldTo(U('alice'));

    world.clock.advance({ minutes: 5 });
    await world.sweep();
    const byTheClock = world.slack.toldTo(U('random'));
    world.iam.breakPoints.clear();
    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect(whileOpen).not.toContain('ended');
    expect(byTheClock).toContain('ended');
    expect((await world.read(expiring)).status.kind).toBe('ended');
    expect(world.slack.toldTo(U('alice'))).toContain('ended');
  });

  it('keeps trying when IAM refuses to take the access away, and gets there once IAM does', async () => {
    const world = await aWorld();
    await world.grant('alice');
    await world.end('alice', 'prod-s3');
    world.iam.breakPoints.at({ times: 30 });
    await world.settle();
    world.iam.breakPoints.clear();

    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect(world.ours()).toEqual([]);
    expect(world.iam.userPolicies(alice.arn)).toEqual({});
  });

  it('tries again within the minute also what IAM refuses for good, and leaves word where it stays refused', async () => {
    const world = await aWorld();
    await world.grant('alice');
    await world.end('alice', 'prod-s3');
    const fault = {
      kind: 'denied',
      message: 'not authorized',
      fix: 'let it',
      retryable: false,
      resource: ROLE,
    } as const;
    world.iam.breakPoints.at({ on: ['put_trust'], times: 4, error: new IamFault(fault) });

    await world.settle();
    const refused = { ours: world.ours().length, dead: world.queue.dead().length };
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(refused).toEqual({ ours: 1, dead: 1 });
    expect(world.ours()).toEqual([]);
  });

  it('raises the alarm once the tidying up is a quarter of an hour late, and not for what was tidied up', async () => {
    const world = await aWorld();
    await world.grant('random', 'prod-s3', 30);
    await world.grant('alice', 'prod-s3', 60);
    const alarm = 'a grant is past its end';
    world.clock.advance({ minutes: 30 });
    await world.sweep();
    world.clock.advance({ minutes: 30 });
    world.iam.breakPoints.at({ times: 1000 });
    const raisedAfter = async (minutes: number) => {
      world.clock.advance({ minutes });
      await world.sweep();
      return world.errors().includes(alarm);
    };

    expect([await raisedAfter(0), await raisedAfter(14), await raisedAfter(1)]).toEqual([false, false, true]);
  });

  it('of one comes at once also where IAM refuses what is new on the same role', async () => {
    const world = await aWorld();
    await world.grant('alice');
    const wanted = await asked(world, 'random');
    world.iam.breakPoints.at({
      on: ['put_identity'],
      error: new IamFault({ kind: 'denied', message: 'no', fix: 'let it', retryable: false, resource: ROLE }),
    });

    await world.review('bob', wanted);
    await world.end('alice', 'prod-s3');
    await world.settle();

    expect((await world.read(wanted)).status.kind).toBe('failed');
    expect(world.ours()).toEqual([]);
  });

  it('closes the role while the account of the person is out of reach, and clears their side once it is back', async () => {
    const world = await aWorld();
    await world.grant('alice');
    const observe = world.iam.observe;
    const fault = {
      kind: 'unavailable',
      message: 'no answer',
      fix: 'wait',
      retryable: true,
      resource: alice.arn,
    } as const;
    world.iam.observe = async (role, users) => {
      if (users.length > 0) throw new IamFault(fault);
      return observe(role, users);
    };

    await world.end('alice', 'prod-s3');
    await world.settle();
    const whileAway = { ours: world.ours(), user: Object.keys(world.iam.userPolicies(alice.arn)).length };
    world.iam.observe = observe;
    world.clock.advance({ minutes: 6 });
    await world.sweep();

    expect(whileAway).toEqual({ ours: [], user: 1 });
    expect(world.iam.userPolicies(alice.arn)).toEqual({});
  });

  it('ends a grant although another one on the role waits for user groups that are not known', async () => {
    const sre = { kind: 'group', id: 'S0SRE' as SlackGroupId } as const;
    const world = await aWorld({
      catalog: aCatalog([aRule({ requesters: [{ kind: 'everyone' }, sre], approvers: [sre] })]),
      groups: { S0SRE: [U('bob')] },
    });
    const held = await world.grant('alice', 'prod-s3', 30);
    const asking = await world.ask('random', 'prod-s3');
    await world.settle();
    world.iam.breakPoints.at({ times: 1000 });
    if (asking.kind === 'asked') await world.review('bob', asking.request);
    await world.settle();
    world.iam.breakPoints.clear();
    const forgotten = new SlackFault({ kind: 'unavailable', message: 'no answer', fix: 'wait', retryable: true });
    world.slack.breakPoints.at({ on: ['membersOf'], times: 1000, error: forgotten });

    world.clock.advance({ minutes: 30 });
    await world.sweep().catch(() => world.settle());

    expect((await world.read(held)).status.kind).toBe('ended');
    expect(world.ours()).toEqual([]);
  });

  it('ends one of two overlapping grants without ending the other', async () => {
    const world = await aWorld();
    const first = await world.grant('alice', 'prod-s3', 60);
    world.clock.advance({ minutes: 30 });
    const second = await world.grant('alice', 'prod-s3', 60);
    expect(second.status.kind).toBe('active');

    world.clock.advance({ minutes: 30 });
    await world.sweep();

    expect((await world.read(first)).status.kind).toBe('ended');
    expect((await world.read(second)).status.kind).toBe('active');
    expect(world.ours()[0]?.Condition?.['DateLessThan']).toEqual({ 'aws:CurrentTime': '2030-01-01T13:30:00Z' });
  });

  it('forgets the grants of nobody when the catalog no longer knows the role', async () => {
    const world = await aWorld();
    const request = await world.grant('alice');
    world.catalog = aCatalog([], { hash: 'e'.repeat(64) });

    world.clock.advance({ minutes: 60 });
    await world.sweep();

    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'expired' });
    expect(world.ours()).toEqual([]);
  });
});

describe('a role that left the catalog', () => {
  it('is looked after until nothing of ours is left in it, and not any more from then on', async () => {
    const world = await aWorld();
    await world.grant('alice');
    world.catalog = aCatalog([], { hash: 'e'.repeat(64) });

    world.clock.advance({ minutes: 1 });
    await world.sweep();
    const ended = await world.store.grants.ofRole(ROLE);
    world.clock.advance({ minutes: 66 });
    await world.sweep();
    const { state, grants } = await world.store.grants.ofRole(ROLE);

    expect(ended.grants).toHaveLength(1);
    expect(world.iam.guard(ROLE)).toBeUndefined();
    expect({ grants, dueAt: state?.dueAt }).toEqual({ grants: [], dueAt: undefined });
  });
});

describe('drift', () => {
  it('puts back what somebody removed and reports it, without touching what is not ours', async () => {
    const world = await aWorld();
    await world.grant('alice');
    const mine = world.ours();
    world.iam.editTrust(ROLE, aTrust({ ...breakGlass, Sid: 'New' }));

    world.clock.advance({ minutes: 5 });
    await world.sweep();

    expect(world.ours()).toEqual(mine);
    expect(world.foreign()).toEqual([{ ...breakGlass, Sid: 'New' }]);
    expect(world.slack.toOperators()).toEqual([expect.stringContaining('alice was missing in the trust policy')]);
  });

  it('removes a statement of ours that stands for nobody, with its sessions, and nothing else it does not know', async () => {
    const other = await aWorld();
    await other.grant('random');
    const orphan = other.ours();
    const world = await aWorld({ trust: [breakGlass, ...orphan] });
    world.iam.editRolePolicy(ROLE, 'theirs', aTrust());
    const guarded = world.iam.guard(ROLE)?.Statement[0]?.Condition?.['StringLike'];

    for (let minute = 0; minute < 70; minute += 5) {
      world.clock.advance({ minutes: 5 });
      await world.sweep();
    }

    expect(orphan).toHaveLength(1);
    expect(world.ours()).toEqual([]);
    expect(world.foreign()).toEqual([breakGlass]);
    expect(guarded).toEqual({ 'aws:userid': '*:random_user' });
    expect(Object.keys(world.iam.rolePolicies(ROLE))).toEqual(['theirs']);
    expect(world.slack.toOperators()).toEqual([
      expect.stringContaining('random_user stood in the trust policy without a grant'),
    ]);
  });

  it('is put right also where there are no operators to tell', async () => {
    const { operatorsChannel: _, ...settings } = aCatalog().settings;
    const world = await aWorld({ catalog: aCatalog([aRule()], { settings }) });
    await world.grant('alice');
    world.iam.editTrust(ROLE, aTrust(breakGlass));

    world.clock.advance({ minutes: 5 });
    await world.sweep();

    expect(world.ours()).toHaveLength(1);
    expect(world.slack.toOperators()).toEqual([]);
  });

  it('says nothing and writes nothing when all is as it should be', async () => {
    const world = await aWorld();
    await world.grant('alice');
    const writes = world.iam.breakPoints.effects();

    for (let minute = 0; minute < 20; minute += 1) {
      world.clock.advance({ minutes: 1 });
      await world.sweep();
    }

    expect(world.iam.breakPoints.effects()).toBe(writes);
    expect(world.slack.toOperators()).toEqual([]);
  });
});

describe('asking', () => {
  it('shows the pending request to the second of two commands, also at the same instant', async () => {
    const world = await aWorld();

    const [first, second] = await Promise.all([world.ask('alice', 'prod-s3'), world.ask('alice', 'prod-s3')]);
    await world.settle();
    const third = await world.ask('alice', 'prod-s3');

    expect([first.kind, second.kind].toSorted()).toEqual(['already_pending', 'asked']);
    expect(third.kind).toBe('already_pending');
    expect(world.slack.cards()).toHaveLength(1);
  });

  it('tells two approvals within one second apart', async () => {
    const world = await aWorld();
    const [a, b] = [await asked(world, 'alice'), await asked(world, 'random')];

    await Promise.all([world.review('bob', a), world.review('bob', b)]);
    await world.settle();

    const userNames = world.ours()[0]?.Condition?.['StringEquals']?.['aws:username'];
    expect(userNames).toEqual(['alice', 'random_user']);
    expect((await world.store.grants.ofRole(ROLE)).grants).toHaveLength(2);
  });

  it('asks again after a decision under a new id', async () => {
    const world = await aWorld();
    const first = await asked(world);
    await world.review('bob', first, { deny: '' });

    const second = await asked(world);

    expect(second.id).not.toBe(first.id);
  });

  it('records what was refused at asking, for the audit', async () => {
    const world = await aWorld();

    const refused = await world.ask('alice', 'prod-s3', { minutes: 9 * 60 });

    expect(refused).toMatchObject({ kind: 'refused', refusal: { kind: 'too_long', maxMinutes: 480 } });
    expect(world.store.refused()).toMatchObject([{ by: U('alice'), refusal: 'too_long' }]);
  });

  it('refuses who has no AWS identity at once', async () => {
    const world = await aWorld();

    const refused = await world.ask('carol', 'prod-s3');

    expect(refused).toMatchObject({ kind: 'refused', refusal: { kind: 'no_identity' } });
  });

  it('refuses people of other workspaces, guests, bots and deactivated accounts once they are known', async () => {
    const world = await aWorld();
    await world.store.directory.merge({
      people: { [U('random')]: { standing: 'guest', name: 'random', readAt: world.clock.now() } },
    });

    const guest = await world.ask('random', 'prod-s3');

    expect(guest).toMatchObject({ kind: 'refused', refusal: { kind: 'not_a_member', standing: 'guest' } });
  });

  it('tells the 49th of too many people that there is no room before an approver is asked', async () => {
    const people = Array.from({ length: 80 }, (_, index) => anIamUser(`person-${String(index).padStart(9, '0')}`));
    const ids = people.map((_, index) => U(`P${index}`));
    const catalog = aCatalog([aRule()], {
      people: Object.fromEntries(people.map((person, index) => [ids[index], person])),
    });
    const world = await aWorld({ catalog });

    const outcomes: string[] = [];
    for (const [index] of people.entries()) {
      const asking = await world.ask(`P${index}`, 'prod-s3', { minutes: 60 + index });
      outcomes.push(asking.kind === 'refused' ? asking.refusal.kind : asking.kind);
      if (asking.kind !== 'asked') break;
      await world.settle();
      await world.review('bob', asking.request);
      await world.settle();
    }

    expect(outcomes.at(-1)).toBe('does_not_fit');
    expect(outcomes.filter((outcome) => outcome === 'asked').length).toBeGreaterThanOrEqual(48);
    expect(world.slack.cards().every(({ shows }) => shows === 'active')).toBe(true);
  });

  it('costs nothing where a wake-up is for what is not stored any more', async () => {
    const world = await aWorld();

    await world.queue.wake({ kind: 'request', id: '0'.repeat(20) as never });
    await world.settle();

    expect(world.queue.dead()).toEqual([]);
  });

  it('waits out a queue that is down: the sweep finds the work', async () => {
    const world = await aWorld();
    world.queue.isDown = true;
    const asking = await world.ask('alice', 'prod-s3');
    world.queue.isDown = false;
    expect(asking.kind).toBe('asked');

    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(world.slack.cards()).toMatchObject([{ shows: 'pending' }]);
  });

  it('does not take a name for another that contains it', async () => {
    const world = await aWorld();

    const refused = await world.ask('alice', 'prod');

    expect(refused).toMatchObject({ kind: 'refused', refusal: { kind: 'unknown_access', nearest: ['prod-s3'] } });
  });

  it('never lets the longest time of one role count for another', async () => {
    const short = aRule({
      name: parseAccessName('prod-db'),
      arn: `${ROLE}-db` as typeof ROLE,
      durationMinutes: { default: 15, max: 30 },
    });
    const bundle = { name: parseAccessName('both'), description: '', roles: [parseAccessName('prod-s3'), short.name] };
    const world = await aWorld({ catalog: aCatalog([aRule(), short], { bundles: { [bundle.name]: bundle } }) });

    const alone = await world.ask('alice', 'prod-db', { minutes: 60 });
    const together = await world.ask('alice', 'both', { minutes: 60 });

    expect([alone, together]).toMatchObject([
      { refusal: { kind: 'too_long', maxMinutes: 30 } },
      { refusal: { maxMinutes: 30 } },
    ]);
  });
});

describe('a bundle', () => {
  it('is active with the roles that could be granted and tells the one that could not', async () => {
    const other = aRule({ name: parseAccessName('prod-db'), arn: `${ROLE}-db` as typeof ROLE });
    const bundle = { name: parseAccessName('both'), description: '', roles: [parseAccessName('prod-s3'), other.name] };
    const world = await aWorld({ catalog: aCatalog([aRule(), other], { bundles: { [bundle.name]: bundle } }) });
    const asking = await world.ask('alice', 'both');
    await world.settle();
    world.iam.removeRole(other.arn);

    if (asking.kind === 'asked') await world.review('bob', asking.request);
    await world.settle();

    const read = asking.kind === 'asked' ? await world.read(asking.request) : undefined;
    expect(read?.status).toMatchObject({
      kind: 'active',
      parts: [{ kind: 'confirmed' }, { kind: 'refused', why: expect.stringContaining(other.arn) }],
    });
    expect(world.slack.toldTo(U('alice'))).toEqual(expect.arrayContaining(['part_refused', 'activated']));
    expect(world.iam.identity(alice.arn, ROLE)).toBeDefined();
  });
});
