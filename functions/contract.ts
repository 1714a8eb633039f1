/** The prefix of settings in the CDK context: in cdk.json, cdk.context.json or after `-c`. */
export const SETTING_PREFIX = 'assume-bot:';

/** Environment variables of the Lambdas. */
export const ENV = {
  table: 'ASSUME_TABLE',
  /** The name of this installation (context `assume-bot:name`): its mark is part of everything written to IAM. */
  hubName: 'ASSUME_HUB_NAME',
  queueUrl: 'ASSUME_QUEUE_URL',
  /** Path of the compiled catalog (JSON). */
  catalog: 'ASSUME_CATALOG',
  /** The ExternalId that manager roles require. */
  externalId: 'ASSUME_EXTERNAL_ID',
  /** The lowest level that is logged: info (default), warn, error or silent. */
  logLevel: 'ASSUME_LOG_LEVEL',
  /** The audit bucket, if there is one. */
  auditBucket: 'ASSUME_AUDIT_BUCKET',
  /** Replaces the address of the Slack Web API. */
  slackApiUrl: 'SLACK_API_URL',
  /** On-call schedules and incidents in PagerDuty: a read-only REST token, and an address that replaces the default. */
  pagerDutyToken: 'PAGERDUTY_TOKEN',
  pagerDutyTokenArn: 'PAGERDUTY_TOKEN_ARN',
  pagerDutyUrl: 'PAGERDUTY_URL',
  /** Issues of Jira Cloud: the address of the site, and `E-MAIL:API-TOKEN` of an account that can browse the projects. */
  jiraUrl: 'JIRA_URL',
  jiraToken: 'JIRA_TOKEN',
  jiraTokenArn: 'JIRA_TOKEN_ARN',
  slackSigningSecret: 'SLACK_SIGNING_SECRET',
  slackBotToken: 'SLACK_BOT_TOKEN',
  /** ARNs of the two secrets in Secrets Manager, or of SSM parameters (SecureString). */
  slackSigningSecretArn: 'SLACK_SIGNING_SECRET_ARN',
  slackBotTokenArn: 'SLACK_BOT_TOKEN_ARN',
} as const;

/** The sparse index of items that the sweep must check: partition `duePartition`, sorted by `dueAt`. */
export const DUE_INDEX = 'due';
/** The index of a user's requests, newest first. */
export const BY_REQUESTER_INDEX = 'byRequester';

/** Attributes of the index besides its keys: the content of a line in a user's list. */
export const BY_REQUESTER_PROJECTION = ['v', 'target', 'statusKind'] as const;

/** The attributes of keys and indexes. All other attributes are private to the adapter. */
export const KEYS = {
  partition: 'pk',
  sort: 'sk',
  duePartition: 'duePk',
  dueAt: 'dueAt',
  requester: 'requester',
  /** The name in release 0.1.0. The key of an index cannot be changed. */
  requestedAt: 'askedAt',
  /** Epoch seconds after which DynamoDB may delete the item. */
  ttl: 'ttlEpochSeconds',
} as const;

/** Prefixes of partition keys. IAM limits each Lambda to the prefixes that it may write. */
export const PARTITIONS = {
  request: 'REQ#',
  role: 'ROLE#',
  user: 'USER#',
  refusal: 'REFUSED#',
  directory: 'DIRECTORY',
  lockdown: 'LOCKDOWN',
  delegations: 'DELEGATIONS',
} as const;

/** Log messages that alarms count; they must match exactly. */
export const LOGGED = {
  /** A role was changed outside the bot. */
  drift: 'drift',
  /** Access that has ended still exists in IAM. */
  overdue: 'a grant is past its end',
  /** The sweep has found something that has been due for a quarter of an hour. */
  stuck: 'work stays due',
  /** A record could not be stored in the audit bucket. */
  notStored: 'a record was not stored',
  /** A request was refused before anything of it was read. Its `reason` is WRONG_SIGNATURE or other. */
  turnedAway: 'a request was turned away',
  /** A user was notified that DynamoDB did not answer. */
  storeSilent: 'the table did not answer',
  /** Slack drops events of the app, such as opened Home tabs. */
  eventsLimited: 'Slack limits the events of the app',
} as const;

/** The `reason` of a refused request of which everything but the signature is right. */
export const WRONG_SIGNATURE = 'wrong signature';

/** The API of users: the stage, which begins the path of its URL, and its routes. */
export const USER_API = {
  stage: 'v1',
  routes: [
    { method: 'GET', path: 'access' },
    { method: 'POST', path: 'extend' },
  ],
} as const;

/** The role that the bot uses in an account, unless the catalog names another. */
export const MANAGER_ROLE_NAME = 'assume-bot-manager';

/** The longest role name that IAM accepts, minus the suffix. */
const MOST_OF_A_NAME = 54;

/** The role that operators use to inspect an account: `assume-bot-inspector` beside `assume-bot-manager`. */
export const inspectorRoleName = (managerRoleName: string): string =>
  `${managerRoleName.replace(/-manager$/, '').slice(0, MOST_OF_A_NAME)}-inspector`;
