import { describe, expect, it } from 'vitest';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import type { RoleRule } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn, type SlackGroupId } from '../../../functions/core/names.ts';
import type { RequestFact } from '../../../functions/core/request/facts.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { approve, canDecide, decideApproval, decideDenial } from '../../../functions/core/request/review.ts';
import { pending as aPending, approval, NOON, withFacts } from '../../support/a-request.ts';
import { aCatalog, actor, aRule, idOf, U } from '../../support/builders.ts';

const user = (name: string) => ({ kind: 'user', id: U(name) }) as const;
const directory: Directory = { workspace: { teamId: 'T0LOCAL' }, people: {}, groups: {} };
const worldOf = (rules: readonly RoleRule[], now = NOON) => ({ catalog: aCatalog(rules), directory, now });

const roleNamed = (name: string, approver: string): RoleRule =>
  aRule({
    name: parseAccessName(name),
    arn: parseRoleArn(`arn:aws:iam::222222222222:role/${name}`),
    approvers: [user(approver)],
  });

/** Requested by alice for an hour, prepared; it lapses an hour later. */
const pending = (rules: readonly RoleRule[] = [aRule()]): Request => aPending({ rules });

describe('an approval', () => {
  it('counts for the roles of the approver, and not for roles whose name only contains the name of one', () => {
    const rules = [roleNamed('admin', 'bob'), roleNamed('s3-admin', 'carol')];

    expect(decideApproval(pending(rules), actor('bob'), worldOf(rules))).toMatchObject({ kind: 'counted', missing: 1 });
  });

  it('is refused as unknown, not as forbidden, while a group of approvers is unreadable', () => {
    const group = {
      ...roleNamed('s3-admin', 'carol'),
      approvers: [{ kind: 'group', id: 'S0SRE' as SlackGroupId }] as const,
    };
    const rules = [roleNamed('admin', 'bob'), group];

    expect(decideApproval(pending(rules), actor('random'), worldOf(rules))).toEqual({
      kind: 'refused',
      refusal: { kind: 'membership_unknown', unread: ['S0SRE'] },
    });
  });

  it('starts the time box in whole seconds, regardless of milliseconds', () => {
    const late = new Date('2030-01-01T12:07:30.900Z');

    const decision = decideApproval(pending(), actor('bob'), worldOf([aRule()], late));

    if (decision.kind !== 'approved') throw new Error(decision.kind);

    expect(withFacts(pending(), decision.facts, late).status).toMatchObject({
      startsAt: new Date('2030-01-01T12:07:30Z'),
      endsAt: new Date('2030-01-01T13:07:30Z'),
      approvedAt: late,
    });
    expect(decision.facts).toEqual([
      {
        kind: 'approved',
        by: U('bob'),
        roles: [aRule().name],
        startsAt: new Date('2030-01-01T12:07:30Z'),
        endsAt: new Date('2030-01-01T13:07:30Z'),
        remindAt: new Date('2030-01-01T12:57:30Z'),
        catalogHash: aCatalog().hash,
        evidence: [],
        reading: { user: U('bob'), in: [], notIn: [], unread: [] },
      },
    ]);
  });

  it.each([
    ['a guest', { [U('bob')]: { accountStatus: 'guest', name: 'bob', readAt: NOON } }, 'T0LOCAL', 'not_a_member'],
    ['a user of another workspace', {}, 'T0OTHER', 'outside_workspace'],
  ] as const)(
    'is not accepted from %s, even if the rule names them, and neither is a denial',
    (_, people, teamId, kind) => {
      const world = { ...worldOf([aRule()]), directory: { ...directory, people } };
      const who = { id: U('bob'), teamId };

      expect(decideApproval(pending(), who, world)).toMatchObject({ kind: 'refused', refusal: { kind } });
      expect(decideDenial(pending(), who, '', world)).toMatchObject({ kind: 'refused', refusal: { kind } });
    },
  );

  it('may shorten a request with an end time, but not lengthen it', () => {
    const request = pending();
    const requested = {
      ...request.requested,
      duration: { kind: 'until', at: new Date('2030-01-01T12:45:00Z') },
    } as const;
    const given = (minutes: number) => {
      const decision = decideApproval({ ...request, requested }, actor('bob'), worldOf([aRule()]), { minutes });
      return decision.kind === 'approved' ? decision.endsAt : decision.kind === 'refused' && decision.refusal;
    };

    expect(given(1)).toEqual(new Date('2030-01-01T12:01:00Z'));
    expect(given(44)).toEqual(new Date('2030-01-01T12:44:00Z'));
    expect(given(45)).toEqual({ kind: 'not_shorter', minMinutes: 1, requestedMinutes: 45 });
  });

  it('is too late in the second in which the request lapses, and in time just before', () => {
    const at = (time: string) => decideApproval(pending(), actor('bob'), worldOf([aRule()], new Date(time))).kind;

    expect(at('2030-01-01T12:59:59.999Z')).toBe('approved');
    expect(at('2030-01-01T13:00:00Z')).toBe('refused');
    expect(canDecide(pending(), U('bob'), worldOf([aRule()], new Date('2030-01-01T12:59:59Z')))).toBe(true);
    expect(canDecide(pending(), U('bob'), worldOf([aRule()], new Date('2030-01-01T13:00:00Z')))).toBe(false);
  });

  const closing: readonly (readonly [string, RequestFact])[] = [
    ['denied', { kind: 'denied', by: U('carol'), catalogHash: 'c', evidence: [] }],
    ['cancelled', { kind: 'cancelled', by: U('alice') }],
    ['lapsed', { kind: 'lapsed' }],
    ['failed', { kind: 'failed', why: 'no such role' }],
    ['approved', approval(pending())],
  ];
  it.each(closing)('does not change a request that is %s, nor does a denial', (status, fact) => {
    const request = withFacts(pending(), [fact], NOON);
    const refusal = { kind: 'refused', refusal: { kind: 'already_decided', status } };

    expect(decideApproval(request, actor('bob'), worldOf([aRule()]))).toEqual(refusal);
    expect(decideDenial(request, actor('bob'), '', worldOf([aRule()]))).toEqual(refusal);
    expect(canDecide(request, U('bob'), worldOf([aRule()]))).toBe(false);
  });

  it('is refused before the request is prepared', () => {
    const unprepared = aPending({ principal: 'unknown' });

    const decision = decideApproval(unprepared, actor('bob'), worldOf([aRule()]));

    expect(decision).toEqual({ kind: 'refused', refusal: { kind: 'not_prepared' } });
    expect(canDecide(unprepared, U('bob'), worldOf([aRule()]))).toBe(false);
  });

  it('is refused if the name of the role now has another ARN', () => {
    const world = worldOf([aRule({ arn: parseRoleArn('arn:aws:iam::222222222222:role/admin') })]);
    const refusal = { kind: 'refused', refusal: { kind: 'rule_changed', name: aRule().name } };

    expect(decideApproval(pending(), actor('bob'), world)).toEqual(refusal);
    expect(decideDenial(pending(), actor('bob'), '', world)).toEqual(refusal);
    expect(canDecide(pending(), U('bob'), world)).toBe(false);
  });

  it('counts once for each user, and the refusal contains the number of missing approvals', () => {
    const rule = aRule({ approvals: 2 });
    const first = decideApproval(pending([rule]), actor('bob'), worldOf([rule]));
    if (first.kind !== 'counted') throw new Error(first.kind);

    const counted = withFacts(pending([rule]), first.facts, NOON);
    const second = decideApproval(counted, actor('bob'), worldOf([rule]));

    expect(second).toEqual({ kind: 'refused', refusal: { kind: 'already_counted', missing: 1 } });
    expect(canDecide(counted, U('bob'), worldOf([rule]))).toBe(false);
    expect(canDecide(counted, U('carol'), worldOf([rule]))).toBe(true);
  });

  it('gives the shortest time of several shortened approvals, in any order', () => {
    const rule = aRule({ approvals: 2 });
    const endAfter = (first: number, second: number) => {
      const counted = decideApproval(pending([rule]), actor('bob'), worldOf([rule]), { minutes: first });
      if (counted.kind !== 'counted') throw new Error(counted.kind);
      const decision = decideApproval(
        withFacts(pending([rule]), counted.facts, NOON),
        actor('carol'),
        worldOf([rule]),
        { minutes: second },
      );
      return decision.kind === 'approved' && decision.endsAt;
    };

    expect([endAfter(20, 40), endAfter(40, 20)]).toEqual([
      new Date('2030-01-01T12:20:00Z'),
      new Date('2030-01-01T12:20:00Z'),
    ]);
  });

  it('is too late at the requested end', () => {
    const request = pending();
    const requested = { ...request.requested, duration: { kind: 'until', at: NOON } } as const;

    const decision = approve({ ...request, requested }, { by: U('bob'), evidence: [] }, aCatalog(), NOON);

    expect(decision).toEqual({ kind: 'refused', refusal: { kind: 'too_late' } });
  });
});

describe('an approval of a request with an unmet precondition', () => {
  it.each<[string, string, Partial<Parameters<typeof decideApproval>[2]>]>([
    [
      'a lockdown is on',
      'locked_down',
      {
        directory: {
          ...directory,
          lockdown: {
            isOn: true,
            at: NOON,
            by: U('carol'),
            why: 'keys',
            ended: [],
            announced: 'nothing',
            outstanding: 0,
          },
        },
      },
    ],
    [
      'the holder is deactivated',
      'not_a_member',
      {
        directory: {
          ...directory,
          people: { [U('alice')]: { accountStatus: 'deactivated', name: 'alice', readAt: NOON } },
        },
      },
    ],
    ['the holder can no longer request it', 'requester_lost', { catalog: aCatalog([aRule({ requesters: [] })]) }],
  ])('is refused with the precondition: %s', (_, kind, changes) => {
    expect(decideApproval(pending(), actor('bob'), { ...worldOf([aRule()]), ...changes })).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'unmet', unmet: { kind } },
    });
  });

  it('is refused for an extension if its base is no longer stored', () => {
    const extension = { request: idOf(9), endsAt: new Date('2030-01-01T13:00:00Z'), since: NOON, automatic: false };

    expect(decideApproval(aPending({ requested: { extends: extension } }), actor('bob'), worldOf([aRule()]))).toEqual({
      kind: 'refused',
      refusal: { kind: 'unmet', unmet: { kind: 'base_ended' } },
    });
  });
});

describe('a click of an account of which nothing is known', () => {
  it('is refused with the same words, whether the request is open or not', () => {
    const stranger = { id: U('stranger'), teamId: '' };
    const open = pending();
    const lapsed = { ...worldOf([aRule()]), now: new Date('2030-01-03T12:00:00Z') };

    for (const world of [worldOf([aRule()]), lapsed])
      expect(decideDenial(open, stranger, 'no', world)).toEqual({
        kind: 'refused',
        refusal: { kind: 'account_unknown' },
      });
  });
});
