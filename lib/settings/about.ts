import type { FIELDS } from './settings.ts';

/** The purpose of each setting in one sentence, for docs/configuration.md. */
export const ABOUT: Readonly<Record<keyof typeof FIELDS, string>> = {
  catalog: 'The path of the catalog that is compiled into the functions.',
  name: 'The prefix of the names of the stack, the functions and the reconcile role.',
  hubAccount: 'The AWS account that runs the bot.',
  region: 'The region that the bot runs in.',
  externalId: 'The ExternalId that manager roles require from the caller. Use the same value in every account.',
  otherExternalId:
    'A second ExternalId that manager roles accept while you rotate the first ([how](operating/rotating-the-external-id.md)).',
  organizationId: 'If set, callers of manager and inspector roles must also belong to this organization.',
  roles:
    'The roles that the bot can edit: those tagged `assume-bot: managed`, those listed in the catalog, or all roles under the paths of the listed ones.',
  users:
    'The IAM users that the bot can write policies to: listed in the catalog, tagged, or all users under the paths of the listed ones.',
  operators:
    'The operators that can inspect each account through its inspector role. If empty, the role is not created.',
  permissionsBoundary: 'A permissions boundary for every role of the bot, if your organization requires one.',
  scpExemptPrincipals:
    'The principals that can change the roles of the bot and the tag while the service control policy is in force. Default: the roles of StackSets and of the CDK. Add the role that you deploy account stacks with.',
  slackBotTokenArn: 'Your own secret with the token of the Slack bot. If not set, the stack creates one.',
  slackSigningSecretArn: 'Your own secret with the signing secret of the Slack app. If not set, the stack creates one.',
  pagerDutyTokenArn: 'The secret with the PagerDuty token, for catalogs that use PagerDuty schedules or incidents.',
  pagerDutyUrl: 'The address of the REST API of PagerDuty, if your account is in the EU service region.',
  jiraTokenArn:
    'The secret with the e-mail address, a colon, and the API token of a Jira account, for catalogs that use Jira issues ([how](deploying.md#tickets-and-incidents)).',
  jiraUrl: 'The address of Jira, for catalogs that use Jira issues.',
  slackSecretsKeyArn: 'The customer managed key that encrypts your own secrets, if there is one.',
  slackApiUrl: "The URL of Slack's Web API, if it differs, as for GovSlack.",
  customerKey: 'Encrypts all stored data with a customer managed key of the stack.',
  tracing: 'Sends traces of the functions to X-Ray.',
  reservedConcurrency:
    'Reserves 36 concurrent executions for the functions. Requires an account limit of at least 136: Lambda keeps 100 unreserved.',
  terminationProtection:
    'Refuses to delete the hub stack. Turn it on after the first deployment has succeeded: a protected stack that failed cannot be deployed again.',
  requestsPerSecond: 'The API refuses requests above this rate.',
  requestBurst: 'The number of requests that may arrive at once.',
  logRetentionDays: 'How long CloudWatch Logs keeps log lines.',
  alarmEmail:
    'The address that alarms notify. Without it and without `alarmTopicArn`, alarms are visible only in CloudWatch.',
  alarmTopicArn:
    'An existing SNS topic that alarms notify. Its policy must allow `cloudwatch.amazonaws.com` to publish ([how](deploying.md#alarms)).',
  runbookUrl: 'The URL of docs/runbook.md in alarm notifications.',
  auditBucket: 'Stores the chain of every request in a bucket with object lock.',
  auditLockDays: 'How long object lock prevents changes and deletion in the audit bucket.',
  auditLockMode:
    'GOVERNANCE: principals with bypass permission can delete records. COMPLIANCE: no principal can, including the root user.',
  keepData: 'If off, `cdk destroy` deletes all data, for trials.',
};
