import { CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ENV, MANAGER_ROLE_NAME } from '../functions/contract.ts';
import { defined } from '../functions/core/defined.ts';
import { AccessTable } from './constructs/access-table.ts';
import { Alarms, createAlarmTopic } from './constructs/alarms.ts';
import { createAuditBucket, grantWriteRecords } from './constructs/audit-bucket.ts';
import type { BotFunction } from './constructs/bot-function.ts';
import { createCustomerKey } from './constructs/customer-key.ts';
import { createDashboard } from './constructs/dashboard.ts';
import { createFunctions, RECONCILE_TIME } from './constructs/functions.ts';
import { SlackEndpoint } from './constructs/slack-endpoint.ts';
import { grantReadSecret, SlackSecrets } from './constructs/slack-secrets.ts';
import { SweepSchedule } from './constructs/sweep-schedule.ts';
import { UserApi } from './constructs/user-api.ts';
import { WakeQueue } from './constructs/wake-queue.ts';
import type { LambdaName } from './lambdas.ts';
import type { Settings } from './settings/settings.ts';

/** An account of the catalog. */
export interface ManagedAccount {
  readonly id: string;
  readonly managerRoleName: string;
}

export interface HubStackProps {
  readonly settings: Settings;
  readonly accounts: readonly ManagedAccount[];
  /** The accounts of users: their IAM users and sign-in roles may call the API of users. */
  readonly userAccounts: readonly string[];
  /** The bundled code of each Lambda. */
  readonly code: Readonly<Record<LambdaName, Code>>;
}

/** An inline policy holds about 140 ARNs of manager roles, a managed policy 80. A role can have ten managed policies. */
const MANAGERS_A_POLICY = 60;
/** The bot: the endpoint for Slack, the table, the reconciler that calls IAM, the sweep, and the alarms. */
export class HubStack extends Stack {
  constructor(scope: Construct, id: string, { settings, accounts, userAccounts, code }: HubStackProps) {
    super(scope, id, {
      env: { account: settings.hubAccount, region: settings.region },
      description: 'assume-bot: time-boxed access to AWS roles, requested and approved in Slack',
      terminationProtection: settings.terminationProtection,
    });
    if (settings.permissionsBoundary !== undefined)
      PermissionsBoundary.of(this).apply(
        ManagedPolicy.fromManagedPolicyName(this, 'Boundary', settings.permissionsBoundary),
      );
    const { name: prefix, keepData } = settings;
    const key = defined({ key: settings.customerKey ? createCustomerKey(this, prefix, keepData) : undefined });
    const common = { ...key, keepData, prefix, tracing: settings.tracing, logRetentionDays: settings.logRetentionDays };

    const table = new AccessTable(this, 'AccessTable', { ...key, keepData });
    const wakeQueue = new WakeQueue(this, 'WakeQueue', { ...key, workTime: RECONCILE_TIME });
    const secrets = new SlackSecrets(this, 'SlackSecrets', { ...key, prefix, keepData, ...existingSecrets(settings) });
    const functions = createFunctions(this, common, { code, isReserved: settings.reservedConcurrency });
    const { slackEvents, api: userApiFunction, reconcile, sweep } = functions;

    table.grantToSlackEvents(slackEvents);
    table.grantToApi(userApiFunction);
    wakeQueue.grantWake(userApiFunction);
    table.grantToReconcile(reconcile);
    table.grantToSweep(sweep);
    for (const fn of [slackEvents, reconcile, sweep]) {
      wakeQueue.grantWake(fn);
      secrets.grantRead(fn, 'botToken');
      if (settings.slackApiUrl !== undefined) fn.lambda.addEnvironment(ENV.slackApiUrl, settings.slackApiUrl);
    }
    secrets.grantRead(slackEvents, 'signingSecret');
    if (settings.pagerDutyTokenArn !== undefined) {
      // Only these two call PagerDuty. The internet-facing function reads their stored results.
      for (const fn of [reconcile, sweep]) grantReadSecret(fn, ENV.pagerDutyTokenArn, settings.pagerDutyTokenArn);
    }
    if (settings.pagerDutyUrl !== undefined)
      for (const fn of [reconcile, sweep]) fn.lambda.addEnvironment(ENV.pagerDutyUrl, settings.pagerDutyUrl);
    if (settings.jiraTokenArn !== undefined && settings.jiraUrl !== undefined) {
      // Only these two read tickets. The internet-facing function never does.
      for (const fn of [reconcile, sweep]) {
        grantReadSecret(fn, ENV.jiraTokenArn, settings.jiraTokenArn);
        fn.lambda.addEnvironment(ENV.jiraUrl, settings.jiraUrl);
      }
    }
    wakeQueue.feed(reconcile);
    wakeQueue.grantCount(sweep);
    reconcile.lambda.addEnvironment(ENV.externalId, settings.externalId);
    this.#grantAssumeManagers(reconcile, accounts);
    new SweepSchedule(this, 'SweepSchedule', { fn: sweep });

    const { api, url } = new SlackEndpoint(this, 'SlackEndpoint', { ...common, ...settings, ...key, fn: slackEvents });
    const { hubAccount, runbookUrl } = settings;
    const userApi = new UserApi(this, 'UserApi', { prefix, fn: userApiFunction, userAccounts, hubAccount });
    const topic = this.#topicOf(settings, key);
    const watched = {
      ...{ prefix, runbookUrl, slackEvents, reconcile, sweep, wakeQueue },
      ...{ api, userApi: userApi.api, userApiFunction },
      ...defined({ topic }),
    };
    createDashboard(this, new Alarms(this, 'Alarms', watched), watched);
    if (settings.auditBucket) this.#storeRecords(reconcile, settings, key);
    this.#output('SlackRequestUrl', url, 'The request URL for the Slack app: slash command, interactivity and events');
    this.#output('ApiUrl', userApi.url, 'The API of users at a terminal: ASSUME_API_URL');
    this.#output('ApiRoutes', userApi.routeArns.join(','), 'What users need execute-api:Invoke on');
    this.#output('TableName', table.tableName, 'Requests and grants');
    this.#output('QueueUrl', wakeQueue.queue.queueUrl, 'Wakes the reconciler');
    this.#output('DeadLettersUrl', wakeQueue.deadLetters.queueUrl, 'Messages that could not be processed');
    this.#output('ReconcileRoleArn', reconcile.role.roleArn, 'The role that manager roles trust');
    this.#output('SlackBotTokenArn', secrets.arns.botToken, 'Store the xoxb- token of the Slack app here');
    this.#output('SlackSigningSecretArn', secrets.arns.signingSecret, 'Store the signing secret of the Slack app here');
  }

  /** The topic of the operator, or one that the stack creates for an address. */
  #topicOf({ alarmEmail: email, alarmTopicArn }: Settings, key: { readonly key?: IKey }): ITopic | undefined {
    if (alarmTopicArn !== undefined) return Topic.fromTopicArn(this, 'ExistingTopic', alarmTopicArn);
    return email === undefined ? undefined : createAlarmTopic(this, { ...key, email });
  }

  /** Stores the chain of every request in a bucket where it cannot be changed. */
  #storeRecords(reconcile: BotFunction, settings: Settings, key: { readonly key?: IKey }): void {
    const bucket = createAuditBucket(this, {
      ...key,
      lockDays: settings.auditLockDays,
      lockMode: settings.auditLockMode,
    });
    grantWriteRecords(reconcile, bucket, key.key);
    this.#output('AuditBucket', bucket.bucketName, 'The bucket with the chain of every request');
  }

  /**
   * Manager roles by name, in any account: if an account is removed from the catalog while access is held there, it must stay
   * reachable until that access has ended. Only accounts whose manager role trusts this function's role with the ExternalId
   * admit it.
   */
  #grantAssumeManagers(reconcile: BotFunction, accounts: readonly ManagedAccount[]): void {
    const names = [...new Set([MANAGER_ROLE_NAME, ...accounts.map(({ managerRoleName }) => managerRoleName)])];
    const arns = names.map((name) => `arn:${this.partition}:iam::*:role/${name}`);
    for (let from = 0; from < arns.length; from += MANAGERS_A_POLICY) {
      const policy = new ManagedPolicy(this, `Managers${from / MANAGERS_A_POLICY + 1}`, {
        description: 'Lets the reconcile function assume manager roles',
        roles: [reconcile.role],
        statements: [
          new PolicyStatement({ actions: ['sts:AssumeRole'], resources: arns.slice(from, from + MANAGERS_A_POLICY) }),
        ],
      });
      Validations.of(policy).acknowledge(
        ...names.map((name) => ({
          id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/${name}]`,
          reason: 'Every manager role, in any account, trusts only the role of this function.',
        })),
      );
    }
  }

  #output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}

const existingSecrets = ({ slackBotTokenArn, slackSigningSecretArn, slackSecretsKeyArn }: Settings) =>
  slackBotTokenArn === undefined || slackSigningSecretArn === undefined
    ? {}
    : {
        existing: {
          botToken: slackBotTokenArn,
          signingSecret: slackSigningSecretArn,
          ...defined({ keyArn: slackSecretsKeyArn }),
        },
      };
