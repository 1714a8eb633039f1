import { describe, expect, it } from 'vitest';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import type { RoleRule } from '../../../functions/core/catalog/catalog.ts';
import type { SlackGroupId } from '../../../functions/core/names.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import type { Request, RequestStatus } from '../../../functions/core/request/request.ts';
import { newRequest, withEvent } from '../../../functions/core/request/request.ts';
import {
  approve,
  decideApproval,
  decideDenial,
  hasWhatItExtends,
  mayDecide,
  missingApprovals,
} from '../../../functions/core/request/review.ts';
import { aCatalog, actor, alice, aRule, idOf, U } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const user = (name: string) => ({ kind: 'user', id: U(name) }) as const;
const directory: Directory = { home: { teamId: 'T0LOCAL' }, people: {}, groups: {} };
const worldOf = (rules: readonly RoleRule[], now = NOON) => ({ catalog: aCatalog(rules), directory, now });

const roleNamed = (name: string, approver: string): RoleRule =>
  aRule({
    name: parseAccessName(name),
    arn: parseRoleArn(`arn:aws:iam::222222222222:role/${name}`),
    approvers: [user(approver)],
  });

/** Asked by alice for an hour, prepared; it lapses an hour later. */
const pending = (rules: readonly RoleRule[] = [aRule()]): Request =>
  withEvent(
    newRequest(
      idOf(1),
      {
        by: U('alice'),
        at: NOON,
        target: rules[0]?.name ?? parseAccessName('nothing'),
        roles: rules.map((rule) => ({ name: rule.name, arn: rule.arn, rule })),
        window: { kind: 'for', minutes: 60 },
        reason: 'INC-42',
        catalogHash: aCatalog(rules).hash,
      },
      alice,
      60,
    ),
    { kind: 'prepared' },
    NOON,
  );

describe('an approval', () => {
  it('speaks for the roles its approver is named for, and for none whose name only contains theirs', () => {
    const rules = [roleNamed('admin', 'bob'), roleNamed('s3-admin', 'carol')];
    const [own, other] = rules as [RoleRule, RoleRule];
    const reviews = [{ by: U('bob'), at: NOON, roles: [own.name] }];

    expect(missingApprovals([own], reviews)).toBe(0);
    expect(missingApprovals([other], reviews)).toBe(1);
    expect(decideApproval(pending(rules), actor('bob'), worldOf(rules))).toMatchObject({ kind: 'counted', missing: 1 });
  });

  it('is not taken for a refusal of the person while any of the groups they may be in is not known', () => {
    const group = {
      ...roleNamed('s3-admin', 'carol'),
      approvers: [{ kind: 'group', id: 'S0SRE' as SlackGroupId }] as const,
    };
    const rules = [roleNamed('admin', 'bob'), group];

    expect(decideApproval(pending(rules), actor('random'), worldOf(rules))).toEqual({
      kind: 'refused',
      refusal: { kind: 'membership_unknown' },
    });
  });

  it('opens the time box at that second, whole seconds long, whatever the clock shows besides', () => {
    const late = new Date('2030-01-01T12:07:30.900Z');

    const decision = decideApproval(pending(), actor('bob'), worldOf([aRule()], late));

    expect(decision.kind === 'approved' && decision.request.status).toMatchObject({
      startsAt: new Date('2030-01-01T12:07:30Z'),
      endsAt: new Date('2030-01-01T13:07:30Z'),
      approvedAt: late,
    });
    expect(decision.kind === 'approved' && decision.request.events.at(-1)?.fact).toEqual({
      kind: 'approved',
      by: U('bob'),
      endsAt: new Date('2030-01-01T13:07:30Z'),
      catalogHash: aCatalog().hash,
    });
  });

  it.each([
    ['a guest', { [U('bob')]: { standing: 'guest', name: 'bob', readAt: NOON } }, 'T0LOCAL', 'not_a_member'],
    ['somebody of another workspace', {}, 'T0OTHER', 'outside_workspace'],
  ] as const)('and a denial are not taken of %s, named as an approver or not', (_, people, teamId, kind) => {
    const world = { ...worldOf([aRule()]), directory: { ...directory, people } };
    const who = { id: U('bob'), teamId };

    expect(decideApproval(pending(), who, world)).toMatchObject({ kind: 'refused', refusal: { kind } });
    expect(decideDenial(pending(), who, '', world)).toMatchObject({ kind: 'refused', refusal: { kind } });
  });

  it('may be shorter than until a moment too, and not longer', () => {
    const request = pending();
    const asked = { ...request.asked, window: { kind: 'until', at: new Date('2030-01-01T12:45:00Z') } } as const;
    const given = (minutes: number) => {
      const decision = decideApproval({ ...request, asked }, actor('bob'), worldOf([aRule()]), minutes);
      return decision.kind === 'approved' ? decision.endsAt : decision.kind === 'refused' && decision.refusal;
    };

    expect(given(1)).toEqual(new Date('2030-01-01T12:01:00Z'));
    expect(given(44)).toEqual(new Date('2030-01-01T12:44:00Z'));
    expect(given(45)).toEqual({ kind: 'not_shorter', minMinutes: 1, askedMinutes: 45 });
  });

  it('comes too late at the very second the request lapses, and in time a moment before', () => {
    const at = (time: string) => decideApproval(pending(), actor('bob'), worldOf([aRule()], new Date(time))).kind;

    expect(at('2030-01-01T12:59:59.999Z')).toBe('approved');
    expect(at('2030-01-01T13:00:00Z')).toBe('refused');
    expect(mayDecide(pending(), U('bob'), worldOf([aRule()], new Date('2030-01-01T12:59:59Z')))).toBe(true);
    expect(mayDecide(pending(), U('bob'), worldOf([aRule()], new Date('2030-01-01T13:00:00Z')))).toBe(false);
  });

  const closed: readonly RequestStatus[] = [
    { kind: 'denied', at: NOON, by: U('carol') },
    { kind: 'cancelled', at: NOON, by: U('alice') },
    { kind: 'lapsed', at: NOON },
    { kind: 'failed', at: NOON, why: 'no such role' },
    { kind: 'ended', at: NOON, reason: 'released', startsAt: NOON },
    { kind: 'approved', approvedAt: NOON, startsAt: NOON, endsAt: new Date('2030-01-01T13:00:00Z'), parts: [] },
  ];
  it.each(closed)('and a denial change nothing of what is $kind', (status) => {
    const refusal = { kind: 'refused', refusal: { kind: 'already_decided', status: status.kind } };

    expect(decideApproval({ ...pending(), status }, actor('bob'), worldOf([aRule()]))).toEqual(refusal);
    expect(decideDenial({ ...pending(), status }, actor('bob'), '', worldOf([aRule()]))).toEqual(refusal);
    expect(mayDecide({ ...pending(), status }, U('bob'), worldOf([aRule()]))).toBe(false);
  });

  it('is not taken of what nobody looked up in AWS yet', () => {
    const { principal: _, ...unprepared } = pending();

    const decision = decideApproval(unprepared, actor('bob'), worldOf([aRule()]));

    expect(decision).toEqual({ kind: 'refused', refusal: { kind: 'not_prepared' } });
    expect(mayDecide(unprepared, U('bob'), worldOf([aRule()]))).toBe(false);
  });

  it('is not taken by a rule whose role means another one now', () => {
    const world = worldOf([aRule({ arn: parseRoleArn('arn:aws:iam::222222222222:role/admin') })]);
    const refusal = { kind: 'refused', refusal: { kind: 'rule_changed', name: aRule().name } };

    expect(decideApproval(pending(), actor('bob'), world)).toEqual(refusal);
    expect(decideDenial(pending(), actor('bob'), '', world)).toEqual(refusal);
    expect(mayDecide(pending(), U('bob'), world)).toBe(false);
  });

  it('of the same person twice is one, and says how many are missing still', () => {
    const rule = aRule({ approvals: 2 });
    const first = decideApproval(pending([rule]), actor('bob'), worldOf([rule]));
    if (first.kind !== 'counted') throw new Error(first.kind);

    const second = decideApproval(first.request, actor('bob'), worldOf([rule]));

    expect(second).toEqual({ kind: 'refused', refusal: { kind: 'already_counted', missing: 1 } });
    expect(mayDecide(first.request, U('bob'), worldOf([rule]))).toBe(false);
    expect(mayDecide(first.request, U('carol'), worldOf([rule]))).toBe(true);
  });

  it('of several that shorten it gives the least, in whatever order they come', () => {
    const rule = aRule({ approvals: 2 });
    const endAfter = (first: number, second: number) => {
      const counted = decideApproval(pending([rule]), actor('bob'), worldOf([rule]), first);
      if (counted.kind !== 'counted') throw new Error(counted.kind);
      const decision = decideApproval(counted.request, actor('carol'), worldOf([rule]), second);
      return decision.kind === 'approved' && decision.endsAt;
    };

    expect([endAfter(20, 40), endAfter(40, 20)]).toEqual([
      new Date('2030-01-01T12:20:00Z'),
      new Date('2030-01-01T12:20:00Z'),
    ]);
  });

  it('gives nothing when the moment it should end at has come', () => {
    const request = pending();
    const asked = { ...request.asked, window: { kind: 'until', at: NOON } } as const;

    const decision = approve({ ...request, asked }, U('bob'), aCatalog(), NOON);

    expect(decision).toEqual({ kind: 'refused', refusal: { kind: 'too_late' } });
  });
});

describe('what an extension extends', () => {
  const END = new Date('2030-01-01T13:00:00Z');
  const held = { approvedAt: NOON, startsAt: NOON, endsAt: END, parts: [] };
  const extension = (): Request => {
    const request = pending();
    const asked = { ...request.asked, extends: { request: idOf(9), endsAt: END, since: NOON, automatic: false } };
    return { ...request, asked };
  };

  it.each<[boolean, RequestStatus]>([
    [true, { kind: 'approved', ...held }],
    [true, { kind: 'active', activeAt: NOON, ...held }],
    [true, { kind: 'ended', at: END, reason: 'expired', startsAt: NOON }],
    [false, { kind: 'ended', at: NOON, reason: 'released', startsAt: NOON }],
    [false, { kind: 'ended', at: NOON, reason: 'offboarded', startsAt: NOON }],
    [false, { kind: 'failed', at: NOON, why: 'no such role' }],
    [false, { kind: 'pending', lapsesAt: END }],
  ])('is there to be extended: %s, as it stands: %o', (isThere, status) => {
    const extended = { ...pending(), status };

    expect(hasWhatItExtends(extension(), extended)).toBe(isThere);
    expect(decideApproval(extension(), actor('bob'), { ...worldOf([aRule()]), extended }).kind).toBe(
      isThere ? 'approved' : 'refused',
    );
  });

  it('has to be there; what extends nothing needs nothing', () => {
    expect(hasWhatItExtends(extension(), undefined)).toBe(false);
    expect(hasWhatItExtends(pending(), undefined)).toBe(true);
  });
});
