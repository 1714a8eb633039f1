import { describe, expect, it } from 'vitest';
import { IamFault } from '../../../functions/core/fault.ts';
import type { SlackGroupId } from '../../../functions/core/names.ts';
import { accessPolicyName, DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { aWorld, type World } from '../../support/a-world.ts';
import { aCatalog, alice, aRule, aTrust, breakGlass, ROLE, U } from '../../support/builders.ts';
import { failUserReads } from '../../support/iam-faults.ts';

const minutesPass = async (world: World, minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    world.clock.advance({ minutes: 1 });
    await world.sweep();
  }
};
const looksIn = async (world: World, minutes: number) => {
  const before = world.iam.calls().length;
  await minutesPass(world, minutes);
  const looks = world.iam.calls().slice(before);
  const countOf = (kind: string): number => looks.filter((look) => look === kind).length;
  return { all: looks.length, role: countOf('observeRole'), user: countOf('observeUser') };
};
const requested = async (world: World, name = 'alice') => {
  const submitted = await world.requestAccess(name, 'prod-s3');
  if (submitted.kind !== 'requested') throw new Error(submitted.kind);
  await world.settle();
  return submitted.request;
};

describe('the interval between reads of IAM', () => {
  it('is 5 minutes for a role that is held, 30 minutes for its user, and 6 hours for an idle role', async () => {
    const world = await aWorld();
    const idle = await looksIn(world, 719);
    await world.grant('alice', 'prod-s3', 240);
    await world.grant('random', 'prod-s3', 20);
    await minutesPass(world, 120);
    const held = await looksIn(world, 60);

    expect(idle).toEqual({ all: 1, role: 1, user: 0 });
    expect(held).toEqual({ all: 14, role: 12, user: 2 });
  });

  it('is short enough to remove an orphan within six hours', async () => {
    const world = await aWorld();
    await world.grant('alice', 'prod-s3', 10);
    const orphan = world.ours();
    await minutesPass(world, 90);
    world.iam.editTrust(ROLE, aTrust(breakGlass, ...orphan));

    await minutesPass(world, 360);

    expect(world.ours()).toEqual([]);
  });

  it('is short enough to restore a user policy within half an hour', async () => {
    const world = await aWorld();
    await world.grant('alice', 'prod-s3', 120);
    world.iam.editUserPolicy(alice.arn, accessPolicyName(DEFAULT_HUB), null);

    await minutesPass(world, 36);

    expect(world.iam.access(alice.arn)).toBeDefined();
  });
});

describe('a user whose account cannot be reached', () => {
  it('is read completely as soon as the account can be reached again', async () => {
    const world = await aWorld();
    await world.grant('alice', 'prod-s3', 240);
    const fault = { kind: 'manager_unreachable', message: 'no way in.', fix: 'Deploy the stack.' } as const;
    const back = failUserReads(world, new IamFault({ ...fault, retryable: true, resource: alice.arn }));
    world.iam.editUserPolicy(alice.arn, accessPolicyName(DEFAULT_HUB), null);

    await minutesPass(world, 40);
    back();
    await minutesPass(world, 2);

    expect(world.iam.access(alice.arn)).toBeDefined();
  });

  it('is refused with the fix if IAM refuses permanently, and raises the alarm', async () => {
    const world = await aWorld();
    const request = await requested(world);
    const fault = { kind: 'manager_unreachable', message: 'no way in.', fix: 'Deploy the stack.' } as const;
    await world.review('bob', request);
    failUserReads(world, new IamFault({ ...fault, retryable: false, resource: alice.arn }));

    await world.settle();

    expect((await world.read(request)).status).toMatchObject({ kind: 'failed', why: 'no way in. Deploy the stack.' });
    expect(world.queue.dead()).toContainEqual(expect.objectContaining({ message: 'no way in.' }));
  });

  it.each([
    [
      'IAM throttled the call',
      new IamFault({ kind: 'throttled', message: 'Rate', fix: '', retryable: true, resource: ROLE }),
    ],
    ['the network failed', new Error('the network went away')],
  ])('gets access after a retry if %s', async (_, fault) => {
    const world = await aWorld();
    const request = await requested(world);
    await world.review('bob', request);
    const back = failUserReads(world, fault);

    await world.settle();
    const meanwhile = (await world.read(request)).status.kind;
    back();
    await minutesPass(world, 1);

    expect([meanwhile, (await world.read(request)).status.kind]).toEqual(['approved', 'active']);
    expect(world.queue.dead().length).toBeGreaterThan(0);
  });
});

describe('an approver in a user group', () => {
  it('is read again before IAM is written', async () => {
    const sre = { kind: 'group', id: 'S0SRE' as SlackGroupId } as const;
    const world = await aWorld({ catalog: aCatalog([aRule({ approvers: [sre] })]), groups: { S0SRE: [U('bob')] } });
    const request = await requested(world);
    expect((await world.review('bob', request)).kind).toBe('approved');
    world.slack.setGroup(sre.id, []);

    await world.settle();

    expect((await world.read(request)).status.kind).toBe('failed');
    expect(world.iam.faults.effects()).toBe(0);
  });
});
