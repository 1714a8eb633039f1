import { describe, expect, it } from 'vitest';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import { mayRequestForOthers, requestableBy } from '../../../functions/core/authority/requestable.ts';
import { parseAccessName, parseRoleArn, type SlackGroupId } from '../../../functions/core/names.ts';
import { aCatalog, actor, aRule, PROD, U, UTILS } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const SRE = { kind: 'group', id: 'S0SRE' as SlackGroupId } as const;
const role = (name: string, fields: Parameters<typeof aRule>[0] = {}) =>
  aRule({
    name: parseAccessName(name),
    arn: parseRoleArn(`arn:aws:iam::222222222222:role/${name}`),
    accountId: PROD,
    ...fields,
  });
const bundle = (name: string, ...roles: readonly string[]) => ({
  [name]: { name: parseAccessName(name), description: '', roles: roles.map(parseAccessName) },
});
const catalog = aCatalog(
  [
    role('s3-read', { requesters: [{ kind: 'user', id: U('alice') }] }),
    role('admin', { requesters: [SRE] }),
    role('lab-read', { accountId: UTILS }),
  ],
  { bundles: { ...bundle('lab-all', 'lab-read'), ...bundle('ops', 'lab-read', 'admin') } },
);
const workspace: Directory = { workspace: { teamId: 'T0LOCAL' }, people: {}, groups: {} };
const known: Directory = { ...workspace, groups: { [SRE.id]: { members: [U('alice')], readAt: NOON } } };

const listFor = (name: string, directory: Directory) => {
  const found = requestableBy(actor(name), { catalog, directory, now: NOON });
  if (found.answer === 'no') return found.refusal;
  const { accounts, bundles, unread } = found.requestable;
  return {
    accounts: accounts.map(({ account, roles }) => [account.name, ...roles.map((one) => one.name)]),
    bundles: bundles.map((one) => one.name),
    unread,
  };
};

describe('the access that a user can request', () => {
  it('is sorted by account, with the bundles of which the user can request every role', () => {
    expect(listFor('alice', known)).toEqual({
      accounts: [
        ['prod', 'admin', 's3-read'],
        ['utils', 'lab-read'],
      ],
      bundles: ['lab-all', 'ops'],
      unread: [],
    });
  });

  it('leaves out access that the user cannot request', () => {
    expect(listFor('random', known)).toEqual({ accounts: [['utils', 'lab-read']], bundles: ['lab-all'], unread: [] });
  });

  it('leaves out access that depends on an unreadable group, and names the group', () => {
    expect(listFor('alice', workspace)).toEqual({
      accounts: [
        ['prod', 's3-read'],
        ['utils', 'lab-read'],
      ],
      bundles: ['lab-all'],
      unread: [SRE],
    });
  });

  it('is nothing, with the reason, for a user without an AWS identity who requests for no other user', () => {
    const world = { catalog, directory: known, now: NOON };
    const forOthers = aCatalog([role('lab', { onBehalfOf: [{ kind: 'user', id: U('dave') }] })]);

    expect(requestableBy(actor('dave'), world)).toMatchObject({
      requestable: { accounts: [], bundles: [], blocked: { kind: 'no_identity' } },
    });
    expect(requestableBy(actor('dave'), { ...world, catalog: forOthers })).toMatchObject({
      requestable: { accounts: [{ roles: [{ name: 'lab' }] }] },
    });
  });

  it('is nothing during a lockdown, with its reason', () => {
    const lockdown = { isOn: true, at: NOON, by: U('carol'), why: 'keys have leaked' } as never;

    expect(requestableBy(actor('alice'), { catalog, directory: { ...known, lockdown }, now: NOON })).toMatchObject({
      requestable: { accounts: [], bundles: [], blocked: { kind: 'locked_down', why: 'keys have leaked' } },
    });
  });

  it('is not listed for guests', () => {
    const people = { [U('alice')]: { accountStatus: 'guest', name: 'alice', readAt: NOON } } as const;

    expect(listFor('alice', { ...known, people })).toMatchObject({ kind: 'not_a_member' });
  });
});

describe('requesting on behalf of other users', () => {
  it('must be allowed by every role of a bundle', () => {
    const forOthers = (groups: Directory, ...rules: readonly ReturnType<typeof role>[]) =>
      mayRequestForOthers(actor('alice'), rules, { catalog, directory: groups, now: NOON });
    const allowed = role('lab-a', { onBehalfOf: [SRE] });

    expect(forOthers(known, allowed)).toBe('yes');
    expect(forOthers(known, allowed, role('lab-b'))).toBe('no');
    expect(forOthers(workspace, allowed)).toBe('unknown');
    expect(forOthers(known)).toBe('no');
  });
});
