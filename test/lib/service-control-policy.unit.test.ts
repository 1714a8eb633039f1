import type { RequestContext } from '@assume-bot/local-aws/policy/context';
import { decide } from '@assume-bot/local-aws/policy/decide';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { describe, expect, it } from 'vitest';
import { organizationsText, SERVICE_CONTROL_LIMIT } from '../../bin/app/organizations-text.ts';
import { serviceControlPolicy } from '../../lib/manager-policies.ts';

const PROD = '222222222222';
const EVERYTHING: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

describe.each(['aws', 'aws-us-gov', 'aws-cn'])('the service control policy in %s', (partition) => {
  const role = (name: string) => `arn:${partition}:iam::${PROD}:role/${name}`;
  const policy = serviceControlPolicy({
    partition,
    exemptPrincipals: [`arn:${partition}:iam::*:role/admin-*`],
    managerRoleNames: ['assume-bot-manager', 'other-manager', 'assume-bot-manager'],
  });
  const as = (name: string, action: string, resource: string, context: RequestContext = {}) =>
    decide({
      principal: {
        arn: `arn:${partition}:sts::${PROD}:assumed-role/${name}/one`,
        accountId: PROD,
        roleArn: role(name),
      },
      action,
      resource,
      resourceAccount: PROD,
      context: { 'aws:PrincipalArn': role(name), ...context },
      identityPolicies: [policy as unknown as PolicyDocument, EVERYTHING],
    });

  it.each(['assume-bot-manager', 'other-manager', 'assume-bot-inspector', 'other-inspector'])(
    'lets only exempt principals change the role %s and its managed policies',
    (name) => {
      for (const action of [
        'UpdateAssumeRolePolicy',
        'DeleteRole',
        'CreateRole',
        'AttachRolePolicy',
        'PutRolePolicy',
        'DeleteRolePermissionsBoundary',
        'PassRole',
        'AddRoleToInstanceProfile',
        'TagRole',
      ]) {
        expect(as('developer', `iam:${action}`, role(name))).toBe('ExplicitlyDenied');
        expect(as('admin-one', `iam:${action}`, role(name))).toBe('Allowed');
      }
      const managed = `arn:${partition}:iam::${PROD}:policy/${name}-targets-1`;
      expect(as('developer', 'iam:CreatePolicyVersion', managed)).toBe('ExplicitlyDenied');
      expect(as('admin-one', 'iam:CreatePolicyVersion', managed)).toBe('Allowed');
    },
  );

  it('lets the bot assume the roles, and other principals read and assume what they may', () => {
    expect(as('assume-bot-reconcile', 'sts:AssumeRole', role('other-manager'))).toBe('Allowed');
    expect(as('developer', 'iam:GetRole', role('other-manager'))).toBe('Allowed');
    expect(as('developer', 'iam:ListRolePolicies', role('other-manager'))).toBe('Allowed');
  });

  it('does not affect other roles and policies', () => {
    for (const action of ['UpdateAssumeRolePolicy', 'DeleteRole', 'PassRole'])
      expect(as('developer', `iam:${action}`, role('s3-list-role'))).toBe('Allowed');
    expect(as('developer', 'iam:CreatePolicyVersion', `arn:${partition}:iam::${PROD}:policy/theirs`)).toBe('Allowed');
  });

  it.each(['assume-bot', 'Assume-Bot', 'ASSUME-BOT'])(
    'lets only exempt principals set or remove the tag %s, with any capitalization',
    (key) => {
      const marking: RequestContext = { 'aws:TagKeys': ['team', key] };

      for (const action of ['TagRole', 'TagUser', 'UntagRole', 'UntagUser', 'CreateRole', 'CreateUser']) {
        expect(as('developer', `iam:${action}`, role('s3-list-role'), marking)).toBe('ExplicitlyDenied');
        expect(as('admin-one', `iam:${action}`, role('s3-list-role'), marking)).toBe('Allowed');
      }
      expect(as('developer', 'iam:TagRole', role('s3-list-role'), { 'aws:TagKeys': ['team'] })).toBe('Allowed');
      expect(as('developer', 'iam:CreateRole', role('s3-list-role'))).toBe('Allowed');
    },
  );

  it('limits manager and inspector roles to their calls, regardless of attached policies', () => {
    expect(as('other-manager', 'iam:AttachRolePolicy', role('s3-list-role'))).toBe('ExplicitlyDenied');
    expect(as('other-manager', 's3:GetObject', `arn:${partition}:s3:::data/x`)).toBe('ExplicitlyDenied');
    expect(as('other-manager', 'iam:UpdateAssumeRolePolicy', role('s3-list-role'))).toBe('Allowed');
    expect(as('other-inspector', 'iam:UpdateAssumeRolePolicy', role('s3-list-role'))).toBe('ExplicitlyDenied');
    expect(as('other-inspector', 'iam:GetRolePolicy', role('s3-list-role'))).toBe('Allowed');
  });

  it('fits the size limit of AWS Organizations, white space included', () => {
    expect(organizationsText(policy)).toMatchObject({ kind: 'fits' });
    expect(JSON.stringify(policy, null, 2).length).toBeLessThan(SERVICE_CONTROL_LIMIT);
  });
});

describe('a service control policy for many names of manager roles', () => {
  const named = (count: number) =>
    organizationsText(
      serviceControlPolicy({
        partition: 'aws',
        exemptPrincipals: ['arn:aws:iam::*:role/admin-*'],
        managerRoleNames: Array.from({ length: count }, (_, n) => `manager-of-the-account-${n}`),
      }),
    );

  it('loses its indentation before it is refused with the figure', () => {
    const fitting = named(8);
    const tooMany = named(40);

    expect(fitting.kind === 'fits' && fitting.text.includes('\n')).toBe(false);
    expect(fitting.kind === 'fits' && fitting.text.length).toBeLessThanOrEqual(SERVICE_CONTROL_LIMIT);
    expect(tooMany).toMatchObject({ kind: 'tooLarge', mistake: expect.stringMatching(/^it has 1\d{4} characters/) });
  });
});
