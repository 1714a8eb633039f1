import { describe, expect, it } from 'vitest';
import {
  type ApprovalRule,
  isSatisfiable,
  type PeopleWorld,
  whoCanApprove,
} from '../../../functions/core/authority/satisfiable.ts';
import type { Who } from '../../../functions/core/catalog/catalog.ts';
import { parseSlackGroupId, parseSlackUserId } from '../../../functions/core/names.ts';

const [alice, bob, carol, dave] = (['U0ALICE', 'U0BOB', 'U0CAROL', 'U0DAVE'] as const).map(parseSlackUserId) as [
  ReturnType<typeof parseSlackUserId>,
  ReturnType<typeof parseSlackUserId>,
  ReturnType<typeof parseSlackUserId>,
  ReturnType<typeof parseSlackUserId>,
];
const user = (id: typeof alice): Who => ({ kind: 'user', id });
const sre: Who = { kind: 'group', id: parseSlackGroupId('S0SRE') };
const onCall: Who = { kind: 'onCall', id: 'sre' };

const rule = (fields: Partial<ApprovalRule>): ApprovalRule => ({
  approvers: [user(bob)],
  approvals: 1,
  allowSelfApproval: false,
  ...fields,
});
const world = (fields: Partial<PeopleWorld> = {}): PeopleWorld => ({
  membersOf: () => undefined,
  canApprove: () => true,
  isSamePerson: () => false,
  ...fields,
});

describe('users who can approve a request', () => {
  it('are those who are named or members of what is named, each once', () => {
    const approvers = [user(bob), sre, onCall];
    const members = world({ membersOf: (who) => (who === sre ? [bob, carol] : [dave]) });

    expect(whoCanApprove(rule({ approvers }), alice, members)).toEqual({ known: [bob, carol, dave], unknown: [] });
    expect(whoCanApprove(rule({ approvers }), alice, world())).toEqual({ known: [bob], unknown: [sre, onCall] });
  });

  it('are never the requester, nor another Slack user with the AWS identity of the requester', () => {
    const approvers = [user(alice), user(bob), user(carol)];
    const oneIdentity = world({ isSamePerson: (one, other) => [one, other].every((id) => id === alice || id === bob) });

    expect(whoCanApprove(rule({ approvers }), alice, world()).known).toEqual([bob, carol]);
    expect(whoCanApprove(rule({ approvers }), alice, oneIdentity).known).toEqual([carol]);
    expect(whoCanApprove(rule({ approvers }), carol, oneIdentity).known).toEqual([alice]);
    expect(whoCanApprove(rule({ approvers, allowSelfApproval: true }), alice, world()).known).toEqual([
      alice,
      bob,
      carol,
    ]);
  });

  it('are not deactivated, and include those whom an escalation adds', () => {
    const escalation = { approvers: [user(carol)] };

    expect(whoCanApprove(rule({ escalation }), alice, world({ canApprove: (id) => id !== bob })).known).toEqual([
      carol,
    ]);
  });
});

describe('a rule', () => {
  it('can be satisfied when enough different people may approve', () => {
    expect(isSatisfiable(rule({}), alice, world())).toBe('yes');
    expect(isSatisfiable(rule({ approvals: 0, approvers: [] }), alice, world())).toBe('yes');
  });

  it('cannot be satisfied when too few are left; it says how many are missing and who is left', () => {
    const two = rule({ approvers: [user(bob), user(carol)], approvals: 2 });

    expect(isSatisfiable(rule({}), bob, world())).toEqual({ missing: 1, candidates: [] });
    expect(isSatisfiable(two, bob, world())).toEqual({ missing: 1, candidates: [carol] });
    expect(isSatisfiable(two, alice, world({ canApprove: (id) => id !== carol }))).toEqual({
      missing: 1,
      candidates: [bob],
    });
    expect(isSatisfiable(two, alice, world({ isSamePerson: () => true }))).toEqual({ missing: 2, candidates: [] });
    expect(isSatisfiable(rule({ approvers: [sre] }), alice, world({ membersOf: () => [alice] }))).toEqual({
      missing: 1,
      candidates: [],
    });
  });

  it('is unknown when it depends on members who are not known', () => {
    expect(isSatisfiable(rule({ approvers: [sre] }), alice, world())).toBe('unknown');
    expect(isSatisfiable(rule({ approvers: [user(bob), onCall], approvals: 2 }), alice, world())).toBe('unknown');
    expect(isSatisfiable(rule({ approvers: [user(bob), sre] }), alice, world())).toBe('yes');
  });
});
