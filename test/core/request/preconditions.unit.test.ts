import { describe, expect, it } from 'vitest';
import type { AccountStatus, Directory } from '../../../functions/core/authority/directory.ts';
import type { Catalog, EmergencyRule, ExtendRule, RoleRule } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn, type SlackGroupId } from '../../../functions/core/names.ts';
import type { RequestFact } from '../../../functions/core/request/facts.ts';
import { judge } from '../../../functions/core/request/judge.ts';
import type { Phase } from '../../../functions/core/request/preconditions.ts';
import type { Request, RequestedAccess } from '../../../functions/core/request/request.ts';
import { active, approved as anApproved, NOON, pending, withFacts } from '../../support/a-request.ts';
import { aCatalog, aRule, bob, idOf, U } from '../../support/builders.ts';

const SRE = 'S0SRE' as SlackGroupId;
const byGroup = [{ kind: 'group', id: SRE }] as const;
const user = (name: string) => ({ kind: 'user', id: U(name) }) as const;

const aDirectory = (fields: Partial<Directory> = {}): Directory => ({
  workspace: { teamId: 'T0LOCAL' },
  people: {},
  groups: { [SRE]: { members: [U('alice'), U('bob'), U('random')], readAt: NOON } },
  ...fields,
});
const accountStatus = (name: string, of: AccountStatus): Directory =>
  aDirectory({ people: { [U(name)]: { accountStatus: of, name, readAt: NOON } } });
const unknownGroups = aDirectory({ groups: {} });

/** Requested for an hour by alice under a rule, and approved by bob unless it is an emergency. */
const approved = (rule: RoleRule, requested: Partial<RequestedAccess> = {}, by = 'bob'): Request =>
  anApproved({ rules: [rule], requested }, requested.emergency === true ? {} : { by: U(by) });

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

/** The base of the extensions below. */
const BASE = active({ number: 9 });

const unmetOf = (request: Request, world: Parameters<typeof judge>[2], phase: Phase = 'opening') => {
  const judged = judge(request, phase, world);
  return judged.kind === 'met' ? undefined : judged.unmet;
};

describe('the check before a write to IAM', () => {
  const check = (
    request: Request,
    rule: RoleRule | undefined,
    directory = aDirectory(),
    fields: Partial<Catalog> = {},
  ) =>
    unmetOf(request, {
      catalog: aCatalog(rule === undefined ? [] : [rule], fields),
      directory,
      now: NOON,
      base: BASE,
    });

  it.each<[string, Request, RoleRule]>([
    ['nothing has changed', approved(aRule()), aRule()],
    ['the duration is exactly the maximum', approved(aRule()), aRule({ durationMinutes: { default: 30, max: 60 } })],
    [
      'an emergency has exactly the maximum duration of emergencies',
      approved(aRule({ emergency }), { emergency: true }),
      aRule({ emergency, durationMinutes: { default: 5, max: 30 } }),
    ],
    [
      'an extension reaches exactly the maximum total time',
      approved(aRule({ extend }), { extends: extending }),
      aRule({ extend }),
    ],
    ['the user who requested on behalf of another is still permitted to', approved(forOthers, behalf), forOthers],
    [
      'the rule allows self-approval',
      approved(aRule({ allowSelfApproval: true, approvers: [user('alice')] }), {}, 'alice'),
      aRule({ allowSelfApproval: true, approvers: [user('alice')] }),
    ],
  ])('accepts a decided request if %s', (_, request, rule) => {
    expect(check(request, rule)).toBeUndefined();
  });

  it('ignores an e-mail address that is unknown at the moment', () => {
    const byEmail = { template: 'arn:aws:iam::111111111111:user/{local}', domains: ['example.com'] };
    const withEmail = (email: string) =>
      aDirectory({ people: { [U('alice')]: { accountStatus: 'member', name: 'alice', email, readAt: NOON } } });
    const fields = { people: {}, byEmail };

    expect(check(approved(aRule()), aRule(), aDirectory(), fields)).toBeUndefined();
    expect(check(approved(aRule()), aRule(), withEmail('alice@example.com'), fields)).toBeUndefined();
    expect(check(approved(aRule()), aRule(), withEmail('bob@example.com'), fields)?.kind).toBe('principal_changed');
    expect(check(approved(aRule()), aRule(), withEmail('alice@elsewhere.com'), fields)?.kind).toBe('principal_changed');
  });

  it('limits an emergency of several roles to the shortest maximum duration', () => {
    const other = aRule({
      name: parseAccessName('prod-deploy'),
      arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'),
      emergency: { ...emergency, maxMinutes: 30 },
    });
    const rule = aRule({ emergency });
    const roles = [rule, other].map((one) => ({ name: one.name, arn: one.arn, rule: one }));
    const request = approved(rule, { emergency: true, roles });
    const world = { catalog: aCatalog([rule, other]), directory: aDirectory(), now: NOON };

    expect(unmetOf(request, world)).toEqual({ kind: 'too_long_now', maxMinutes: 30 });
  });

  const groupApproves = aRule({ approvers: byGroup });
  const groupAsks = aRule({ requesters: byGroup });
  it.each<[string, string, ReturnType<typeof unmetOf>]>([
    [
      'a request whose stored item was tampered with',
      'tampered',
      check({ ...approved(aRule()), tampered: 'Event 3.' }, aRule()),
    ],
    ['a role that was removed from the catalog', 'rule_changed', check(approved(aRule()), undefined)],
    [
      'a role name with another ARN',
      'rule_changed',
      check(approved(aRule()), aRule({ arn: parseRoleArn('arn:aws:iam::222222222222:role/admin') })),
    ],
    [
      'a requester who is now a guest',
      'not_a_member',
      check(approved(aRule()), aRule(), accountStatus('alice', 'guest')),
    ],
    [
      'a requester who is now another IAM user',
      'principal_changed',
      check(approved(aRule()), aRule(), aDirectory(), { people: { [U('alice')]: bob } }),
    ],
    [
      'a requester without an AWS identity',
      'principal_changed',
      check(approved(aRule()), aRule(), aDirectory(), { people: {} }),
    ],
    [
      'a requester who was removed from the rule',
      'requester_lost',
      check(approved(aRule()), aRule({ requesters: [user('random')] })),
    ],
    ['unreadable requesters', 'membership_unknown', check(approved(groupAsks), groupAsks, unknownGroups)],
    [
      'an approver who is now deactivated',
      'not_a_member',
      check(approved(aRule()), aRule(), accountStatus('bob', 'deactivated')),
    ],
    [
      'an approver who was removed from the rule',
      'approver_lost',
      check(approved(aRule()), aRule({ approvers: [user('carol')] })),
    ],
    ['unreadable approvers', 'membership_unknown', check(approved(groupApproves), groupApproves, unknownGroups)],
    [
      'a self-approval that is no longer allowed',
      'approver_lost',
      check(
        approved(aRule({ allowSelfApproval: true, approvers: [user('alice')] }), {}, 'alice'),
        aRule({ approvers: [user('alice')] }),
      ),
    ],
    [
      'an approval by the user who requested on behalf of another',
      'approver_lost',
      check(approved(forOthers, behalf, 'carol'), forOthers),
    ],
    [
      'a number of approvals that is now too low',
      'approvals_missing',
      check(approved(aRule()), aRule({ approvals: 2 })),
    ],
    [
      'a duration above the current maximum',
      'too_long_now',
      check(approved(aRule()), aRule({ durationMinutes: { default: 30, max: 59 } })),
    ],
    [
      'an emergency that the rule no longer allows',
      'no_emergencies_now',
      check(approved(aRule({ emergency }), { emergency: true }), aRule()),
    ],
    [
      'an emergency above the current maximum duration',
      'too_long_now',
      check(
        approved(aRule({ emergency }), { emergency: true }),
        aRule({ emergency: { ...emergency, maxMinutes: 59 } }),
      ),
    ],
    [
      'an emergency of a user who can no longer declare one',
      'requester_lost',
      check(
        approved(aRule({ emergency }), { emergency: true }),
        aRule({ emergency: { ...emergency, requesters: [user('bob')] } }),
      ),
    ],
    [
      'an extension that the rule no longer allows',
      'no_longer_extendable',
      check(approved(aRule({ extend }), { extends: extending }), aRule()),
    ],
    [
      'an extension above the current maximum total time',
      'too_long_in_all',
      check(
        approved(aRule({ extend }), { extends: extending }),
        aRule({ extend: { ...extend, maxTotalMinutes: 179 } }),
      ),
    ],
    [
      'a user who can no longer request on behalf of others',
      'requester_lost',
      check(approved(forOthers, behalf), aRule()),
    ],
    [
      'a user who requested on behalf of another and is deactivated',
      'not_a_member',
      check(approved(forOthers, behalf), forOthers, accountStatus('carol', 'guest')),
    ],
    [
      'a user who requested on behalf of another, with unknown membership',
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
          lockdown: {
            isOn: true,
            at: NOON,
            by: U('carol'),
            why: 'keys',
            ended: [],
            announced: 'nothing',
            outstanding: 0,
          },
        }),
      ),
    ],
  ])('rejects %s', (_, kind, refusal) => {
    expect(refusal?.kind).toBe(kind);
  });
});

describe('the preconditions of a request', () => {
  const phases: readonly Phase[] = ['deciding', 'opening', 'open'];
  const unmetIn = (request: Request, changes: Partial<Parameters<typeof judge>[2]> = {}) =>
    phases.map(
      (phase) => unmetOf(request, { catalog: aCatalog(), directory: aDirectory(), now: NOON, ...changes }, phase)?.kind,
    );

  it.each<[string, string, Partial<Parameters<typeof judge>[2]>]>([
    ['the account of the holder', 'not_a_member', { directory: accountStatus('alice', 'deactivated') }],
    ['the identity of the holder', 'principal_changed', { catalog: aCatalog([aRule()], { people: {} }) }],
    ['the role in the catalog', 'rule_changed', { catalog: aCatalog([]) }],
  ])('always include %s', (_, kind, changes) => {
    expect(unmetIn(active(), changes)).toEqual([kind, kind, kind]);
  });

  it('exclude a lockdown until access is opened; the lockdown itself ends held access', () => {
    const lockdown = {
      isOn: true,
      at: NOON,
      by: U('carol'),
      why: 'keys',
      ended: [],
      announced: 'nothing',
      outstanding: 0,
    } as const;

    expect(unmetIn(active(), { directory: aDirectory({ lockdown }) })).toEqual([
      'locked_down',
      'locked_down',
      undefined,
    ]);
  });

  it('include the requester until access is opened, and the approvals when it is opened', () => {
    expect(unmetIn(active(), { catalog: aCatalog([aRule({ requesters: [] })]) })).toEqual([
      'requester_lost',
      'requester_lost',
      undefined,
    ]);
    expect(unmetIn(active(), { directory: accountStatus('bob', 'deactivated') })).toEqual([
      undefined,
      'not_a_member',
      undefined,
    ]);
    expect(unmetIn(active(), { catalog: aCatalog([aRule({ approvals: 2 })]) })).toEqual([
      undefined,
      'approvals_missing',
      undefined,
    ]);
  });
});

describe('the base of an extension', () => {
  const END = new Date('2030-01-01T13:00:00Z');
  const extension = anApproved({ rules: [aRule({ extend })], requested: { extends: { ...extending, endsAt: END } } });
  const facts = (request: Request, ...more: readonly RequestFact[]) => withFacts(request, more, NOON);

  it.each<[boolean, string, Request | undefined]>([
    [true, 'is active', active({ number: 9 })],
    [true, 'has expired', facts(active({ number: 9 }), { kind: 'ended', reason: 'expired' })],
    [false, 'is not set up yet', anApproved({ number: 9 })],
    [false, 'was released', facts(active({ number: 9 }), { kind: 'ended', reason: 'released', by: U('alice') })],
    [false, 'ended because the holder left', facts(active({ number: 9 }), { kind: 'ended', reason: 'offboarded' })],
    [false, 'expired before it was set up', facts(anApproved({ number: 9 }), { kind: 'ended', reason: 'expired' })],
    [false, 'failed', facts(active({ number: 9 }), { kind: 'failed', why: 'no such role' })],
    [false, 'is pending', pending({ number: 9 })],
    [false, 'was tampered with', { ...active({ number: 9 }), tampered: 'Event 3.' }],
    [false, 'is no longer stored', undefined],
  ])('allows the extension to open and to continue: %s, if the base %s', (isEnough, _, base) => {
    const world = { catalog: aCatalog([aRule({ extend })]), directory: aDirectory(), now: NOON, base };
    const found = (['deciding', 'opening', 'open'] as const).map((phase) => unmetOf(extension, world, phase)?.kind);

    expect(found).toEqual(Array.from({ length: 3 }, () => (isEnough ? undefined : 'base_ended')));
  });

  it('is checked for each role: the extension does not grant a role that IAM refused in the base', () => {
    const deploy = aRule({
      name: parseAccessName('prod-deploy'),
      arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'),
      extend,
    });
    const rules = [aRule({ extend }), deploy];
    const half = facts(
      anApproved({ rules, number: 9 }),
      { kind: 'role_confirmed', arn: aRule().arn, name: aRule().name },
      { kind: 'role_refused', arn: deploy.arn, name: deploy.name, why: 'no such role' },
      { kind: 'activated' },
    );
    const world = { catalog: aCatalog(rules), directory: aDirectory(), now: NOON, base: half };

    expect(unmetOf(anApproved({ rules, requested: { extends: extending } }), world)).toEqual({ kind: 'base_ended' });
    expect(unmetOf(extension, world)).toBeUndefined();
  });
});
