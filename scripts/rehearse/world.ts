import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import type { AccountSeed, InlinePolicies, RoleSeed, UserSeed } from '@assume-bot/local-aws/seed-types';

export const HUB = '999999999999';
export const ACCOUNTS = { utils: '111111111111', prod: '222222222222', data: '333333333333' } as const;
export const BOUNDARY = 'organization-boundary';
export const OPERATOR_ROLE = `arn:aws:iam::${HUB}:role/operators`;
/** The role that an operator uses to remove the bot. It exists in each account of the catalog. */
export const REMOVAL_ROLE = 'remove-assume-bot';
export const DEPLOYER = 'platform-deployer';
export const CANARY_ROLE = `arn:aws:iam::${ACCOUNTS.prod}:role/canary`;
export const CANARY_USER = `arn:aws:iam::${ACCOUNTS.utils}:user/canary-user`;
export const CONTRACTOR = `arn:aws:iam::${ACCOUNTS.utils}:role/Contractor`;
export const DEVELOPER = `arn:aws:iam::${ACCOUNTS.utils}:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Developer_0123456789abcdef`;

const document = (...Statement: PolicyDocument['Statement'] & object[]): PolicyDocument =>
  ({ Version: '2012-10-17', Statement }) as PolicyDocument;
const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*') =>
  document({ Effect: 'Allow', Action, Resource } as never);
const trustOf = (Principal: object, Action: string | readonly string[] = 'sts:AssumeRole', Condition?: object) =>
  document({ Effect: 'Allow', Principal, Action, ...(Condition === undefined ? {} : { Condition }) } as never);

/**
 * The role that deploys a stack: in the hub, the one that `cdk bootstrap` creates for CloudFormation; in an account without
 * bootstrapping, the role of the person who deploys. The service control policy exempts the latter by a setting.
 */
export const deployRole = (accountId: string, region: string): string =>
  accountId === HUB
    ? `arn:aws:iam::${HUB}:role/cdk-hnb659fds-cfn-exec-role-${HUB}-${region}`
    : `arn:aws:iam::${accountId}:role/${DEPLOYER}`;

const KEY_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const key = (number: number) => ({
  id: `AKIAREHEARSAL${(KEY_LETTERS[number] ?? 'A').repeat(7)}`,
  secret: `local-secret-${number}`,
});

const user = (name: string, number: number, more: Partial<UserSeed> = {}): UserSeed => ({
  name,
  accessKeys: [key(number)],
  inlinePolicies: { look: allow(['iam:ListRoles', 'iam:GetUser']) },
  ...more,
});

/** A role that users can request: tagged, with a trust policy of its owner. */
const target = (name: string, accountId: string, more: Partial<RoleSeed> = {}): RoleSeed => ({
  name,
  trustPolicy: trustOf({ AWS: `arn:aws:iam::${accountId}:root` }, 'sts:AssumeRole', {
    Bool: { 'aws:MultiFactorAuthPresent': 'true' },
  }),
  maxSessionDurationSeconds: 8 * 3600,
  attachedPolicies: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
  tags: { 'assume-bot': 'managed' },
  ...more,
});

const signIn = (arn: string): RoleSeed => {
  const [, ...path] = (arn.split(':')[5] ?? '').split('/');
  const name = path.pop() ?? '';
  return {
    name,
    path: path.length === 0 ? '/' : `/${path.join('/')}/`,
    trustPolicy: trustOf({ Federated: `arn:aws:iam::${ACCOUNTS.utils}:saml-provider/sign-in` }, [
      'sts:AssumeRoleWithSAML',
      'sts:TagSession',
    ]),
    inlinePolicies: { 'assume-elsewhere': allow('sts:AssumeRole') },
  };
};

/** The policies of docs/operators.md under some headings, with the names of the deployed hub. */
export const documentedPolicies = (
  root: string,
  headings: readonly string[],
  names: Readonly<Record<string, string>>,
): InlinePolicies => {
  const page = readFileSync(join(root, 'docs/operators.md'), 'utf8');
  return Object.fromEntries(
    headings.map((heading) => {
      const [, section] = page.split(`\n## ${heading}\n`);
      const [, json] = /```json\n([\s\S]*?)```/.exec(section ?? '') ?? [];
      if (json === undefined) throw new Error(`docs/operators.md has no policy under "${heading}"`);
      const filled = Object.entries(names).reduce((text, [name, value]) => text.replaceAll(name, value), json);
      return [heading.replaceAll(' ', '-'), JSON.parse(filled)];
    }),
  );
};

const shared = (): Partial<AccountSeed> => ({
  organizationId: 'o-rehearsal01',
  policies: {
    [BOUNDARY]: document(
      { Effect: 'Allow', Action: '*', Resource: '*' } as never,
      { Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' } as never,
    ),
  },
});

/** The roles of an account that deploy, operate and remove the bot. */
export const platformRoles = (root: string, id: string, region: string): AccountSeed => {
  const ofHub = trustOf({ AWS: `arn:aws:iam::${HUB}:root` });
  const deployer: RoleSeed = {
    name: deployRole(id, region).split('/')[1] ?? '',
    trustPolicy: id === HUB ? trustOf({ Service: 'cloudformation.amazonaws.com' }) : ofHub,
    attachedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  };
  const inlinePolicies = documentedPolicies(root, ['Uninstall'], {});
  const other: RoleSeed =
    id === HUB ? { name: 'operators', trustPolicy: ofHub } : { name: REMOVAL_ROLE, trustPolicy: ofHub, inlinePolicies };
  return { id, roles: [deployer, other] };
};

/** The accounts of an organization before the bot is deployed. */
export const accountsBefore = (root: string, region: string): readonly AccountSeed[] => {
  const canary = documentedPolicies(root, ['Selftest'], {
    'arn:aws:iam::TARGET_ACCOUNT:role/CANARY': CANARY_ROLE,
    'arn:aws:iam::PEOPLE_ACCOUNT:user/CANARY_USER': CANARY_USER,
  });
  const canaryOperator = (number: number) => user('canary-operator', number, { inlinePolicies: canary });
  const { utils, prod, data } = ACCOUNTS;
  const withShared = (account: AccountSeed): AccountSeed => {
    const platform = platformRoles(root, account.id, region);
    return { ...account, ...shared(), roles: [...(platform.roles ?? []), ...(account.roles ?? [])] };
  };
  return [
    { id: HUB, alias: 'hub' },
    {
      id: utils,
      alias: 'utils',
      users: [
        user('random_user', 1),
        user('alice', 2, { path: '/people/' }),
        user('canary-user', 3, { inlinePolicies: {} }),
        canaryOperator(4),
      ],
      roles: [signIn(CONTRACTOR), signIn(DEVELOPER)],
    },
    {
      id: prod,
      alias: 'prod',
      users: [canaryOperator(5)],
      roles: [target('s3-list-role', prod), target('canary', prod, { attachedPolicies: [] })],
      buckets: [{ name: 'prod-invoices' }],
    },
    {
      id: data,
      alias: 'data',
      roles: [target('data-lake', data, { path: '/team/' })],
      buckets: [{ name: 'data-events' }],
    },
  ].map(withShared);
};
