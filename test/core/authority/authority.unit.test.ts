import { describe, expect, it } from 'vitest';
import {
  approversMissing,
  mayApprove,
  mayDeny,
  mayReviewEmergency,
} from '../../../functions/core/authority/approval.ts';
import { mayAdminister, mayEnd } from '../../../functions/core/authority/authority.ts';
import { type AccountStatus, type Directory, EMPTY_DIRECTORY } from '../../../functions/core/authority/directory.ts';
import { maySee, type WhoAbout } from '../../../functions/core/authority/sight.ts';
import type { RoleRule, Who } from '../../../functions/core/catalog/catalog.ts';
import { parseAccessName, parseRoleArn, type SlackGroupId } from '../../../functions/core/names.ts';
import type { Request } from '../../../functions/core/request/request.ts';
import { active, aRequestedAccess, inForce } from '../../support/a-request.ts';
import { aCatalog, actor, alice, aRule, U } from '../../support/builders.ts';

const now = new Date('2030-01-01T12:00:00Z');
const user = (name: string): Who => ({ kind: 'user', id: U(name) });
const group = (id: string): Who => ({ kind: 'group', id: id as SlackGroupId });
const deploy = aRule({
  name: parseAccessName('prod-deploy'),
  arn: parseRoleArn('arn:aws:iam::222222222222:role/deploy'),
  approvers: [user('random')],
});
const release = { name: parseAccessName('release'), description: '', roles: [aRule().name, deploy.name] };
const catalog = aCatalog([aRule({ approvers: [user('bob')] }), deploy], { bundles: { [release.name]: release } });
const inWorkspace: Directory = { ...EMPTY_DIRECTORY, workspace: { teamId: 'T0LOCAL' } };
const withAccount = (name: string, accountStatus: AccountStatus): Directory => ({
  ...inWorkspace,
  people: { [U(name)]: { accountStatus, name, readAt: now } },
});
const world = { catalog, directory: inWorkspace, now };
const withAdmins = (...admins: readonly Who[]) =>
  aCatalog([aRule({ approvers: [user('bob')] }), deploy], { settings: { ...aCatalog().settings, admins } });
const aRequest = (target: string, ...roles: readonly string[]): Request =>
  ({ requested: { target, roles: roles.map((name) => ({ name })) } }) as never;

describe('an admin', () => {
  it('loses the right when the account is deactivated', () => {
    const directory = withAccount('carol', 'deactivated');

    expect(mayAdminister(actor('carol'), world)).toMatchObject({ answer: 'yes' });
    expect(mayAdminister(actor('carol'), { ...world, directory })).toMatchObject({
      answer: 'no',
      refusal: { kind: 'not_a_member' },
    });
    expect(maySee({ kind: 'me' }, actor('carol'), { ...world, directory })).toMatchObject({
      answer: 'no',
      refusal: { kind: 'not_a_member' },
    });
  });

  it.each<[string, readonly Who[], readonly string[]]>([
    ['one group', [group('S0ADMINS')], ['S0ADMINS']],
    ['two groups', [group('S0ADMINS'), group('S0SEC')], ['S0ADMINS', 'S0SEC']],
    ['a schedule beside a user', [user('bob'), { kind: 'onCall', id: 'prod' }], ['onCall:prod']],
  ])(
    'through an unreadable group or schedule gets the same answer for End, revoke, lockdown and who: %s',
    (_, admins, unread) => {
      const submitted = { ...world, catalog: withAdmins(...admins) };
      const unknown = { answer: 'unknown', refusal: { kind: 'membership_unknown', unread } };

      expect(mayAdminister(actor('carol'), submitted)).toEqual(unknown);
      expect(mayEnd(actor('carol'), active(), submitted)).toEqual(unknown);
      expect(maySee({ kind: 'person', id: U('alice') }, actor('carol'), submitted)).toEqual(unknown);
      expect(maySee({ kind: 'access', name: 'prod-s3' }, actor('carol'), submitted)).toEqual(unknown);
    },
  );

  it('who is listed by user ID does not depend on an unreadable group', () => {
    const submitted = { ...world, catalog: withAdmins(group('S0ADMINS'), user('carol')) };

    expect(mayAdminister(actor('carol'), submitted)).toMatchObject({ answer: 'yes' });
    expect(mayEnd(actor('carol'), active(), submitted)).toMatchObject({ answer: 'yes', isOwn: false });
  });
});

describe('an unreadable group of approvers', () => {
  const byGroup = aRule({ approvers: [group('S0SRE')] });
  const submitted = { catalog: aCatalog([byGroup]), directory: inWorkspace, now };
  const unknown = { answer: 'unknown', refusal: { kind: 'membership_unknown', unread: ['S0SRE'] } };

  it('does not refuse a user who may be a member', () => {
    const requested = aRequestedAccess({ rules: [byGroup] });
    const rules = inForce(requested, submitted.catalog);

    expect(mayApprove(actor('dave'), { requested, reviews: [] }, rules, submitted)).toEqual(unknown);
    expect(mayDeny(actor('dave'), requested, rules, submitted)).toEqual(unknown);
    expect(mayReviewEmergency(actor('dave'), aRequestedAccess(), byGroup.approvers, submitted)).toEqual(unknown);
    expect(maySee({ kind: 'access', name: 'prod-s3' }, actor('dave'), submitted)).toEqual(unknown);
    expect(maySee({ kind: 'person', id: U('alice') }, actor('dave'), submitted)).toEqual(unknown);
  });
});

describe('missing approvers', () => {
  const missing = (fields: Partial<RoleRule>, directory: Directory = inWorkspace, by = 'alice') => {
    const rule = aRule(fields);
    const requested = aRequestedAccess({ requested: { by: U(by) }, rules: [rule] });
    const catalog = aCatalog([rule], { people: { [U('alice')]: alice, [U('twin')]: alice } });
    return approversMissing({ requested }, inForce(requested, catalog), { catalog, directory, now });
  };
  const two = [user('bob'), user('carol')];

  it.each<[string, ReturnType<typeof missing>, number, readonly string[]]>([
    ['the only approver requests it', missing({ approvers: [user('bob')] }, inWorkspace, 'bob'), 1, []],
    [
      'one of two who are needed is deactivated',
      missing({ approvers: two, approvals: 2 }, withAccount('carol', 'deactivated')),
      1,
      ['bob'],
    ],
    [
      'one of two who are needed requests it',
      missing({ approvers: two, approvals: 2 }, inWorkspace, 'bob'),
      1,
      ['carol'],
    ],
    [
      'two accounts of one user are the approvers',
      missing({ approvers: [user('twin'), user('alice')], approvals: 2 }, inWorkspace, 'bob'),
      1,
      ['twin'],
    ],
    ['one account of the requester is the approver', missing({ approvers: [user('twin')] }), 1, []],
    ['a guest is the only approver', missing({ approvers: [user('bob')] }, withAccount('bob', 'guest')), 1, []],
    [
      'more approvals are needed than a readable group has members',
      missing(
        { approvers: [group('S0SRE')], approvals: 3 },
        { ...inWorkspace, groups: { ['S0SRE' as SlackGroupId]: { members: [U('bob'), U('alice')], readAt: now } } },
      ),
      2,
      ['bob'],
    ],
  ])('are reported with the remaining approvers: %s', (_, found, count, left) => {
    expect(found).toMatchObject({ name: 'prod-s3', missing: count, left: left.map(U) });
  });

  it('are not reported while a group is unreadable, if enough are left, or if no approval is needed', () => {
    expect(missing({ approvers: [user('alice'), group('S0SRE')] })).toBeUndefined();
    expect(missing({ approvers: two, approvals: 2 })).toBeUndefined();
    expect(missing({ approvers: [], approvals: 0 })).toBeUndefined();
    expect(missing({ approvers: [{ kind: 'everyone' }], approvals: 2 })).toBeUndefined();
    expect(missing({ approvers: [user('alice')], allowSelfApproval: true })).toBeUndefined();
  });
});

describe('the list of access holders', () => {
  const about = (name: string): WhoAbout => ({ kind: 'access', name });
  const person: WhoAbout = { kind: 'person', id: U('alice') };

  it('of a bundle is visible to admins and to users who approve every role of it', () => {
    expect(maySee(about('release'), actor('bob'), world)).toMatchObject({ refusal: { kind: 'not_yours_to_see' } });
    expect(maySee(about('prod-s3'), actor('bob'), world)).toMatchObject({ kind: 'of_access', name: 'prod-s3' });
    expect(maySee(about('release'), actor('carol'), world)).toMatchObject({ kind: 'of_access', name: 'release' });
  });

  it('of a user is completely visible to admins and to the user, and to approvers for their roles', () => {
    const sees = (name: string, request: Request) => {
      const found = maySee(person, actor(name), world);
      return found.answer === 'yes' && found.kind === 'of_person' && found.isVisible(request);
    };
    const both = aRequest('release', 'prod-s3', 'prod-deploy');
    const other = aRequest('prod-deploy', 'prod-deploy');

    expect(['carol', 'alice', 'bob', 'random'].map((name) => [sees(name, both), sees(name, other)])).toEqual([
      [true, true],
      [true, true],
      [true, false],
      [true, true],
    ]);
    expect(maySee({ kind: 'person', id: U('bob') }, actor('alice'), world)).toMatchObject({
      answer: 'no',
      refusal: { kind: 'not_yours_to_see' },
    });
  });
});
