import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestContext } from '@assume-bot/local-aws/policy/context';
import { decide } from '@assume-bot/local-aws/policy/decide';
import { manyOf, type PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { beforeAll, describe, expect, it } from 'vitest';
import { operatorsFit } from '../../lib/inspector-policies.ts';
import { managerPolicy } from '../../lib/manager-policies.ts';
import { makeApp, templateOf } from '../support/a-hub.ts';
import { type CfnTemplate, concrete, ofType, policiesOf } from '../support/cloudformation.ts';

const PROD_ID = '222222222222';
const PLACE = { partition: 'aws', accountId: PROD_ID };
const MANAGER = `arn:aws:iam::${PROD_ID}:role/other-manager`;
const ROLE = `arn:aws:iam::${PROD_ID}:role/s3-list-role`;
const OTHER_ROLE = `arn:aws:iam::${PROD_ID}:role/admin`;
const ALICE = `arn:aws:iam::${PROD_ID}:user/alice`;
const TAGGED: RequestContext = { 'aws:ResourceTag/assume-bot': 'managed' };

let tagged: CfnTemplate;
let listed: CfnTemplate;
let stackSet: CfnTemplate;
beforeAll(() => {
  tagged = templateOf(makeApp({ organizationId: 'o-a1b2c3d4e5' }), 'assume-bot-account-prod');
  listed = templateOf(makeApp({ roles: 'listed' }), 'assume-bot-account-prod');
  stackSet = templateOf(makeApp({ permissionsBoundary: 'team/boundary' }), 'assume-bot-account');
});

const documentOf = (json: unknown): PolicyDocument => json as PolicyDocument;

const roleOf = (template: CfnTemplate, logicalId: 'Manager' | 'Inspector') => {
  const found = ofType(template, 'AWS::IAM::Role').find(([one]) => one === logicalId);
  if (found === undefined) throw new Error(`the template has no ${logicalId}`);
  const [id, { Properties }] = found;
  return {
    policies: policiesOf(template, id),
    trust: concrete(Properties['AssumeRolePolicyDocument'], template) as PolicyDocument,
    properties: concrete(Properties, template) as Readonly<Record<string, unknown>>,
  };
};

const ADAPTER = join(import.meta.dirname, '../../functions/adapters/iam');
/** The IAM actions that the adapter files call. */
const actionsIn = (...files: readonly string[]): readonly string[] => {
  const texts = files.map((file) => readFileSync(join(ADAPTER, `${file}.ts`), 'utf8'));
  return [...new Set(texts.flatMap((text) => text.match(/(?<=')iam:[A-Z]\w+(?=')/g) ?? []))].toSorted();
};

const managerOf = (template: CfnTemplate) => roleOf(template, 'Manager');

const mayWith = (policies: readonly PolicyDocument[]) => (action: string, resource: string, context?: RequestContext) =>
  decide({
    principal: { arn: `arn:aws:sts::${PROD_ID}:assumed-role/other-manager/assume-bot`, accountId: PROD_ID },
    action,
    resource,
    resourceAccount: PROD_ID,
    context: context ?? {},
    identityPolicies: policies,
  });

const assume = (trust: PolicyDocument, roleName: string, context: RequestContext, accountId = '999999999999') => {
  const roleArn = `arn:aws:iam::${accountId}:role/${roleName}`;
  return decide({
    principal: { arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/one`, accountId, roleArn },
    action: 'sts:AssumeRole',
    resource: MANAGER,
    resourceAccount: PROD_ID,
    context: { 'aws:PrincipalArn': roleArn, ...context },
    identityPolicies: [
      { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } },
    ],
    resourcePolicy: trust,
    resourcePolicyIsRequired: true,
  });
};

describe('the manager role', () => {
  it('can edit only tagged roles', () => {
    const may = mayWith(managerOf(tagged).policies);

    for (const action of [
      'GetRole',
      'UpdateAssumeRolePolicy',
      'ListRolePolicies',
      'GetRolePolicy',
      'PutRolePolicy',
      'DeleteRolePolicy',
    ]) {
      expect(may(`iam:${action}`, ROLE, TAGGED)).toBe('Allowed');
      expect(may(`iam:${action}`, ROLE)).not.toBe('Allowed');
      expect(may(`iam:${action}`, ROLE, { 'aws:ResourceTag/assume-bot': 'something' })).not.toBe('Allowed');
    }
  });

  it('can edit only the listed roles, regardless of tags, if roles are listed', () => {
    const may = mayWith(managerOf(listed).policies);

    expect(may('iam:UpdateAssumeRolePolicy', ROLE)).toBe('Allowed');
    expect(may('iam:UpdateAssumeRolePolicy', OTHER_ROLE, TAGGED)).not.toBe('Allowed');
  });

  it('can write inline policies only of the given users', () => {
    const scope = {
      roles: { kind: 'tagged' },
      users: { kind: 'listed', arns: [`arn:aws:iam::${PROD_ID}:user/people/*`] },
    } as const;
    const mayPeople = mayWith([documentOf(managerPolicy(scope, PLACE))]);
    const mayNobody = mayWith(managerOf(tagged).policies);

    expect(mayPeople('iam:PutUserPolicy', `arn:aws:iam::${PROD_ID}:user/people/alice`)).toBe('Allowed');
    expect(mayPeople('iam:PutUserPolicy', ALICE)).not.toBe('Allowed');
    expect(mayNobody('iam:PutUserPolicy', ALICE, TAGGED)).not.toBe('Allowed');
  });

  it.each([
    'iam:TagRole',
    'iam:TagUser',
    'iam:AttachRolePolicy',
    'iam:AttachUserPolicy',
    'iam:CreateRole',
    'iam:CreateUser',
    'iam:CreateAccessKey',
    'iam:CreatePolicyVersion',
    'iam:PassRole',
    'iam:DeleteRolePermissionsBoundary',
    'iam:UpdateRole',
    'iam:PutGroupPolicy',
    'sts:AssumeRole',
    's3:ListAllMyBuckets',
  ])('is denied %s, regardless of other attached policies', (action) => {
    const everything: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

    for (const resource of [ROLE, ALICE, MANAGER]) {
      expect(mayWith([...managerOf(tagged).policies, everything])(action, resource, TAGGED)).toBe('ExplicitlyDenied');
    }
  });

  it('is allowed exactly the calls of the IAM adapter', () => {
    const allowed = managerOf(tagged).policies.flatMap(({ Statement }) =>
      manyOf(Statement).flatMap(({ Effect, Action }) => (Effect === 'Allow' ? manyOf(Action) : [])),
    );

    expect(allowed.toSorted()).toEqual(actionsIn('apply', 'read', 'trust-quota'));
  });

  it('cannot edit itself, tagged or not', () => {
    const may = mayWith(managerOf(tagged).policies);

    for (const action of ['iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:GetRole']) {
      expect(may(action, MANAGER, TAGGED)).toBe('ExplicitlyDenied');
    }
  });

  it('admits the reconcile role by its name, with the ExternalId, from the organization', () => {
    const { trust } = managerOf(tagged);
    const right = { 'sts:ExternalId': '0123456789abcdef', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' };

    expect(assume(trust, 'assume-bot-reconcile', right)).toBe('Allowed');
    expect(assume(trust, 'assume-bot-sweep', right)).not.toBe('Allowed');
    expect(assume(trust, 'assume-bot-reconcile', { ...right, 'sts:ExternalId': 'guessed' })).not.toBe('Allowed');
    expect(assume(trust, 'assume-bot-reconcile', { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' })).not.toBe('Allowed');
    expect(assume(trust, 'assume-bot-reconcile', { ...right, 'aws:PrincipalOrgID': 'o-elsewhere1' })).not.toBe(
      'Allowed',
    );
  });

  it('requires no organization if none is set', () => {
    expect(assume(managerOf(listed).trust, 'assume-bot-reconcile', { 'sts:ExternalId': '0123456789abcdef' })).toBe(
      'Allowed',
    );
  });

  it('is created by one template for every account, without bootstrap, with a boundary', () => {
    const text = JSON.stringify(stackSet);

    expect(managerOf(stackSet).properties).toMatchObject({
      RoleName: 'assume-bot-manager',
      PermissionsBoundary: `arn:aws:iam::${PROD_ID}:policy/team/boundary`,
    });
    expect(Object.keys(stackSet)).not.toContain('Parameters');
    expect(text).not.toContain('BootstrapVersion');
    expect(text.match(/\d{12}/g)).toEqual(expect.arrayContaining(['999999999999']));
    expect(ofType(stackSet, 'AWS::IAM::Role')).toHaveLength(1);
  });
});

describe('the inspector role', () => {
  const OPS = 'arn:aws:iam::111111111111:role/ops';
  const CAROL = 'arn:aws:iam::999999999999:user/carol';
  let byTag: CfnTemplate;
  let byList: CfnTemplate;
  let utils: CfnTemplate;
  let everywhere: CfnTemplate;
  beforeAll(() => {
    const app = makeApp({ operators: [OPS, CAROL], organizationId: 'o-a1b2c3d4e5' });
    byTag = templateOf(app, 'assume-bot-account-prod');
    utils = templateOf(app, 'assume-bot-account-utils');
    everywhere = templateOf(app, 'assume-bot-account');
    byList = templateOf(makeApp({ operators: [OPS], roles: 'listed' }), 'assume-bot-account-prod');
  });
  const inspectorOf = (template: CfnTemplate) => roleOf(template, 'Inspector');
  const LOOKS_AT_ROLES = ['ListRolePolicies', 'GetRolePolicy', 'ListAttachedRolePolicies'];
  const LOOKS_AT_USERS = [
    'GetUser',
    'ListUserPolicies',
    'GetUserPolicy',
    'ListAttachedUserPolicies',
    'ListGroupsForUser',
    'ListMFADevices',
  ];
  const user = (name: string) => `arn:aws:iam::111111111111:user/${name}`;

  it('exists only if operators are listed, with a name derived from the manager role', () => {
    for (const template of [tagged, listed, stackSet]) expect(ofType(template, 'AWS::IAM::Role')).toHaveLength(1);

    expect(inspectorOf(byTag).properties).toMatchObject({ RoleName: 'other-inspector' });
    expect(inspectorOf(everywhere).properties).toMatchObject({ RoleName: 'assume-bot-inspector' });
  });

  it('can read policies of tagged roles, and only the tags of other roles', () => {
    const may = mayWith(inspectorOf(byTag).policies);

    for (const action of LOOKS_AT_ROLES) {
      expect(may(`iam:${action}`, ROLE, TAGGED)).toBe('Allowed');
      expect(may(`iam:${action}`, ROLE)).not.toBe('Allowed');
    }
    expect(may('iam:GetRole', OTHER_ROLE)).toBe('Allowed');
    expect(may('iam:GetAccountSummary', '*')).toBe('Allowed');
  });

  it('can read only the listed roles and the manager role if roles are listed', () => {
    const may = mayWith(inspectorOf(byList).policies);

    for (const action of [...LOOKS_AT_ROLES, 'GetRole']) expect(may(`iam:${action}`, ROLE)).toBe('Allowed');
    expect(may('iam:GetRole', MANAGER)).toBe('Allowed');
    expect(may('iam:GetRolePolicy', MANAGER)).not.toBe('Allowed');
    expect(may('iam:GetRole', OTHER_ROLE, TAGGED)).not.toBe('Allowed');
  });

  it('can read only users of the catalog, including external identities', () => {
    const may = mayWith(inspectorOf(utils).policies);

    for (const action of LOOKS_AT_USERS) {
      expect(may(`iam:${action}`, user('alice'))).toBe('Allowed');
      expect(may(`iam:${action}`, user('legacy'))).toBe('Allowed');
      expect(may(`iam:${action}`, user('root-admin'))).not.toBe('Allowed');
    }
    expect(mayWith(managerOf(utils).policies)('iam:GetUserPolicy', user('legacy'))).not.toBe('Allowed');
  });

  it('is allowed exactly the calls of doctor and plan', () => {
    const allowed = inspectorOf(utils).policies.flatMap(({ Statement }) =>
      manyOf(Statement).flatMap(({ Effect, Action }) => (Effect === 'Allow' ? manyOf(Action) : [])),
    );

    expect([...new Set(allowed)].toSorted()).toEqual(actionsIn('read', 'trust-quota', 'inspect', 'inspect-policies'));
  });

  it('can read their groups and attached policies', () => {
    const may = mayWith(inspectorOf(utils).policies);

    expect(may('iam:GetGroupPolicy', 'arn:aws:iam::111111111111:group/developers')).toBe('Allowed');
    expect(may('iam:GetPolicyVersion', 'arn:aws:iam::aws:policy/AdministratorAccess')).toBe('Allowed');
    expect(may('iam:GetPolicyVersion', 'arn:aws:iam::333333333333:policy/theirs')).not.toBe('Allowed');
  });

  it.each([
    'iam:UpdateAssumeRolePolicy',
    'iam:PutRolePolicy',
    'iam:DeleteRolePolicy',
    'iam:PutUserPolicy',
    'iam:DeleteUserPolicy',
    'iam:TagRole',
    'iam:CreateAccessKey',
    'iam:AttachRolePolicy',
    'iam:CreatePolicyVersion',
    'iam:PassRole',
    'iam:GetAccessKeyLastUsed',
    'iam:GetCredentialReport',
    'sts:AssumeRole',
    'secretsmanager:GetSecretValue',
    's3:GetObject',
  ])('is denied %s, regardless of other attached policies', (action) => {
    const everything: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

    for (const template of [byTag, byList, utils, everywhere])
      for (const resource of [ROLE, ALICE, MANAGER])
        expect(mayWith([...inspectorOf(template).policies, everything])(action, resource, TAGGED)).toBe(
          'ExplicitlyDenied',
        );
  });

  it('admits the listed operators by exact ARN from the organization, and not the bot', () => {
    const { trust } = inspectorOf(byTag);
    const ours = { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' };

    expect(assume(trust, 'ops', ours, '111111111111')).toBe('Allowed');
    expect(assume(trust, 'ops', ours, '999999999999')).not.toBe('Allowed');
    expect(assume(trust, 'ops2', ours, '111111111111')).not.toBe('Allowed');
    expect(assume(trust, 'assume-bot-reconcile', ours)).not.toBe('Allowed');
    expect(assume(trust, 'ops', { 'aws:PrincipalOrgID': 'o-elsewhere1' }, '111111111111')).not.toBe('Allowed');
    expect(JSON.stringify(trust)).not.toContain('0123456789abcdef');
  });

  it('fits the default quota of a trust policy with the maximum number of operators', () => {
    const each = (count: number, account: (n: number) => number) =>
      Array.from({ length: count }, (_, n) => `arn:aws:iam::${account(n)}:role/operators-of-the-${n}`);

    for (const account of [() => 111111111111, (n: number) => 111111111100 + n]) {
      const most = Array.from({ length: 60 }, (_, n) => n).findLast((n) => operatorsFit(each(n, account))) ?? 0;
      const app = makeApp({ operators: each(most, account), organizationId: `o-${'a'.repeat(32)}` });
      const { trust } = inspectorOf(templateOf(app, 'assume-bot-account-prod'));

      expect(most).toBeGreaterThan(15);
      expect(JSON.stringify(trust).length).toBeLessThanOrEqual(2048);
    }
  });
});
