import { decide } from '@assume-bot/local-aws/policy/decide';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { describe, expect, it } from 'vitest';
import { misfitOf, scopeFor, type TargetAccount } from '../../lib/account-targets.ts';
import { documentSizes, oversized } from '../../lib/document-sizes.ts';
import { ROLE_CAPACITY, sizeOf, splitPolicy } from '../../lib/iam-sizes.ts';
import { inspectorPolicy } from '../../lib/inspector-policies.ts';
import { managerPolicy } from '../../lib/manager-policies.ts';
import { makeAppOf, settingsWith, templateOf } from '../support/a-hub.ts';
import { ofType, policiesOf } from '../support/cloudformation.ts';

const PROD = '222222222222';
const arns = (kind: string, count: number) =>
  Array.from({ length: count }, (_, n) => `arn:aws:iam::${PROD}:${kind}${String(n).padStart(4, '0')}`);

/** An account with as many users as roles, all under two paths. */
const accountWith = (users: number, roles: number): TargetAccount => ({
  name: 'prod',
  id: PROD,
  managerRoleName: 'assume-bot-manager',
  roleArns: arns('role/team/deploy-', roles),
  userArns: arns('user/people/firstname-', users),
  otherUserArns: [],
});
const OPERATORS = { operators: ['arn:aws:iam::111111111111:role/ops'] };

/** The template of the account, as it would be deployed. */
const templateFor = (account: TargetAccount, settings: Readonly<Record<string, unknown>>) =>
  templateOf(makeAppOf([account], { ...OPERATORS, ...settings }), 'assume-bot-account-prod');

const mayReach = (policies: readonly PolicyDocument[], action: string, resource: string, tag?: string) =>
  decide({
    principal: { arn: `arn:aws:sts::${PROD}:assumed-role/assume-bot-manager/one`, accountId: PROD },
    action,
    resource,
    resourceAccount: PROD,
    context: tag === undefined ? {} : { 'aws:ResourceTag/assume-bot': tag },
    identityPolicies: policies,
  });

describe('the policies of an account', () => {
  it('stay in one inline policy for 10 users and 10 roles', () => {
    const template = templateFor(accountWith(10, 10), { roles: 'listed' });

    expect(ofType(template, 'AWS::IAM::ManagedPolicy')).toEqual([]);
    expect(oversized('prod', template)).toEqual([]);
  });

  it.each([
    ['200 users and 200 roles', 200, 200],
    ['1,000 users and 200 roles', 1000, 200],
  ])('are split for %s, and still reach exactly what is listed', (_, users, roles) => {
    const account = accountWith(users, roles);
    const template = templateFor(account, { roles: 'listed' });
    const manager = policiesOf(template, 'Manager');
    const inspector = policiesOf(template, 'Inspector');

    expect(oversized('prod', template)).toEqual([]);
    expect(ofType(template, 'AWS::IAM::ManagedPolicy').length).toBeGreaterThan(2);
    for (const role of account.roleArns) {
      expect(mayReach(manager, 'iam:UpdateAssumeRolePolicy', role)).toBe('Allowed');
      expect(mayReach(inspector, 'iam:GetRolePolicy', role)).toBe('Allowed');
      expect(mayReach(inspector, 'iam:GetRole', role)).toBe('Allowed');
    }
    for (const user of account.userArns) {
      expect(mayReach(manager, 'iam:PutUserPolicy', user)).toBe('Allowed');
      expect(mayReach(inspector, 'iam:PutUserPolicy', user)).toBe('ExplicitlyDenied');
    }
    for (const [action, resource] of [
      ['iam:UpdateAssumeRolePolicy', `arn:aws:iam::${PROD}:role/team/other`],
      ['iam:PutUserPolicy', `arn:aws:iam::${PROD}:user/people/other`],
      ['iam:PutUserPolicy', account.roleArns[0] ?? ''],
    ] as const)
      expect(mayReach(manager, action, resource)).toBe('ImplicitlyDenied');
    expect(mayReach(manager, 'iam:AttachRolePolicy', account.roleArns[0] ?? '')).toBe('ExplicitlyDenied');
  });

  it('are refused for 2,000 users and roles, with the figure and the setting to change', () => {
    const settings = settingsWith({ ...OPERATORS, roles: 'listed' });
    const account = accountWith(2000, 2000);
    const { users, roles } = scopeFor(settings, account);
    const size = sizeOf(managerPolicy({ users, roles }, { partition: 'aws', accountId: PROD }));

    const misfit = misfitOf(settings, account);

    expect(misfit).toContain(`assume-bot-manager need ${size} characters, and IAM accepts about ${ROLE_CAPACITY}`);
    expect(misfit).toMatch(
      /set assume-bot:(roles|users)=path \(the 2000 \w+ become 1 entries\) or assume-bot:\w+=tagged$/,
    );
    expect(() => templateFor(account, { roles: 'listed' })).toThrow(/need \d+ characters, and 71680 fit/);
  });

  it('are refused without the advice to select by path if nothing shares a path', () => {
    const account = accountWith(2000, 2);
    const atTheRoot = { ...account, userArns: account.userArns.map((arn) => arn.replace(/user\/.*\//, 'user/')) };

    expect(misfitOf(settingsWith(), atTheRoot)).toMatch(
      /: set assume-bot:users=tagged \(assume-bot:users=path only helps if the 2000 users share paths in IAM/,
    );
  });

  it.each([
    ['by path', { roles: 'path', users: 'path' }],
    ['by tag', { roles: 'tagged', users: 'tagged' }],
  ])('fit one inline policy for 2,000 users and roles %s', (_, settings) => {
    const template = templateFor(accountWith(2000, 2000), settings);

    expect(misfitOf(settingsWith({ ...OPERATORS, ...settings }), accountWith(2000, 2000))).toBeUndefined();
    expect(ofType(template, 'AWS::IAM::ManagedPolicy')).toEqual([]);
    expect(oversized('prod', template)).toEqual([]);
  });
});

describe('targets by path', () => {
  it('are the roles and users under the paths of the listed ones, and no others', () => {
    const account = { ...accountWith(3, 3), userArns: [...arns('user/people/a', 2), ...arns('user/b', 1)] };
    const manager = policiesOf(templateFor(account, { roles: 'path', users: 'path' }), 'Manager');
    const may = (action: string, resource: string) => mayReach(manager, action, `arn:aws:iam::${PROD}:${resource}`);

    expect(may('iam:PutUserPolicy', 'user/people/new')).toBe('Allowed');
    expect(may('iam:PutUserPolicy', 'user/b0000')).toBe('Allowed');
    expect(may('iam:PutUserPolicy', 'user/other')).toBe('ImplicitlyDenied');
    expect(may('iam:PutUserPolicy', 'user/peoples/new')).toBe('ImplicitlyDenied');
    expect(may('iam:PutRolePolicy', 'role/team/new')).toBe('Allowed');
    expect(may('iam:PutRolePolicy', 'role/other')).toBe('ImplicitlyDenied');
    expect(may('iam:PutUserPolicy', 'role/team/new')).toBe('ImplicitlyDenied');
  });

  it('do not reach users without the tag if users are selected by tag', () => {
    const manager = policiesOf(templateFor(accountWith(2, 2), { users: 'tagged' }), 'Manager');
    const user = `arn:aws:iam::${PROD}:user/people/firstname-0000`;

    expect(mayReach(manager, 'iam:PutUserPolicy', user)).toBe('ImplicitlyDenied');
    expect(mayReach(manager, 'iam:PutUserPolicy', user, 'managed')).toBe('Allowed');
  });
});

describe('a policy that is split', () => {
  it('fills every document before it starts the next', () => {
    const scope = scopeFor(settingsWith({ ...OPERATORS, roles: 'listed' }), accountWith(600, 200));
    const policy = inspectorPolicy(scope, { partition: 'aws', accountId: PROD });
    const split = splitPolicy(policy);
    if (split.kind === 'tooLarge') throw new Error('it should fit');
    const { inline, managed } = split.policy;

    expect(sizeOf(inline)).toBeLessThanOrEqual(10_240);
    expect(sizeOf(inline)).toBeGreaterThan(10_000);
    for (const document of managed) expect(sizeOf(document)).toBeLessThanOrEqual(6_144);
    for (const document of managed.slice(0, -1)) expect(sizeOf(document)).toBeGreaterThan(5_900);
  });

  it('is measured with all documents of the hub, which are far from their limits', () => {
    const template = templateOf(
      makeAppOf([accountWith(1, 1)], { ...OPERATORS, customerKey: true, auditBucket: true, tracing: true }),
      'assume-bot',
    );
    const sizes = documentSizes(template);

    expect(sizes.length).toBeGreaterThan(9);
    for (const { document, size, limit } of sizes) expect(`${document} ${size <= limit * 0.6}`).toContain('true');
  });

  it('is reported with its figure if a template has it anyway', () => {
    const PolicyDocument = { Version: '2012-10-17', Statement: 'x'.repeat(11_000) };
    const Role = { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument }] } };

    expect(oversized('hub', { Resources: { Role } })).toEqual([
      `hub: the inline policies of Role: ${sizeOf(PolicyDocument)} characters, and AWS accepts 10240`,
    ]);
  });
});
