import { beforeAll, describe, expect, it } from 'vitest';
import {
  directoryKey,
  grantKey,
  refusalKey,
  requestKey,
  roleStateKey,
  userAccessKey,
} from '../../functions/adapters/dynamodb/keys.ts';
import { tableDefinition } from '../../functions/adapters/dynamodb/table.ts';
import { ENV, KEYS, PARTITIONS } from '../../functions/contract.ts';
import { parseRoleArn, parseUserArn } from '../../functions/core/names.ts';
import type { RequestId } from '../../functions/core/request/ids.ts';
import type { RefusalId } from '../../functions/usecases/ports.ts';
import { RESERVED } from '../../lib/constructs/functions.ts';
import { ABOUT } from '../../lib/settings/about.ts';
import { makeApp, templateOf } from '../support/a-hub.ts';
import { type CfnTemplate, ofType } from '../support/cloudformation.ts';

type Properties = Readonly<Record<string, unknown>>;

let template: CfnTemplate;
beforeAll(() => {
  template = templateOf(makeApp(), 'assume-bot');
});

const only = (type: string, from = template): Properties => {
  const found = ofType(from, type);
  expect(found).toHaveLength(1);
  return found[0]?.[1].Properties ?? {};
};
const functionsOf = (from = template): Readonly<Record<string, Properties>> =>
  Object.fromEntries(
    ofType(from, 'AWS::Lambda::Function').map(([, { Properties }]) => [String(Properties['FunctionName']), Properties]),
  );
const variablesOf = (name: string, from = template): Properties =>
  (functionsOf(from)[name] as { Environment: { Variables: Properties } }).Environment.Variables;
const reference = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

describe('the hub', () => {
  it('runs four functions on Node 24 and arm64, each with its own log with limited retention', () => {
    const functions = Object.values(functionsOf());

    expect(Object.keys(functionsOf()).sort()).toEqual([
      'assume-bot-api',
      'assume-bot-reconcile',
      'assume-bot-slack-events',
      'assume-bot-sweep',
    ]);
    for (const fn of functions) {
      expect(fn).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
      expect(fn['LoggingConfig']).toBeDefined();
    }
    const retentions = ofType(template, 'AWS::Logs::LogGroup').map(
      ([, { Properties }]) => Properties['RetentionInDays'],
    );
    expect(retentions).toEqual([90, 90, 90, 90, 90]);
  });

  it('gives each function the settings that it needs, and the ExternalId only to reconcile', () => {
    const shared = [ENV.catalog, ENV.hubName, ENV.queueUrl, ENV.slackBotTokenArn, ENV.table];

    expect(Object.keys(variablesOf('assume-bot-slack-events')).sort()).toEqual(
      [...shared, ENV.slackSigningSecretArn].sort(),
    );
    expect(Object.keys(variablesOf('assume-bot-api')).sort()).toEqual(
      [ENV.catalog, ENV.hubName, ENV.queueUrl, ENV.table].sort(),
    );
    expect(Object.keys(variablesOf('assume-bot-reconcile')).sort()).toEqual([...shared, ENV.externalId].sort());
    expect(Object.keys(variablesOf('assume-bot-sweep')).sort()).toEqual([...shared].sort());
    expect(variablesOf('assume-bot-sweep')[ENV.catalog]).toBe('/var/task/catalog.json');
  });

  it('reserves no concurrency by default, because new accounts have a limit of ten', () => {
    const reserved = (from: CfnTemplate) =>
      Object.values(functionsOf(from)).map((fn) => fn['ReservedConcurrentExecutions']);

    expect(reserved(template)).toEqual([undefined, undefined, undefined, undefined]);
    const asked = reserved(templateOf(makeApp({ reservedConcurrency: 'true' }), 'assume-bot'));
    expect(asked).toEqual([20, 5, 10, 1]);
    // The figure that the documentation of the setting names.
    expect(ABOUT.reservedConcurrency).toContain(`at least ${100 + 20 + 5 + 10 + 1}`);
  });

  it('has the same table as the tests of the stores', () => {
    const byName = (list: unknown) =>
      [...(list as { AttributeName?: string; IndexName?: string }[])].sort((a, b) =>
        JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
      );
    const wanted = tableDefinition('any');

    const table = only('AWS::DynamoDB::Table');

    expect(table['KeySchema']).toEqual(wanted.KeySchema);
    expect(table['BillingMode']).toBe(wanted.BillingMode);
    expect(byName(table['AttributeDefinitions'])).toEqual(byName(wanted.AttributeDefinitions));
    expect(byName(table['GlobalSecondaryIndexes'])).toEqual(byName(wanted.GlobalSecondaryIndexes));
  });

  it('has point-in-time recovery for the table, and keeps the table when the stack is deleted', () => {
    const [[, table] = []] = ofType(template, 'AWS::DynamoDB::Table');

    expect(table?.Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      TimeToLiveSpecification: { AttributeName: KEYS.ttl, Enabled: true },
    });
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('keeps secrets and logs when the stack is deleted, unless keepData is off', () => {
    const kept = (from: CfnTemplate) =>
      ['AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup', 'AWS::DynamoDB::Table']
        .flatMap((type) => ofType(from, type))
        .map(([, resource]) => (resource as { DeletionPolicy?: string }).DeletionPolicy);
    const tried = templateOf(makeApp({ keepData: false }), 'assume-bot');

    for (const policy of kept(template)) expect(policy).toMatch(/^Retain/);
    expect(new Set(kept(tried))).toEqual(new Set(['Delete']));
    expect(only('AWS::DynamoDB::Table', tried)['DeletionProtectionEnabled']).toBe(false);
  });

  it('gives every function the name of the installation, which marks everything written to IAM', () => {
    const app = makeApp({ name: 'access-bot' });

    const names = Object.values(functionsOf(templateOf(app, 'access-bot'))).map(
      ({ Environment }) => (Environment as { Variables: Record<string, string> }).Variables[ENV.hubName],
    );

    expect(names).toEqual(['access-bot', 'access-bot', 'access-bot', 'access-bot']);
  });

  it('uses the partition names of the stores in permissions', () => {
    const role = parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role');
    const user = parseUserArn('arn:aws:iam::111111111111:user/alice');
    const id = '2030' as RequestId;

    expect(requestKey(id).pk.startsWith(PARTITIONS.request)).toBe(true);
    expect(grantKey(role, id).pk.startsWith(PARTITIONS.role)).toBe(true);
    expect(roleStateKey(role).pk.startsWith(PARTITIONS.role)).toBe(true);
    expect(userAccessKey(user).pk.startsWith(PARTITIONS.user)).toBe(true);
    expect(refusalKey('2030-01-01T00:00:00.000Z#x' as RefusalId).pk.startsWith(PARTITIONS.refusal)).toBe(true);
    expect(directoryKey.pk).toBe(PARTITIONS.directory);
  });

  it('has a FIFO queue with a visibility timeout of six times the function timeout', () => {
    const queues = ofType(template, 'AWS::SQS::Queue');
    const dead = queues.find(([, { Properties }]) => Properties['RedrivePolicy'] === undefined);
    const queue = queues.find((one) => one !== dead)?.[1].Properties ?? {};
    const workSeconds = Number(functionsOf()['assume-bot-reconcile']?.['Timeout']);

    expect(queues.map(([, { Properties }]) => Properties['FifoQueue'])).toEqual([true, true]);
    expect(queue['ContentBasedDeduplication']).toBe(false);
    expect(Number(queue['VisibilityTimeout'])).toBeGreaterThanOrEqual(6 * workSeconds);
    expect(queue['RedrivePolicy']).toEqual({ deadLetterTargetArn: reference(dead?.[0] ?? ''), maxReceiveCount: 5 });
    expect(dead?.[1].Properties['MessageRetentionPeriod']).toBe(24 * 3600);
  });

  it('gives reconcile one message at a time, with partial batch responses and limited concurrency', () => {
    const source = only('AWS::Lambda::EventSourceMapping');

    expect(source).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
    expect(RESERVED.reconcile).toBeGreaterThanOrEqual(5);
  });

  it('runs the sweep every minute, and ends each run before the next', () => {
    expect(only('AWS::Events::Rule')).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(Number(functionsOf()['assume-bot-sweep']?.['Timeout'])).toBeLessThan(60);
    // A missed run is not repeated, because the next run finds the same work.
    expect(only('AWS::Lambda::EventInvokeConfig')).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it('has one public endpoint without AWS credentials, throttled, whose access log contains the caller but not the content', () => {
    const stage = only('AWS::ApiGatewayV2::Stage');
    const { Format } = stage['AccessLogSettings'] as { Format: string };

    expect(only('AWS::ApiGatewayV2::Route')['RouteKey']).toBe('POST /slack/events');
    expect(stage['DefaultRouteSettings']).toEqual({ ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 });
    expect(Object.values(JSON.parse(Format)).join(' ')).not.toMatch(/header|body|querystring|authorizer/i);
    expect(ofType(template, 'AWS::Lambda::Url')).toEqual([]);
  });

  it('encrypts all data with one customer managed key, if set', () => {
    const own = templateOf(
      makeApp({ customerKey: true, alarmEmail: 'ops@example.com', auditBucket: true }),
      'assume-bot',
    );
    const key = JSON.stringify({ 'Fn::GetAtt': [ofType(own, 'AWS::KMS::Key')[0]?.[0], 'Arn'] });
    const kept = [
      'AWS::DynamoDB::Table',
      'AWS::SQS::Queue',
      'AWS::SecretsManager::Secret',
      'AWS::Logs::LogGroup',
      'AWS::SNS::Topic',
      'AWS::S3::Bucket',
    ].flatMap((type) =>
      ofType(own, type).map(([id, { Properties }]) => ({ id, type, isOurs: JSON.stringify(Properties).includes(key) })),
    );

    expect(only('AWS::KMS::Key', own)['EnableKeyRotation']).toBe(true);
    expect(kept.length).toBeGreaterThanOrEqual(11);
    expect(kept.filter(({ isOurs }) => !isOurs)).toEqual([]);
  });

  it('refuses queue access without TLS', () => {
    const policies = ofType(template, 'AWS::SQS::QueuePolicy').map(([, { Properties }]) => JSON.stringify(Properties));

    expect(policies).toHaveLength(2);
    for (const policy of policies) expect(policy).toContain('"aws:SecureTransport":"false"');
  });

  it('locks the audit bucket for the configured period', () => {
    const locked = templateOf(
      makeApp({ auditBucket: true, auditLockDays: 30, auditLockMode: 'COMPLIANCE' }),
      'assume-bot',
    );

    expect(only('AWS::S3::Bucket', locked)).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 30, Mode: 'COMPLIANCE' } } },
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
    expect(ofType(template, 'AWS::S3::Bucket')).toEqual([]);
  });

  it('reads existing secrets of the operator, and then creates none', () => {
    const parameter = 'arn:aws:ssm:eu-central-1:999999999999:parameter/slack/bot-token';
    const secret = 'arn:aws:secretsmanager:eu-central-1:999999999999:secret:slack/signing-a1b2c3';
    const given = templateOf(makeApp({ slackBotTokenArn: parameter, slackSigningSecretArn: secret }), 'assume-bot');
    const policies = JSON.stringify(ofType(given, 'AWS::IAM::Policy'));

    expect(ofType(given, 'AWS::SecretsManager::Secret')).toEqual([]);
    expect(variablesOf('assume-bot-slack-events', given)).toMatchObject({
      [ENV.slackBotTokenArn]: parameter,
      [ENV.slackSigningSecretArn]: secret,
    });
    expect(policies).toContain(`"Action":"ssm:GetParameter","Effect":"Allow","Resource":"${parameter}"`);
    expect(policies).toContain(`"Action":"secretsmanager:GetSecretValue","Effect":"Allow","Resource":"${secret}"`);
  });
});
