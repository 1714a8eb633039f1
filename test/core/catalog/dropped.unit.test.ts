import { describe, expect, it } from 'vitest';
import { droppedBy } from '../../../functions/core/catalog/dropped.ts';
import { addMinutes } from '../../../functions/core/time.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { aCatalog, alice, anIamUser, aRule, idOf, ROLE, U } from '../../support/builders.ts';

const now = new Date('2030-01-01T12:00:00Z');
const grant = (fields: Partial<Grant> = {}): Grant => ({
  roleArn: ROLE,
  requestId: idOf(1),
  by: U('alice'),
  principal: alice,
  startsAt: addMinutes(now, -10),
  endsAt: addMinutes(now, 50),
  state: 'confirmed',
  ...fields,
});
const whole = aCatalog();
const without = (change: Partial<typeof whole>) => ({ ...whole, ...change });
const namesOf = (catalog: typeof whole, ...grants: readonly Grant[]) =>
  droppedBy(catalog, grants, now).map(({ what, name }) => `${what} ${name}`);

describe('a catalog drops', () => {
  it('nothing while it contains account, role and user', () => {
    expect(namesOf(whole, grant())).toEqual([]);
  });

  it('the account of the role, or the account in which the bot writes the policy of the user', () => {
    const [utils, prod] = [alice.accountId, '222222222222'];
    const keeping = (id: string) => without({ accounts: whole.accounts.filter((account) => account.id === id) });

    expect(namesOf(keeping(utils), grant())).toEqual([`account ${prod}`]);
    expect(namesOf(keeping(prod), grant())).toEqual([`account ${utils}`]);
    expect(namesOf(keeping(prod), grant({ principal: { ...alice, identity: 'external' } }))).toEqual([]);
  });

  it('the role', () => {
    expect(namesOf(aCatalog([aRule({ arn: 'arn:aws:iam::222222222222:role/other' as never })]), grant())).toEqual([
      `role ${ROLE}`,
    ]);
  });

  it('the user, unless the template for unlisted users still produces them', () => {
    const unlisted = without({ people: { [U('bob')]: anIamUser('bob') } });
    const byEmail = { template: 'arn:aws:iam::111111111111:user/{local}', domains: ['example.com'] };

    expect(namesOf(unlisted, grant())).toEqual(['user alice']);
    expect(namesOf({ ...unlisted, byEmail }, grant())).toEqual([]);
    expect(namesOf({ ...unlisted, byEmail: { ...byEmail, template: `${byEmail.template}.x` } }, grant())).toEqual([
      'user alice',
    ]);
  });

  it('nothing through access that has ended or was refused', () => {
    const unlisted = without({ people: {} });

    expect(namesOf(unlisted, grant({ endsAt: now }), grant({ state: 'refused' }))).toEqual([]);
  });
});
