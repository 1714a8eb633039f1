import { describe, expect, it } from 'vitest';
import type { ExtendRule, RoleRule } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn, type RoleArn, type SlackGroupId } from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { isOurs } from '../../../functions/core/trust/statements.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, anIamUser, aRule, ROLE, U } from '../../support/builders.ts';
import { changeRequestItem, makeUnreadable } from '../../support/damage.ts';
import { anIamFault, failWrites } from '../../support/iam-faults.ts';

const automatic: ExtendRule = { byMinutes: 60, automatic: true, maxTotalMinutes: 480 };
const DB = parseRoleArn('arn:aws:iam::222222222222:role/db');
const db = aRule({ name: parseAccessName('prod-db'), arn: DB, extend: automatic });
const s3 = aRule({ extend: automatic });
const SRE = 'S0SRE' as SlackGroupId;
const both = { name: parseAccessName('release'), description: '', roles: [s3.name, db.name] };

const aBundle = (rules: readonly RoleRule[] = [s3, db]) =>
  aWorld({ catalog: aCatalog(rules, { bundles: { [both.name]: both } }) });

/** The time until which the trust policy of a role admits the user; undefined if it does not. */
const openUntil = (world: World, role: RoleArn = ROLE): string | undefined => {
  const ours = (world.iam.trust(role)?.Statement ?? []).filter((statement) => isOurs(statement, DEFAULT_HUB));
  const ends = ours.map(({ Condition }) => String(Condition?.['DateLessThan']?.['aws:CurrentTime']));
  return ends
    .filter((end) => new Date(end) > world.clock.now())
    .sort()
    .at(-1);
};

/** Makes all writes to one role fail. Returns a function that stops this. */
const breakRole = (world: World, role: RoleArn, retryable: boolean) =>
  failWrites(world, role, anIamFault(retryable ? 'throttled' : 'denied', role));

const extended = async (world: World, what = 'prod-s3'): Promise<Request> => {
  const extending = await world.extend('alice', what);
  if (extending.kind !== 'requested') throw new Error(`not extended: ${JSON.stringify(extending)}`);
  await world.settle();
  return world.read(extending.request);
};

/** Removes bob from the approvers. */
const dropBob = (world: World) => {
  const approvers = [{ kind: 'user', id: U('carol') }] as const;
  world.catalog = aCatalog([{ ...s3, approvers }]);
};

/** Changes in Slack after a decision, with the approvers of its rule. */
const CHANGES_IN_SLACK: readonly [string, RoleRule['approvers'], (world: World) => void][] = [
  [
    'the approver was deactivated',
    [{ kind: 'user', id: U('bob') }],
    (world) => world.slack.setPerson(U('bob'), { accountStatus: 'deactivated', name: 'bob' }),
  ],
  [
    'the approver left the user group',
    [{ kind: 'group', id: SRE }],
    (world) => world.slack.setGroup(SRE, [U('carol')]),
  ],
  [
    'the holder became a guest',
    [{ kind: 'user', id: U('bob') }],
    (world) => world.slack.setPerson(U('alice'), { accountStatus: 'guest', name: 'alice' }),
  ],
];

describe('an extension', () => {
  it('is refused before its base is active, so that it cannot outlive a request that fails', async () => {
    const world = await aWorld({ catalog: aCatalog([s3]) });
    const repair = breakRole(world, ROLE, true);
    const base = await world.grant('alice');

    const extending = await world.extend('alice', 'prod-s3');
    dropBob(world);
    repair();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(extending).toMatchObject({ kind: 'refused', refusal: { kind: 'not_active_yet' } });
    expect((await world.read(base)).status.kind).toBe('failed');
    expect(openUntil(world)).toBeUndefined();
  });

  it('opens no role that IAM refused for its base', async () => {
    const world = await aBundle();
    const repair = breakRole(world, DB, false);
    await world.grant('alice', 'release');
    repair();

    const extension = await extended(world, 'release');
    await world.sweep();

    expect(extension.requested.roles.map(({ arn }) => arn)).toEqual([ROLE]);
    expect([openUntil(world, ROLE), openUntil(world, DB)]).toEqual(['2030-01-01T14:00:00Z', undefined]);
  });

  it.each<[string, (world: World, base: Request) => unknown]>([
    ['released by its holder', (world, base) => world.endOne('alice', base)],
    ['revoked by an admin', (world) => world.revoke('carol', 'alice', 'all laptop lost')],
    ['changed from outside', (world, { id }) => changeRequestItem(world, id, { statusKind: 'ended' })],
    ['made unreadable', (world, { id }) => makeUnreadable(world, id)],
  ])('is not opened by a wake-up of its role once the access it extends has been %s', async (how, lose) => {
    const world = await aWorld({ catalog: aCatalog([s3]) });
    const base = await world.grant('alice');
    const repair = breakRole(world, ROLE, true);
    const extension = await extended(world);
    await lose(world, base);
    world.queue.lose();
    repair();
    const seen: (string | undefined)[] = [];
    world.onEffect = () => seen.push(openUntil(world));

    await world.queue.wake({ kind: 'role', arn: ROLE });
    await world.settle();

    expect(seen).not.toContain('2030-01-01T14:00:00Z');
    // If a membership cannot be read, no access opens, and existing access remains.
    if (how === 'made unreadable') return expect(openUntil(world)).toBe('2030-01-01T13:00:00Z');

    expect(openUntil(world)).toBeUndefined();
    await world.sweep();
    expect((await world.read(extension)).status).toMatchObject({ kind: expect.stringMatching(/ended|failed/) });
  });

  it.each([
    ['released by its holder', async (world: World, base: Request) => void (await world.endOne('alice', base))],
    ['revoked by an admin', async (world: World) => void (await world.revoke('carol', 'alice', 'all laptop lost'))],
    [
      'lost with the account of the holder',
      async (world: World) => world.slack.setPerson(U('alice'), { accountStatus: 'deactivated', name: 'alice' }),
    ],
    ['in a lockdown', async (world: World) => void (await world.lockdown('carol', 'on'))],
  ])('ends with the access it extends when that is %s', async (_, lose) => {
    const world = await aWorld({ catalog: aCatalog([s3]) });
    const base = await world.grant('alice');
    const extension = await extended(world);

    await lose(world, base);
    await world.settle();
    await world.sweep();

    expect((await world.read(extension)).status).toMatchObject({ kind: 'ended' });
    expect(openUntil(world)).toBeUndefined();
  });

  it('ends with its base if the record of the role was changed outside the bot', async () => {
    const world = await aWorld({ catalog: aCatalog([s3]) });
    const base = await world.grant('alice');
    const extension = await extended(world);

    await world.store.grants.remove(ROLE, base.id);
    await world.sweep();
    await world.queue.wake({ kind: 'request', id: base.id });
    await world.settle();

    expect((await world.read(base)).status.kind).toBe('failed');
    expect((await world.read(extension)).status).toMatchObject({ kind: 'ended', reason: 'base_ended' });
    expect(openUntil(world)).toBeUndefined();
  });

  it('and its base do not wake each other while IAM is down', async () => {
    const world = await aWorld({ catalog: aCatalog([s3]) });
    await world.grant('alice', 'prod-s3');
    await extended(world);
    const repair = breakRole(world, ROLE, true);
    await world.revoke('carol', 'alice', 'all the laptop was stolen');

    // The test queue throws if workers wake each other forever.
    await world.settle();
    const meanwhile = openUntil(world);
    repair();
    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(meanwhile).toBeDefined();
    expect(openUntil(world)).toBeUndefined();
  });

  it('stays active after its base has expired', async () => {
    const world = await aWorld({ catalog: aCatalog([s3]) });
    await world.grant('alice');
    const extension = await extended(world);

    world.clock.advance({ minutes: 61 });
    await world.sweep();

    expect((await world.read(extension)).status.kind).toBe('active');
    expect(openUntil(world)).toBe('2030-01-01T14:00:00Z');
  });
});

describe('the roles of an active bundle that are not open yet', () => {
  it('are checked again before they are written, and remain closed if the approver left', async () => {
    const world = await aBundle();
    const repair = breakRole(world, DB, true);
    const request = await world.grant('alice', 'release');
    world.catalog = aCatalog(
      [s3, db].map((rule) => ({ ...rule, approvers: [{ kind: 'user', id: U('carol') }] })),
      { bundles: { [both.name]: both } },
    );
    repair();

    world.clock.advance({ minutes: 1 });
    await world.sweep();

    expect(openUntil(world, DB)).toBeUndefined();
    expect((await world.read(request)).status).toMatchObject({
      kind: 'active',
      progress: [{ kind: 'confirmed' }, { kind: 'refused', why: expect.stringContaining('approve') }],
    });
    // The role that is already open stays open; its approver is no longer checked.
    expect(openUntil(world, ROLE)).toBe('2030-01-01T13:00:00Z');
  });

  /** A bundle that is active with one role. The runs that should have stored the grant of the other role stopped. */
  const halfOpened = async (approvers: RoleRule['approvers']) => {
    const rules = [s3, db].map((rule) => ({ ...rule, approvers }));
    const people = { [U('alice')]: anIamUser('alice', { identity: 'external' }) };
    const catalog = aCatalog(rules, { bundles: { [both.name]: both }, people });
    const world = await aWorld({ catalog, groups: { [SRE]: [U('bob'), U('carol')] } });
    const isOfDb = ({ roleArn }: Grant) => roleArn === DB;
    const goOn = world.faults.inject({ on: ['grants.add'], where: isOfDb, times: 1000 });
    const submitted = await world.requestAccess('alice', 'release');
    if (submitted.kind !== 'requested') throw new Error(JSON.stringify(submitted));
    await world.settle();
    await world.review('bob', submitted.request);
    for (let run = 0; run < 4; run += 1) await world.settle().catch(() => undefined);
    return { world, request: submitted.request, goOn };
  };

  it.each(CHANGES_IN_SLACK)('are checked with current data from Slack: %s', async (_, approvers, change) => {
    const { world, request, goOn } = await halfOpened(approvers);
    const { status } = await world.read(request);
    change(world);
    goOn();
    const opened: unknown[] = [];
    world.onEffect = () => opened.push(openUntil(world, DB));

    await world.queue.wake({ kind: 'request', id: request.id });
    await world.settle();

    expect(status).toMatchObject({ kind: 'active', progress: [{ kind: 'confirmed' }, { kind: 'waiting' }] });
    expect(opened.filter((one) => one !== undefined)).toEqual([]);
    expect(await world.store.grants.get(DB, request.id)).toBeUndefined();
  });
});

describe('access that is not written to IAM yet', () => {
  it.each(CHANGES_IN_SLACK)(
    'is checked with current data from Slack before IAM is tried again: %s',
    async (_, approvers, change) => {
      const catalog = aCatalog([{ ...s3, approvers }], { people: { [U('alice')]: anIamUser('alice') } });
      const world = await aWorld({ catalog, groups: { [SRE]: [U('bob'), U('carol')] } });
      const repair = breakRole(world, ROLE, true);
      const request = await world.grant('alice', 'prod-s3');
      const { status } = await world.read(request);
      change(world);
      const opened: unknown[] = [];
      world.onEffect = () => opened.push(openUntil(world));

      for (let minute = 1; minute <= 5; minute += 1) {
        world.clock.advance({ minutes: 1 });
        await world.sweep().catch(() => undefined);
      }
      repair();
      world.clock.advance({ minutes: 1 });
      await world.sweep();

      expect(status).toMatchObject({ kind: 'approved' });
      expect((await world.read(request)).status).toMatchObject({ kind: 'failed' });
      expect(opened.filter((one) => one !== undefined)).toEqual([]);
    },
  );
});

describe('a start in the future', () => {
  const scheduled = async (world: World): Promise<Request> => {
    const submitted = await world.requestAccess('alice', 'prod-s3', { from: { hour: 19, minute: 0 } });
    if (submitted.kind !== 'requested') throw new Error(`not accepted: ${JSON.stringify(submitted)}`);
    await world.settle();
    await world.review('bob', submitted.request);
    await world.settle();
    return world.read(submitted.request);
  };

  const withRule = (fields: Partial<RoleRule>) => (world: World) => {
    world.catalog = aCatalog([{ ...s3, ...fields }]);
  };
  it.each<[string, (world: World) => void]>([
    ['the approver was removed from the rule', dropBob],
    ['more approvals are needed', withRule({ approvals: 2 })],
    ['the holder may no longer request it', withRule({ requesters: [{ kind: 'user', id: U('random') }] })],
    [
      'the approver was deactivated in the last minute',
      (world) => world.slack.setPerson(U('bob'), { accountStatus: 'deactivated', name: 'bob' }),
    ],
  ])('is checked again at that time, and the access ends before it is used if %s', async (_, change) => {
    const world = await aWorld({ catalog: aCatalog([s3]) });
    const request = await scheduled(world);
    const { status } = request;
    if (status.kind !== 'active') throw new Error(status.kind);
    world.clock.advance({ minutes: (status.startsAt.getTime() - world.clock.now().getTime()) / 60_000 - 2 });
    await world.sweep();
    change(world);

    world.clock.advance({ minutes: (status.startsAt.getTime() - world.clock.now().getTime()) / 60_000 });
    await world.sweep();

    expect((await world.read(request)).status).toMatchObject({ kind: 'ended', reason: 'offboarded' });
    expect(openUntil(world)).toBeUndefined();
  });

  it('is recorded with its evidence if all preconditions are met', async () => {
    const world = await aWorld({ catalog: aCatalog([s3]) });
    const request = await scheduled(world);
    const { status } = request;
    if (status.kind !== 'active') throw new Error(status.kind);

    world.clock.advance({ minutes: (status.startsAt.getTime() - world.clock.now().getTime()) / 60_000 });
    await world.sweep();

    const after = await world.read(request);
    expect(after.status).toMatchObject({ kind: 'active', isStartChecked: true });
    expect(after.events.map(({ fact }) => fact.kind)).toContain('start_checked');
  });
});

describe('a pending request', () => {
  it('notifies its requester once if too few approvers are left, and stays pending', async () => {
    const world = await aWorld({ catalog: aCatalog([aRule({ approvals: 2 })]) });
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();

    world.slack.setPerson(U('carol'), { accountStatus: 'deactivated', name: 'carol' });
    for (let minutes = 0; minutes < 40; minutes += 5) {
      world.clock.advance({ minutes: 5 });
      await world.sweep();
    }

    expect((await world.read(submitted.request)).status.kind).toBe('pending');
    expect(world.slack.notifiedOf(U('alice')).filter((kind) => kind === 'approvers_missing')).toHaveLength(1);
  });

  it('lets the second line decide at once if too few approvers are left', async () => {
    const escalation = { afterMinutes: 600, approvers: [{ kind: 'user', id: U('erin') }] } as const;
    const rule = aRule({ approvers: [{ kind: 'user', id: U('bob') }], escalation });
    const world = await aWorld({ catalog: aCatalog([rule]) });
    world.slack.setPerson(U('erin'), { accountStatus: 'member', name: 'erin' });
    const submitted = await world.requestAccess('alice', 'prod-s3');
    if (submitted.kind !== 'requested') throw new Error(submitted.kind);
    await world.settle();

    world.slack.setPerson(U('bob'), { accountStatus: 'deactivated', name: 'bob' });
    for (let minutes = 0; minutes < 40; minutes += 5) {
      world.clock.advance({ minutes: 5 });
      await world.sweep();
    }
    await world.review('erin', submitted.request);
    await world.settle();

    expect((await world.read(submitted.request)).status.kind).toBe('active');
  });
});
