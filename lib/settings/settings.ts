import { partitionOfRegion } from '../partition.ts';
import { type Field, flag, oneNumberOf, oneOf, oneOrMore, text, texts, whole } from './fields.ts';

/** Days that CloudWatch Logs can keep lines for. */
const RETENTION_DAYS = [7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/** Not `role/*`, which would exempt every role. */
const ROLE_PATTERN = /^arn:aws[a-z-]*:iam::(\d{12}|\*):role\/(?=[*/]*[\w+=,.@-])[\w+=,.@/*-]+$/;
const SECRET_ARN =
  /^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}|ssm:[a-z0-9-]+:\d{12}:parameter\/[\w./-]+)$/;
const SECRET_WORDS =
  'the full ARN of a Secrets Manager secret (with the six random characters at the end) or of an SSM parameter';

/** The parser of every setting. docs/configuration.md and the error messages use these texts. */
export const FIELDS = {
  catalog: text(/\S/, 'the path of the catalog, such as access.yaml'),
  name: text(/^[a-z][a-z0-9-]{1,29}$/, '2 to 30 lower-case letters, digits and dashes, beginning with a letter'),
  hubAccount: text(/^\d{12}$/, 'the 12 digits of the AWS account that runs the bot'),
  region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region, such as eu-central-1'),
  externalId: text(
    /^(?!.*(change-me|example))[\w+=,.@:/-]{16,1224}$/i,
    '16 or more letters, digits and +=,.@:/- that no other system uses; `openssl rand -hex 16` generates one',
  ),
  otherExternalId: text(
    /^(?!.*(change-me|example))[\w+=,.@:/-]{16,1224}$/i,
    '16 or more letters, digits and +=,.@:/-, and not the same as externalId',
  ),
  organizationId: text(/^o-[a-z0-9]{10,32}$/, 'the ID of an AWS organization, such as o-a1b2c3d4e5'),
  roles: oneOf('tagged', 'listed', 'path'),
  users: oneOf('listed', 'tagged', 'path'),
  operators: texts(
    /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
    'the ARN of a role or an IAM user, without *, such as arn:aws:iam::111111111111:role/ops (for a session, the ARN of its role, including the path)',
  ),
  permissionsBoundary: text(
    /^[\w+=,.@-][\w+=,.@/-]{0,127}$/,
    'the name of a policy that exists in every account, the hub account included (not its ARN)',
  ),
  scpExemptPrincipals: oneOrMore(
    ROLE_PATTERN,
    'a role ARN, * allowed but not for every role, such as arn:aws:iam::*:role/admin-*',
  ),
  slackBotTokenArn: text(SECRET_ARN, SECRET_WORDS),
  slackSigningSecretArn: text(SECRET_ARN, SECRET_WORDS),
  pagerDutyTokenArn: text(SECRET_ARN, SECRET_WORDS),
  pagerDutyUrl: text(
    /^https:\/\/api(\.eu)?\.pagerduty\.com$/,
    'https://api.pagerduty.com or https://api.eu.pagerduty.com',
  ),
  jiraTokenArn: text(SECRET_ARN, SECRET_WORDS),
  jiraUrl: text(
    /^https:\/\/([a-z0-9-]+\.atlassian\.net|api\.atlassian\.com\/ex\/jira\/[0-9a-f-]{36})$/,
    'the address of a Jira Cloud site, such as https://example.atlassian.net, or https://api.atlassian.com/ex/jira/CLOUD_ID for a token with scopes',
  ),
  slackSecretsKeyArn: text(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key'),
  slackApiUrl: text(
    /^https:\/\/[^\s/]+\/(.*\/)?$/,
    'an https address that ends with /, such as https://slack-gov.com/api/',
  ),
  customerKey: flag,
  tracing: flag,
  reservedConcurrency: flag,
  terminationProtection: flag,
  requestsPerSecond: whole(1, 1000),
  requestBurst: whole(1, 2000),
  logRetentionDays: oneNumberOf(...RETENTION_DAYS),
  alarmTopicArn: text(
    /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
    'the ARN of an SNS topic (not FIFO), such as arn:aws:sns:eu-central-1:999999999999:on-call',
  ),
  alarmEmail: text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address'),
  runbookUrl: text(/^(https:\/\/\S+|docs\/runbook\.md)$/, 'an https address'),
  auditBucket: flag,
  auditLockDays: whole(1, 3650),
  auditLockMode: oneOf('GOVERNANCE', 'COMPLIANCE'),
  keepData: flag,
} satisfies Record<string, Field<unknown>>;

type Fields = typeof FIELDS;
type ValueOf<F> = F extends Field<infer T> ? T : never;
type Value<Name extends keyof Fields> = ValueOf<Fields[Name]>;

type Optional =
  | 'organizationId'
  | 'operators'
  | 'permissionsBoundary'
  | 'slackBotTokenArn'
  | 'slackSigningSecretArn'
  | 'pagerDutyTokenArn'
  | 'pagerDutyUrl'
  | 'jiraTokenArn'
  | 'jiraUrl'
  | 'slackSecretsKeyArn'
  | 'slackApiUrl'
  | 'otherExternalId'
  | 'alarmEmail'
  | 'alarmTopicArn';

/** The validated settings of an operator, with defaults. */
export type Settings = { readonly [Name in Exclude<keyof Fields, Optional>]: Value<Name> } & {
  readonly [Name in Optional]?: Value<Name>;
};

/** The roles of CloudFormation: of StackSets (service-managed and self-managed), and of the CDK, which also tags targets. */
export const deploymentRoles = (region: string): readonly string[] =>
  ['stacksets-exec-*', 'AWSCloudFormationStackSetExecutionRole', 'cdk-*-cfn-exec-role-*'].map(
    (name) => `arn:${partitionOfRegion(region)}:iam::*:role/${name}`,
  );

/** The default values. `scpExemptPrincipals` depends on the partition: see `deploymentRoles`. */
export const DEFAULTS = {
  catalog: 'access.yaml',
  name: 'assume-bot',
  roles: 'tagged',
  users: 'listed',
  customerKey: false,
  tracing: false,
  reservedConcurrency: false,
  terminationProtection: false,
  requestsPerSecond: 20,
  requestBurst: 40,
  logRetentionDays: 90,
  runbookUrl: 'docs/runbook.md',
  auditBucket: false,
  auditLockDays: 400,
  auditLockMode: 'GOVERNANCE',
  keepData: true,
} as const satisfies Partial<Settings>;
