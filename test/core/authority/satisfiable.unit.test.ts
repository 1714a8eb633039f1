import { describe, expect, it } from 'vitest';
import { type PeopleWorld, tooFewApprovers, whoCanApprove } from '../../../functions/core/authority/satisfiable.ts';
import type { Who } from '../../../functions/core/catalog/catalog.ts';
import { parseSlackGroupId, parseSlackUserId } from '../../../functions/core/names.ts';

const [alice, bob, carol, dave] = [
  parseSlackUserId('U0ALICE'),
  parseSlackUserId('U0BOB'),
  parseSlackUserId('U0CAROL'),
  parseSlackUserId('U0DAVE'),
];
const user = (id: typeof alice): Who => ({ kind: 'user', id });
const sre: Who = { kind: 'group', id: parseSlackGroupId('S0SRE') };
const onCall: Who = { kind: 'onCall', id: 'sre' };

const world = (fields: Partial<PeopleWorld> = {}): PeopleWorld => ({
  membersOf: (who) => (who.kind === 'user' ? [who.id] : undefined),
  canApprove: () => true,
  isSameUser: () => false,
  ...fields,
});
const membersOf = (who: Who) => (who.kind === 'user' ? [who.id] : who === sre ? [bob, carol] : [dave]);

describe('users who can approve a request', () => {
  it('are the listed users and the members of listed groups, each once', () => {
    expect(whoCanApprove([user(bob), sre, onCall], world({ membersOf }))).toEqual([bob, carol, dave]);
    expect(whoCanApprove([user(bob), sre, onCall], world())).toEqual([bob]);
  });

  it('count once if two accounts belong to one user', () => {
    const approvers = [user(bob), user(carol), user(dave)];
    const isSameUser = (one: typeof alice, other: typeof alice) => [one, other].every((id) => id !== dave);

    expect(whoCanApprove(approvers, world({ isSameUser }))).toEqual([bob, dave]);
    expect(tooFewApprovers([{ approvers, approvals: 3 }], world({ isSameUser }))).toEqual({
      missing: 1,
      left: [bob, dave],
    });
  });

  it('include only users whose approval would count', () => {
    expect(whoCanApprove([user(alice), user(bob)], world({ canApprove: (id) => id !== alice }))).toEqual([bob]);
  });
});

describe('a rule', () => {
  it('has enough approvers if enough different users may approve', () => {
    expect(tooFewApprovers([{ approvers: [user(bob)], approvals: 1 }], world())).toBeUndefined();
    expect(tooFewApprovers([{ approvers: [], approvals: 0 }], world())).toBeUndefined();
    expect(tooFewApprovers([{ approvers: [sre, onCall], approvals: 3 }], world({ membersOf }))).toBeUndefined();
  });

  it('has too few approvers if users have left; the result contains the missing number and the remaining users', () => {
    const two = { approvers: [user(bob), user(carol)], approvals: 2 };

    expect(tooFewApprovers([two], world({ canApprove: (id) => id !== bob }))).toEqual({ missing: 1, left: [carol] });
    expect(tooFewApprovers([two], world({ canApprove: () => false }))).toEqual({ missing: 2, left: [] });
    expect(tooFewApprovers([{ approvers: [user(bob), user(bob), sre], approvals: 3 }], world({ membersOf }))).toEqual({
      missing: 1,
      left: [bob, carol],
    });
  });

  it('is not reported as having too few approvers while a group is unreadable', () => {
    expect(tooFewApprovers([{ approvers: [sre], approvals: 1 }], world())).toBeUndefined();
    expect(tooFewApprovers([{ approvers: [user(bob), onCall], approvals: 2 }], world())).toBeUndefined();
  });
});
