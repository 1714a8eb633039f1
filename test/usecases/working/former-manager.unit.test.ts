import { describe, expect, it } from 'vitest';
import { parseRoleArn } from '../../../functions/core/names.ts';
import type { Grant, RoleState } from '../../../functions/core/trust/grant.ts';
import { planRole } from '../../../functions/core/trust/plan-role.ts';
import { planUser } from '../../../functions/core/trust/plan-user.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import type { UserAccess } from '../../../functions/core/trust/user-access.ts';
import type { GrantStore, RolePartition } from '../../../functions/usecases/ports.ts';
import { createReconcileRole } from '../../../functions/usecases/working/reconcile-role.ts';
import { createReconcileUser } from '../../../functions/usecases/working/reconcile-user.ts';
import { aCatalog, alice, aTrust, breakGlass, idOf, PROD, ROLE, U, UTILS } from '../../support/builders.ts';
import { aClock } from '../../support/fixed-clock.ts';
import { createMemoryIam } from '../../support/memory-iam.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const ONE = new Date('2030-01-01T13:00:00Z');
const box = { requestId: idOf(1), by: U('alice'), startsAt: NOON, endsAt: ONE };
const grant: Grant = { ...box, roleArn: ROLE, principal: alice, state: 'confirmed' };
const entry = {
  ...box,
  sessionName: alice.sessionName,
  roles: [{ arn: ROLE, state: 'confirmed' as const }],
};
const state: RoleState = {
  roleArn: ROLE,
  seenAt: NOON,
  deepSeenAt: NOON,
  foreignTrustChars: 0,
  trustQuotaChars: 2048,
  foreignInlineChars: 0,
  maxSessionSeconds: 3600,
};

/** Alice holds a role on both sides of the trust; accounts can leave the catalog. */
const aWorld = async ({ leaves = [] as readonly string[], stored = {} as { managerRoleName?: string } } = {}) => {
  const clock = aClock('2030-01-01T12:30:00Z');
  const iam = createMemoryIam({ roles: [{ arn: ROLE, trust: aTrust(breakGlass) }], users: [{ arn: alice.arn }] });
  const { steps } = planRole([grant], await iam.observeRole(ROLE), { hub: DEFAULT_HUB, terms: {} }, NOON);
  const user = planUser([entry], await iam.observeUser(alice.arn), DEFAULT_HUB, NOON);
  for (const step of [...steps, ...user.steps]) await iam.apply(step);

  const partition: RolePartition = { state: { ...state, ...stored }, grants: [grant], damaged: [] };
  const states: RoleState[] = [];
  const accesses: UserAccess[] = [];
  const nothing = async () => {};
  const { accounts, ...catalog } = aCatalog(leaves.length === 0 ? undefined : []);
  const deps = {
    catalog: { ...catalog, accounts: accounts.filter(({ id }) => !leaves.includes(id)) },
    hub: DEFAULT_HUB,
    directory: { read: async () => ({ people: {}, groups: {} }) },
    requests: { getMany: async () => [] },
    grants: {
      ofRole: async (role) => (role === ROLE ? partition : { grants: [], damaged: [] }),
      add: nothing,
      get: async () => undefined,
      settle: nothing,
      endBy: nothing,
      markClosed: nothing,
      remove: nothing,
      saveRoleState: async (saved) => void states.push(saved),
    } satisfies GrantStore,
    users: {
      read: async () => ({
        access: { userArn: alice.arn, version: 1, entries: [entry], ...stored },
        isDamaged: false,
      }),
      save: async (access: UserAccess) => accesses.push(access) > 0,
    },
    iam,
    slack: { notifyOperators: nothing },
    queue: { wake: nothing },
    clock,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
  return {
    iam,
    states,
    accesses,
    reconcileRole: createReconcileRole(deps),
    reconcileUser: createReconcileUser(deps),
  };
};

describe('an account that left the catalog while access is held there', () => {
  it('is reached through the stored manager role, to end access on both sides', async () => {
    const world = await aWorld({ leaves: [PROD, UTILS], stored: { managerRoleName: 'old-manager' } });
    for (const account of [PROD, UTILS]) world.iam.unlist(account, 'old-manager');

    await world.reconcileRole(ROLE);
    await world.reconcileUser(alice.arn);

    expect(world.iam.trust(ROLE)).toEqual(aTrust(breakGlass));
    expect(world.iam.userPolicies(alice.arn)).toEqual({});
    expect(world.states.map(({ managerRoleName }) => managerRoleName)).toEqual(['old-manager']);
    expect(world.accesses.map(({ managerRoleName }) => managerRoleName)).toEqual(['old-manager']);
  });

  it('is reached through the default manager role if release 0.1.0 stored none', async () => {
    const world = await aWorld({ leaves: [PROD] });
    world.iam.unlist(PROD, 'assume-bot-manager');

    await world.reconcileRole(ROLE);

    expect(world.iam.trust(ROLE)).toEqual(aTrust(breakGlass));
  });

  it('is not reached for a role without stored data', async () => {
    const world = await aWorld({ leaves: [PROD] });
    world.iam.unlist(PROD, 'assume-bot-manager');

    await world.reconcileRole(parseRoleArn('arn:aws:iam::222222222222:role/strange'));

    expect(world.iam.managers()).toEqual([undefined]);
    expect(world.states).toEqual([]);
  });
});

describe('an account of the catalog', () => {
  it('has the name of its manager role stored with the state of a role and of a user', async () => {
    const world = await aWorld();

    await world.reconcileRole(ROLE);
    await world.reconcileUser(alice.arn);

    expect(world.states[0]?.managerRoleName).toBe('assume-bot-manager');
    expect(world.accesses[0]?.managerRoleName).toBe('assume-bot-manager');
  });
});
