import type { AccountSeed, InlinePolicies, RoleSeed, UserSeed } from '@assume-bot/local-aws/seed-types';
import { USER_API_ID } from '../../local/deployment/resources/functions.ts';
import { ACCOUNTS, BOUNDARY, CANARY_ROLE, CANARY_USER, CONTRACTOR, DEVELOPER, HUB, SANDBOX } from './names.ts';
import { allow, document, documentedPolicies, platformRoles, trustOf } from './platform.ts';

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

const signIn = (arn: string, more: InlinePolicies = {}): RoleSeed => {
  const [, ...path] = (arn.split(':')[5] ?? '').split('/');
  const name = path.pop() ?? '';
  return {
    name,
    path: path.length === 0 ? '/' : `/${path.join('/')}/`,
    trustPolicy: trustOf({ Federated: `arn:aws:iam::${ACCOUNTS.utils}:saml-provider/sign-in` }, [
      'sts:AssumeRoleWithSAML',
      'sts:TagSession',
    ]),
    inlinePolicies: { 'assume-elsewhere': allow('sts:AssumeRole'), ...more },
  };
};

/** The permissions boundary that the organization requires on every role. */
export const boundaryPolicy = document(
  { Effect: 'Allow', Action: '*', Resource: '*' } as never,
  { Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' } as never,
);

/** The accounts of an organization before the bot is deployed. The boundary is still missing in the hub. */
export const accountsBefore = (root: string, region: string): readonly AccountSeed[] => {
  const canary = documentedPolicies(root, ['Selftest'], {
    'arn:aws:iam::TARGET_ACCOUNT:role/CANARY': CANARY_ROLE,
    'arn:aws:iam::PEOPLE_ACCOUNT:user/CANARY_USER': CANARY_USER,
  });
  const canaryOperator = (number: number) => user('canary-operator', number, { inlinePolicies: canary });
  const { utils, prod, data } = ACCOUNTS;
  const withShared = (account: AccountSeed): AccountSeed => {
    const platform = platformRoles(root, account.id, region);
    const roles = [...(platform.roles ?? []), ...(account.roles ?? [])];
    const policies = account.id === HUB ? {} : { [BOUNDARY]: boundaryPolicy };
    return { ...account, organizationId: 'o-rehearsal01', policies, roles };
  };
  const extending = documentedPolicies(root, ['Extend from a terminal'], {
    'REGION:HUB_ACCOUNT:API_ID': `${region}:${HUB}:${USER_API_ID}`,
  });
  const tester = documentedPolicies(root, ['Assumptions'], { TEST_ACCOUNT: SANDBOX });
  const accounts: readonly AccountSeed[] = [
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
      roles: [signIn(CONTRACTOR), signIn(DEVELOPER, extending)],
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
  ];
  const sandbox = { id: SANDBOX, alias: 'sandbox', users: [user('tester', 6, { inlinePolicies: tester })] };
  return [...accounts.map(withShared), sandbox];
};
