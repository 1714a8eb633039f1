import { createHash } from 'node:crypto';
import type { AccountSeed, RoleSeed, Seed, UserSeed } from '@assume-bot/local-aws/types';
import { type FederatedPerson, sourceRole } from './federated-seed.ts';
import { type StackTerraform, stateAccounts, statePolicyOf } from './terraform-seed.ts';

/** The part of a catalog that the local AWS needs. It is declared here, so that no code of the bot is imported. */
export interface StackCatalog {
  readonly accounts: readonly { readonly name: string; readonly id: string; readonly managerRoleName: string }[];
  readonly people: Readonly<
    Record<
      string,
      { readonly kind: 'iam-user'; readonly arn: string; readonly identity?: 'managed' | 'external' } | FederatedPerson
    >
  >;
  readonly roles: Readonly<
    Record<string, { readonly arn: string; readonly accountId: string; readonly description: string }>
  >;
  readonly bundles?: StackTerraform['bundles'];
}

/** The account of the bot itself. */
export const HUB_ACCOUNT = '999999999999';
export const EXTERNAL_ID = 'local-external-id';
export const TABLE_NAME = 'assume-bot';
export const QUEUE_NAME = 'assume-bot.fifo';
export const AUDIT_BUCKET = 'assume-bot-audit';

const S3_READ_ONLY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
const allow = (action: readonly string[], resource: string | readonly string[]) => ({
  Effect: 'Allow' as const,
  Action: [...action],
  Resource: typeof resource === 'string' ? resource : [...resource],
});
const policy = (...statements: ReturnType<typeof allow>[]) => ({
  Version: '2012-10-17' as const,
  Statement: statements,
});

export const lambdaRoleArn = (name: string): string => `arn:aws:iam::${HUB_ACCOUNT}:role/assume-bot-${name}`;

const TABLE_ARN = `arn:aws:dynamodb:us-east-1:${HUB_ACCOUNT}:table/${TABLE_NAME}`;
const TABLE = allow(
  [
    'dynamodb:GetItem',
    'dynamodb:BatchGetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:Query',
  ],
  [TABLE_ARN, `${TABLE_ARN}/index/*`],
);
const QUEUE_ARN = `arn:aws:sqs:us-east-1:${HUB_ACCOUNT}:${QUEUE_NAME}`;
const DEAD_LETTERS_ARN = QUEUE_ARN.replace(/\.fifo$/, '-dead-letters.fifo');
const QUEUE = allow(['sqs:SendMessage'], QUEUE_ARN);

/** The execution roles of the three Lambdas, with least privilege: only one of them can call IAM. */
const hub = (catalog: StackCatalog): AccountSeed => {
  const managers = catalog.accounts.map(({ id, managerRoleName }) => `arn:aws:iam::${id}:role/${managerRoleName}`);
  const role = (name: string, ...statements: ReturnType<typeof allow>[]): RoleSeed => ({
    name: `assume-bot-${name}`,
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    maxSessionDurationSeconds: 43_200,
    inlinePolicies: { work: policy(...statements) },
  });
  return {
    id: HUB_ACCOUNT,
    alias: 'assume-bot',
    roles: [
      role('slack-events', TABLE, QUEUE),
      role('sweep', TABLE, QUEUE),
      role(
        'reconcile',
        TABLE,
        QUEUE,
        allow(['sqs:ChangeMessageVisibility'], QUEUE_ARN),
        allow(['sts:AssumeRole'], managers),
        allow(['s3:PutObject'], `arn:aws:s3:::${AUDIT_BUCKET}/chains/*`),
      ),
      role(
        'operator',
        TABLE,
        allow(['dynamodb:Scan', 'dynamodb:DescribeTable'], TABLE_ARN),
        allow(['sqs:SendMessage'], QUEUE_ARN),
        allow(['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], [QUEUE_ARN, DEAD_LETTERS_ARN]),
        allow(['sts:AssumeRole'], [...managers, ...catalog.accounts.map(inspectorArn)]),
        allow(['s3:ListBucketVersions'], `arn:aws:s3:::${AUDIT_BUCKET}`),
        allow(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], `arn:aws:s3:::${AUDIT_BUCKET}/chains/*`),
      ),
    ],
    buckets: [{ name: AUDIT_BUCKET, isLocked: true }],
    queues: [{ name: QUEUE_NAME, visibilityTimeoutSeconds: 360, maxReceives: 5 }],
  };
};

/** The role through which the bot changes one account, as in the account stack. */
const manager = (accountId: string, name: string): RoleSeed => ({
  name,
  trustPolicy: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: [lambdaRoleArn('reconcile'), lambdaRoleArn('operator')] },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
      },
    ],
  },
  inlinePolicies: {
    work: policy(
      allow(
        [
          'iam:GetRole',
          'iam:UpdateAssumeRolePolicy',
          'iam:ListRolePolicies',
          'iam:GetRolePolicy',
          'iam:PutRolePolicy',
          'iam:DeleteRolePolicy',
        ],
        `arn:aws:iam::${accountId}:role/*`,
      ),
      allow(
        ['iam:GetUser', 'iam:ListUserPolicies', 'iam:GetUserPolicy', 'iam:PutUserPolicy', 'iam:DeleteUserPolicy'],
        `arn:aws:iam::${accountId}:user/*`,
      ),
      allow(['iam:GetAccountSummary'], '*'),
    ),
  },
});

const inspectorName = (managerName: string): string => `${managerName.replace(/-manager$/, '')}-inspector`;

/** The inspector role of a manager role, named by the same rule as in account stacks. */
export const inspectorArn = ({ id, managerRoleName }: StackCatalog['accounts'][number]): string =>
  `arn:aws:iam::${id}:role/${inspectorName(managerRoleName)}`;

/** The role through which an operator reads one account, as in account stacks with an operator. */
const inspector = (accountId: string, managerName: string): RoleSeed => ({
  name: inspectorName(managerName),
  trustPolicy: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: lambdaRoleArn('operator') }, Action: 'sts:AssumeRole' }],
  },
  inlinePolicies: {
    work: policy(
      allow(
        ['iam:GetRole', 'iam:ListRolePolicies', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies'],
        `arn:aws:iam::${accountId}:role/*`,
      ),
      allow(
        [
          'iam:GetUser',
          'iam:ListUserPolicies',
          'iam:GetUserPolicy',
          'iam:ListAttachedUserPolicies',
          'iam:ListGroupsForUser',
        ],
        `arn:aws:iam::${accountId}:user/*`,
      ),
      allow(
        ['iam:GetPolicy', 'iam:GetPolicyVersion'],
        [`arn:aws:iam::${accountId}:policy/*`, 'arn:aws:iam::aws:policy/*'],
      ),
      allow(['iam:GetAccountSummary'], '*'),
    ),
  },
});

const pathAndName = (arn: string): { path: string; name: string } => {
  const [, ...parts] = (arn.split(':')[5] ?? '').split('/');
  const name = parts.pop() ?? '';
  return { path: parts.length === 0 ? '/' : `/${parts.join('/')}/`, name };
};

const KEY_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Access keys derived from the ARN, so that they stay the same over restarts. They are valid only on the loopback of
 * this machine.
 */
const accessKey = (arn: string) => {
  const digest = createHash('sha256').update(arn).digest();
  const letters = [...digest.subarray(0, 16)].map((byte) => KEY_LETTERS[byte % 32]).join('');
  return { id: `AKIA${letters}`, secret: `local-${digest.toString('hex').slice(0, 34)}` };
};

const user = ({ arn, identity }: { readonly arn: string; readonly identity?: 'managed' | 'external' }): UserSeed => {
  const { path, name } = pathAndName(arn);
  return {
    name,
    path,
    accessKeys: [accessKey(name)],
    inlinePolicies: {
      // Read-only access: what a user has without any role.
      look: policy(allow(['iam:ListRoles', 'iam:GetUser'], '*')),
      // The user's side of the trust, which the organization manages itself.
      ...(identity === 'external' ? { 'assume-elsewhere': policy(allow(['sts:AssumeRole'], '*')) } : {}),
    },
  };
};

/**
 * A target role. Its own trust policy allows break-glass access with MFA, which no user of the example has. A role that
 * opens Terraform states may do only that; every other role may read S3.
 */
const targetRole = (catalog: StackCatalog, roleName: string): RoleSeed => {
  const { arn, accountId, description } = catalog.roles[roleName] as StackCatalog['roles'][string];
  const { path, name } = pathAndName(arn);
  const state = statePolicyOf(catalog, roleName);
  return {
    name,
    path,
    description,
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'BreakGlass',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${accountId}:root` },
          Action: 'sts:AssumeRole',
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        },
      ],
    },
    ...(state === undefined ? { attachedPolicies: [S3_READ_ONLY] } : { inlinePolicies: { state } }),
    tags: { 'assume-bot': 'managed' },
  };
};

/** One sign-in role per identity source, shared by all users of that source. */
const sourceRoles = (people: readonly FederatedPerson[]): readonly RoleSeed[] => [
  ...new Map(people.map(sourceRole).map((role) => [role.name, role])).values(),
];

/** The accounts, users, roles, buckets and states of a catalog, and the bot's own account. */
export const seedOf = (catalog: StackCatalog): Seed => ({
  accounts: [
    hub(catalog),
    ...catalog.accounts.map(({ id, name, managerRoleName }): AccountSeed => {
      const people = Object.values(catalog.people);
      const users = people.flatMap((person) =>
        person.kind === 'iam-user' && person.arn.includes(`::${id}:`) ? [person] : [],
      );
      const federated = people.flatMap((person) =>
        person.kind === 'federated' && person.accountId === id ? [person] : [],
      );
      const roles = Object.keys(catalog.roles).filter((role) => catalog.roles[role]?.accountId === id);
      return {
        id,
        alias: name,
        users: users.map(user),
        roles: [
          manager(id, managerRoleName),
          inspector(id, managerRoleName),
          ...sourceRoles(federated),
          ...roles.map((role) => targetRole(catalog, role)),
        ],
        buckets: roles.length === 0 ? [] : [{ name: `${name}-invoices` }, { name: `${name}-logs` }],
      };
    }),
    ...stateAccounts(catalog),
  ],
});
