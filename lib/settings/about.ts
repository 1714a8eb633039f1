import type { FIELDS } from './settings.ts';

/** What each setting is for, in one sentence: docs/configuration.md is made of it. */
export const ABOUT: Readonly<Record<keyof typeof FIELDS, string>> = {
  catalog: 'The catalog that is compiled into the functions.',
  name: 'Names of the stack, the functions and the reconcile role begin with it.',
  hubAccount: 'The AWS account that runs the bot.',
  region: 'Where it runs.',
  externalId: 'What manager roles ask for besides the right caller; the same wherever one is deployed.',
  organizationId: 'If given, callers of manager and inspector roles have to be of this organisation as well.',
  roles: 'Which roles the bot may edit: those tagged `assume-bot: managed`, or those that the catalog names.',
  users: 'The same for IAM users whose side of the trust is written.',
  operators: 'Who may look at each account through its inspector role; none is made while nobody is named.',
  permissionsBoundary:
    'A boundary for the manager and inspector roles, where your organisation wants one on every role.',
  scpExemptPrincipals: 'Who may touch manager roles and the tag once the service control policy is in force.',
  slackBotTokenArn: 'A secret of your own with the token of the Slack bot; without it the stack makes one.',
  slackSigningSecretArn: 'A secret of your own with the signing secret of the Slack app.',
  pagerDutyTokenArn: 'The token of PagerDuty, for catalogs that ask it who is on call.',
  slackSecretsKeyArn: 'The customer-managed key that encrypts secrets of your own, if one does.',
  slackApiUrl: "Slack's Web API, where it has another address, as GovSlack does.",
  customerKey: 'Encrypt everything that is stored with a key of the stack.',
  tracing: 'Send traces of the functions to X-Ray.',
  reservedConcurrency:
    'Keep a share of concurrency for each function; off for accounts that may run only a few at once.',
  requestsPerSecond: 'More requests than this are refused at the door.',
  requestBurst: 'How many may come at one moment.',
  logRetentionDays: 'How long log lines are kept.',
  alarmEmail: 'Who is told when an alarm rings; without it alarms only show.',
  runbookUrl: 'Where docs/runbook.md is read by those whom alarms wake.',
  auditBucket: 'Keep the chain of every request in a bucket that locks what is written.',
  auditLockDays: 'How long nobody may change or delete what the audit bucket holds.',
  auditLockMode:
    'GOVERNANCE: whoever may bypass the lock can; COMPLIANCE: nobody can, the root of the account neither.',
  keepData: 'Off lets `cdk destroy` take everything with it, for trying out.',
};
