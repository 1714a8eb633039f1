import { describe, expect, it } from 'vitest';
import { DEFAULT_HUB, guardPolicyName } from '../../../functions/core/trust/policy-names.ts';
import { isOurs } from '../../../functions/core/trust/statements.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, alice, aRule, ROLE, U } from '../../support/builders.ts';

const rule = aRule({ extend: { byMinutes: 60, automatic: true, maxTotalMinutes: 480 } });

const accepted = async (world: World, options = {}) => {
  const submitted = await world.requestAccess('alice', 'prod-s3', options);
  if (submitted.kind !== 'requested') throw new Error(`not accepted: ${JSON.stringify(submitted)}`);
  await world.settle();
  return submitted.request;
};

/** The stages of a request, each with the work that the workers have done so far. */
const STATES: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  pending: (world) => accepted(world),
  approved: async (world) => {
    const request = await accepted(world);
    await world.review('bob', request);
    world.queue.lose();
  },
  active: (world) => world.grant('alice'),
  'active later': async (world) => {
    await world.review('bob', await accepted(world, { from: { hour: 19, minute: 0 } }));
    await world.settle();
  },
  extended: async (world) => {
    await world.grant('alice');
    await world.extend('alice', 'prod-s3');
    await world.settle();
  },
  ended: async (world) => world.endOne('alice', await world.grant('alice')),
  'locked down': async (world) => {
    await world.grant('alice');
    await world.lockdown('carol', 'on');
    await world.settle();
  },
};

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The item with one changed leaf, for each leaf. Times move by seven hours, which is after every start in this test. */
const flips = (value: Json, path: string): readonly { readonly path: string; readonly value: Json }[] => {
  if (Array.isArray(value))
    return value.flatMap((one, index) =>
      flips(one, `${path}[${index}]`).map((flip) => ({ ...flip, value: value.with(index, flip.value) })),
    );
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([key, member]) =>
      flips(member, `${path}.${key}`).map((flip) => ({ ...flip, value: { ...value, [key]: flip.value } })),
    );
  if (typeof value === 'number') return [{ path, value: value + 1 }];
  if (typeof value === 'boolean') return [{ path, value: !value }];
  if (typeof value !== 'string') return [];
  const time = Date.parse(value);
  if (/^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(time))
    return [7, -7].map((hours) => ({
      path: `${path} ${hours}h`,
      value: new Date(time + hours * 3_600_000).toISOString(),
    }));
  return [{ path, value: value.startsWith('x') ? `y${value.slice(1)}` : `x${value.slice(1)}` }];
};

interface Open {
  readonly from: number;
  readonly until: number;
}

/** The longest time for which the statements of the bot in the trust policy and the user's policy admit alice. */
const openIn = (world: World): Readonly<Record<'trust' | 'user', Open>> => {
  const widest = (statements: readonly { readonly Condition?: unknown }[]): Open => {
    const dates = statements.map(({ Condition }) => {
      const operators = (Condition ?? {}) as Record<string, Record<string, string>>;
      const from = operators['DateGreaterThanEquals']?.['aws:CurrentTime'];
      const until = operators['DateLessThan']?.['aws:CurrentTime'];
      return {
        from: from === undefined ? 0 : Date.parse(from),
        until: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
      };
    });
    return { from: Math.min(...dates.map(({ from }) => from)), until: Math.max(0, ...dates.map(({ until }) => until)) };
  };
  return {
    trust: widest(world.ours().filter((statement) => isOurs(statement, DEFAULT_HUB))),
    user: widest(world.iam.access(alice.arn)?.Statement ?? []),
  };
};

const isWider = (one: Open, other: Open): boolean =>
  one.until > other.until || (one.until > 0 && one.from < other.from);

describe.each(Object.keys(STATES))('a request that is %s, with one stored value changed outside the bot', (state) => {
  it('opens nothing that it did not open before the change', async () => {
    const world = await aWorld({ catalog: aCatalog([rule]) });
    await STATES[state]?.(world);
    const restore = world.store.backUp();
    const trust = world.iam.trust(ROLE);
    const guard = world.iam.guard(ROLE) ?? null;
    const access = world.iam.userPolicies(alice.arn);
    const before = openIn(world);
    const run = async () => {
      await world.sweep();
      await world.queue.wake({ kind: 'role', arn: ROLE });
      await world.queue.wake({ kind: 'user', arn: alice.arn });
      await world.settle();
    };
    await run();
    const intact = openIn(world);

    const wider: string[] = [];
    const items = [...world.store.items()];
    restore();
    for (const [key, item] of items) {
      for (const { path, value } of flips(item as Json, '')) {
        // The key identifies the item, so it is not changed.
        if (path.startsWith('.pk') || path.startsWith('.sk')) continue;
        restore();
        world.queue.lose();
        if (trust !== undefined) world.iam.editTrust(ROLE, trust);
        world.iam.editRolePolicy(ROLE, guardPolicyName(DEFAULT_HUB), guard);
        for (const name of Object.keys({ ...access, ...world.iam.userPolicies(alice.arn) }))
          world.iam.editUserPolicy(alice.arn, name, access[name] ?? null);
        world.store.items().set(key, value as Parameters<ReturnType<typeof world.store.items>['set']>[1]);
        await run().catch((fault: Error) => {
          throw new Error(`${key}${path}: ${fault.message} ${String((fault as AggregateError).errors)}`);
        });
        const now = openIn(world);
        // If the record cannot be read any more, access that is already open in AWS may last until its end.
        for (const side of ['trust', 'user'] as const)
          if (isWider(now[side], intact[side]) && isWider(now[side], before[side]))
            wider.push(`${key}${path}: ${side}`);
      }
    }

    expect(items.length).toBeGreaterThan(1);
    expect(wider).toEqual([]);
  });
});

describe('access whose record was changed outside the bot', () => {
  it.each([
    ['the request', /^REQ#/, 'askedAt'],
    ['the grant', /^ROLE#.*GRANT/, 'endsAt'],
    ['the access of the user', /^USER#/, 'userArn'],
  ])('is closed and reported: %s', async (_, pattern, leaf) => {
    const world = await aWorld({ catalog: aCatalog([rule]) });
    const request = await world.grant('alice');
    const [key, item] = [...world.store.items()].find(([one]) => pattern.test(one)) ?? [];
    if (key === undefined || item === undefined) throw new Error('no such item');
    world.store.items().set(key, { ...item, [leaf]: '2030-01-01T20:00:00.000Z' });

    await world.sweep();
    for (const wake of [
      { kind: 'role', arn: ROLE },
      { kind: 'user', arn: alice.arn },
      { kind: 'request', id: request.id },
    ] as const)
      await world.queue.wake(wake);
    await world.settle();

    expect(['ended', 'failed']).toContain((await world.read(request)).status.kind);
    expect(openIn(world)).toMatchObject({ trust: { until: 0 }, user: { until: 0 } });
    expect(world.errors()).toContain('a stored record was changed from outside');
    expect(world.slack.notifiedOf(U('alice'))).toEqual(expect.arrayContaining([expect.stringMatching(/ended|failed/)]));
  });
});
