import type { AccountSeed, RoleSeed } from '@assume-bot/local-aws/seed-types';
import { inspectorArn } from './access-roles.ts';
import { AUDIT_BUCKET, HUB_ACCOUNT, QUEUE_NAME, TABLE_NAME } from './names.ts';
import { allow, policy } from './policy.ts';
import type { StackCatalog } from './stack-catalog.ts';

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
/** `selftest --assumptions` creates its test users and roles in the account of the operator. */
const ASSUMPTIONS = [
  allow(
    ['iam:*'],
    ['role/assume-bot-assumptions/*', 'user/assume-bot-assumptions/*', 'mfa/assume-bot-assumptions-*'].map(
      (name) => `arn:aws:iam::${HUB_ACCOUNT}:${name}`,
    ),
  ),
  allow(['iam:Get*', 'iam:List*'], '*'),
];
const QUEUE = allow(['sqs:SendMessage'], QUEUE_ARN);

/** The execution roles of the Lambdas, with least privilege: only one of them can call IAM. */
export const hub = (catalog: StackCatalog): AccountSeed => {
  // By name in any account, as the hub stack writes it: access in an account that left the catalog has to be ended there.
  const names = [...new Set(catalog.accounts.map(({ managerRoleName }) => managerRoleName))];
  const managers = names.map((name) => `arn:aws:iam::*:role/${name}`);
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
      role('api', TABLE, QUEUE),
      role('sweep', TABLE, QUEUE, allow(['sqs:GetQueueAttributes'], QUEUE_ARN)),
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
        ...ASSUMPTIONS,
      ),
    ],
    buckets: [{ name: AUDIT_BUCKET, isLocked: true }],
    queues: [{ name: QUEUE_NAME, visibilityTimeoutSeconds: 360, maxReceives: 5 }],
  };
};
