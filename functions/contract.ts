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
  /** The ExternalId that manager roles ask for. */
  externalId: 'ASSUME_EXTERNAL_ID',
  /** The least level that is logged: info (unless told), warn, error or silent. */
  logLevel: 'ASSUME_LOG_LEVEL',
  /** The bucket that records are kept in, where there is one. */
  auditBucket: 'ASSUME_AUDIT_BUCKET',
  /** The Slack Web API's address when it is not Slack's own. */
  slackApiUrl: 'SLACK_API_URL',
  /** For on-call schedules that are kept in PagerDuty: a read-only REST token, and another address than its own. */
  pagerDutyToken: 'PAGERDUTY_TOKEN',
  pagerDutyTokenArn: 'PAGERDUTY_TOKEN_ARN',
  pagerDutyUrl: 'PAGERDUTY_URL',
  slackSigningSecret: 'SLACK_SIGNING_SECRET',
  slackBotToken: 'SLACK_BOT_TOKEN',
  /** Where AWS keeps the two secrets: the ARN of a Secrets Manager secret, or of an SSM parameter (a SecureString). */
  slackSigningSecretArn: 'SLACK_SIGNING_SECRET_ARN',
  slackBotTokenArn: 'SLACK_BOT_TOKEN_ARN',
} as const;

/** The sparse index of what has to be looked at: partition `duePartition`, sorted by `dueAt`. */
export const DUE_INDEX = 'due';
/** The index of a person's requests, newest first. */
export const BY_REQUESTER_INDEX = 'byRequester';

/** All that a line of a person's list shows, and so all that the index carries beside its keys. */
export const BY_REQUESTER_PROJECTION = ['v', 'target', 'statusKind'] as const;

/** The attributes that keys and indexes are made of; everything else in an item is the adapter's own. */
export const KEYS = {
  partition: 'pk',
  sort: 'sk',
  duePartition: 'duePk',
  dueAt: 'dueAt',
  requester: 'requester',
  /** The name that release 0.1.0 gave it: the key of an index cannot be changed. */
  requestedAt: 'askedAt',
  /** Epoch seconds after which DynamoDB may delete the item. */
  ttl: 'ttlEpochSeconds',
} as const;

/** How partition keys begin. Each Lambda may write only those that are its own to write. */
export const PARTITIONS = {
  request: 'REQ#',
  role: 'ROLE#',
  user: 'USER#',
  refusal: 'REFUSED#',
  directory: 'DIRECTORY',
  lockdown: 'LOCKDOWN',
} as const;

/** Log messages, to the letter, that alarms count. */
export const LOGGED = {
  /** Somebody else changed what the bot has put in a role. */
  drift: 'drift',
  /** What has to end, or has ended, still stands in IAM. */
  overdue: 'a grant is past its end',
  /** The audit bucket did not take a record. */
  notKept: 'a record was not kept',
} as const;

/** The role through which the bot works in an account, unless the catalog names another. */
export const MANAGER_ROLE_NAME = 'assume-bot-manager';

/** The longest name that IAM takes for a role, less what is put behind it here. */
const MOST_OF_A_NAME = 54;

/** The role through which operators look at an account: `assume-bot-inspector` beside `assume-bot-manager`. */
export const inspectorRoleName = (managerRoleName: string): string =>
  `${managerRoleName.replace(/-manager$/, '').slice(0, MOST_OF_A_NAME)}-inspector`;
