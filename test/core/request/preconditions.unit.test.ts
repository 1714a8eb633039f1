import { describe, expect, it } from 'vitest';
import type { AccountStatus, Directory } from '../../../functions/core/authority/directory.ts';
import type { Catalog, EmergencyRule, ExtendRule, RoleRule } from '../../../functions/core/catalog/catalog.ts';
import type { SlackGroupId } from '../../../functions/core/names.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import { recheckDecision } from '../../../functions/core/request/recheck.ts';
import type { Asked, Request } from '../../../functions/core/request/request.ts';
import { newRequest, withEvent } from '../../../functions/core/request/request.ts';
import { approve } from '../../../functions/core/request/review.ts';
import { addMinutes } from '../../../functions/core/time.ts';
import { aCatalog, alice, aRule, bob, idOf, U } from '../../support/builders.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const SRE = 'S0SRE' as SlackGroupId;
const byGroup = [{ kind: 'group', id: SRE }] as const;
const user = (name: string) => ({ kind: 'user', id: U(name) }) as const;

const aDirectory = (fields: Partial<Directory> = {}): Directory => ({
  home: { teamId: 'T0LOCAL' },
  people: {},
  groups: { [SRE]: { members: [U('alice'), U('bob'), U('random')], readAt: NOON } },
  ...fields,
});
const standing = (name: string, of: AccountStatus): Directory =>
  aDirectory({ people: { [U(name)]: { standing: of, name, readAt: NOON } } });
const unknownGroups = aDirectory({ groups: {} });

/** Asked for an hour by alice under a rule, and approved by bob unless it is an emergency. */
const approved = (rule: RoleRule, changes: Partial<Asked> = {}, by = 'bob'): Request => {
  const catalog = aCatalog([rule]);
  const asked: Asked = {
    by: U('alice'),
    at: NOON,
    target: rule.name,
    roles: [{ name: rule.name, arn: rule.arn, rule }],
    window: { kind: 'for', minutes: 60 },
    reason: 'INC-42',
    catalogHash: catalog.hash,
    ...changes,
  };
  const prepared = withEvent(newRequest(idOf(1), asked, alice, 60), { kind: 'prepared' }, NOON);
  const reviews = asked.emergency === true ? [] : [{ by: U(by), at: NOON, roles: [rule.name] }];
  const reviewer = asked.emergency === true ? undefined : U(by);
  const decision = approve({ ...prepared, reviews }, reviewer, catalog, NOON);
  if (decision.kind !== 'approved') throw new Error(JSON.stringify(decision));
  return decision.request;
};

const emergency: EmergencyRule = {
  requesters: [{ kind: 'everyone' }],
  reviewWithinMinutes: 60,
  contacts: [],
  maxMinutes: 60,
};
const extend: ExtendRule = { byMinutes: 60, automatic: false, maxTotalMinutes: 180 };
const extending = { request: idOf(9), endsAt: NOON, since: new Date('2030-01-01T10:00:00Z'), automatic: false };
const behalf = { by: U('alice'), via: U('carol') };
const forOthers = aRule({ onBehalfOf: [user('carol')] });

describe('the check before IAM is touched', () => {
  const check = (
    request: Request,
    rule: RoleRule | undefined,
    directory = aDirectory(),
    fields: Partial<Catalog> = {},
  ) =>
    recheckDecision(request, {
      catalog: aCatalog(rule === undefined ? [] : [rule], fields),
      directory,
      now: NOON,
    });

  it.each<[string, Request, RoleRule]>([
    ['nothing has changed', approved(aRule()), aRule()],
    [
      'it lasts to the minute as long as may be',
      approved(aRule()),
      aRule({ durationMinutes: { default: 30, max: 60 } }),
    ],
    [
      'an emergency lasts as long as emergencies may',
      approved(aRule({ emergency }), { emergency: true }),
      aRule({ emergency, durationMinutes: { default: 5, max: 30 } }),
    ],
    [
      'an extension goes to the longest total from the first start',
      approved(aRule({ extend }), { extends: extending }),
      aRule({ extend }),
    ],
    ['whoever asked for another still may', approved(forOthers, behalf), forOthers],
    [
      'people may approve their own',
      approved(aRule({ allowSelfApproval: true, approvers: [user('alice')] }), {}, 'alice'),
      aRule({ allowSelfApproval: true, approvers: [user('alice')] }),
    ],
  ])('lets through what was decided where %s', (_, request, rule) => {
    expect(check(request, rule)).toBeUndefined();
  });

  it('takes an e-mail that is not known at the moment for no news of the person', () => {
    const byEmail = { template: 'arn:aws:iam::111111111111:user/{local}', domains: ['example.com'] };
    const withEmail = (email: string) =>
      aDirectory({ people: { [U('alice')]: { standing: 'member', name: 'alice', email, readAt: NOON } } });
    const fields = { people: {}, byEmail };

    expect(check(approved(aRule()), aRule(), aDirectory(), fields)).toBeUndefined();
    expect(check(approved(aRule()), aRule(), withEmail('alice@example.com'), fields)).toBeUndefined();
    expect(check(approved(aRule()), aRule(), withEmail('bob@example.com'), fields)?.kind).toBe('principal_changed');
    expect(check(approved(aRule()), aRule(), withEmail('alice@elsewhere.com'), fields)?.kind).toBe('principal_changed');
  });

  it('holds an emergency of several roles to the shortest time of any of them', () => {
    const other = aRule({
      name: parseAccessName('prod-deploy'),
      arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'),
      emergency: { ...emergency, maxMinutes: 30 },
    });
    const rule = aRule({ emergency });
    const roles = [rule, other].map((one) => ({ name: one.name, arn: one.arn, rule: one }));
    const request = approved(rule, { emergency: true, roles });
    const world = { catalog: aCatalog([rule, other]), directory: aDirectory(), now: NOON };

    expect(recheckDecision(request, world)).toEqual({ kind: 'too_long_now', maxMinutes: 30 });
  });

  const endingAt = (minutes: number): Request => {
    const request = approved(aRule());
    if (request.status.kind !== 'approved') throw new Error('not approved');
    return { ...request, status: { ...request.status, endsAt: addMinutes(request.status.startsAt, minutes) } };
  };
  const groupApproves = aRule({ approvers: byGroup });
  const groupAsks = aRule({ requesters: byGroup });
  const { principal: __, ...unprepared } = approved(aRule());
  it.each<[string, string, ReturnType<typeof recheckDecision>]>([
    [
      'a changed event',
      'tampered',
      check(
        {
          ...approved(aRule()),
          events: approved(aRule()).events.map((event, index) => (index === 1 ? { ...event, at: new Date(0) } : event)),
        },
        aRule(),
      ),
    ],
    ['an end that is later than was decided', 'tampered', check(endingAt(61), aRule())],
    [
      'a review that nobody gave',
      'tampered',
      check(
        {
          ...approved(aRule()),
          reviews: [...approved(aRule()).reviews, { by: U('carol'), at: NOON, roles: [aRule().name] }],
        },
        aRule(),
      ),
    ],
    ['a role that left the catalog', 'rule_changed', check(approved(aRule()), undefined)],
    [
      'a name that means another role',
      'rule_changed',
      check(approved(aRule()), aRule({ arn: parseRoleArn('arn:aws:iam::222222222222:role/admin') })),
    ],
    [
      'a requester who is a guest by now',
      'not_a_member',
      check(approved(aRule()), aRule(), standing('alice', 'guest')),
    ],
    [
      'a requester who is another IAM user by now',
      'principal_changed',
      check(approved(aRule()), aRule(), aDirectory(), { people: { [U('alice')]: bob } }),
    ],
    [
      'a requester with no identity any more',
      'principal_changed',
      check(approved(aRule()), aRule(), aDirectory(), { people: {} }),
    ],
    ['a request that nobody ever looked up in AWS', 'principal_changed', check(unprepared, aRule())],
    [
      'a requester the rule does not name any more',
      'requester_lost',
      check(approved(aRule()), aRule({ requesters: [user('random')] })),
    ],
    ['requesters who are not known', 'membership_unknown', check(approved(groupAsks), groupAsks, unknownGroups)],
    [
      'an approver who is deactivated by now',
      'not_a_member',
      check(approved(aRule()), aRule(), standing('bob', 'deactivated')),
    ],
    [
      'an approver the rule does not name any more',
      'approver_lost',
      check(approved(aRule()), aRule({ approvers: [user('carol')] })),
    ],
    ['approvers who are not known', 'membership_unknown', check(approved(groupApproves), groupApproves, unknownGroups)],
    [
      'a self-approval that is not allowed any more',
      'approver_lost',
      check(
        approved(aRule({ allowSelfApproval: true, approvers: [user('alice')] }), {}, 'alice'),
        aRule({ approvers: [user('alice')] }),
      ),
    ],
    [
      'an approval by whoever asked in the name of another',
      'approver_lost',
      check(approved(forOthers, behalf, 'carol'), forOthers),
    ],
    ['more approvals that are wanted now', 'approvals_missing', check(approved(aRule()), aRule({ approvals: 2 }))],
    [
      'a longest time that is shorter now',
      'too_long_now',
      check(approved(aRule()), aRule({ durationMinutes: { default: 30, max: 59 } })),
    ],
    [
      'an emergency where there are none now',
      'no_emergencies_now',
      check(approved(aRule({ emergency }), { emergency: true }), aRule()),
    ],
    [
      'an emergency that may last shorter now',
      'too_long_now',
      check(
        approved(aRule({ emergency }), { emergency: true }),
        aRule({ emergency: { ...emergency, maxMinutes: 59 } }),
      ),
    ],
    [
      'an emergency of somebody who may declare none now',
      'requester_lost',
      check(
        approved(aRule({ emergency }), { emergency: true }),
        aRule({ emergency: { ...emergency, requesters: [user('bob')] } }),
      ),
    ],
    [
      'an extension where there are none now',
      'no_longer_extendable',
      check(approved(aRule({ extend }), { extends: extending }), aRule()),
    ],
    [
      'an extension over the longest total of now',
      'too_long_in_all',
      check(
        approved(aRule({ extend }), { extends: extending }),
        aRule({ extend: { ...extend, maxTotalMinutes: 179 } }),
      ),
    ],
    ['somebody who may not ask for others any more', 'requester_lost', check(approved(forOthers, behalf), aRule())],
    [
      'somebody who asked for others and has left',
      'not_a_member',
      check(approved(forOthers, behalf), forOthers, standing('carol', 'guest')),
    ],
    [
      'somebody who asked for others and of whom it is not known',
      'membership_unknown',
      check(approved(forOthers, behalf), aRule({ onBehalfOf: byGroup }), unknownGroups),
    ],
    [
      'a lockdown',
      'locked_down',
      check(
        approved(aRule()),
        aRule(),
        aDirectory({
          lockdown: { isOn: true, at: NOON, by: U('carol'), why: 'keys', ended: [], told: 'nothing', outstanding: 0 },
        }),
      ),
    ],
  ])('stops %s', (_, kind, refusal) => {
    expect(refusal?.kind).toBe(kind);
  });
});
