import type { RequestContext } from '@assume-bot/local-aws/policy/context';
import { decide } from '@assume-bot/local-aws/policy/decide';
import { manyOf, type PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeApp, PROD, templateOf, UTILS } from '../support/a-hub.ts';
import { arnIn, type CfnTemplate, ofType, policiesOf } from '../support/cloudformation.ts';

const HUB = '999999999999';
type Fn = 'slack-events' | 'api' | 'reconcile' | 'sweep';
let template: CfnTemplate;
beforeAll(() => {
  template = templateOf(makeApp({ tracing: true }), 'assume-bot');
});

const roleIdOf = (fn: Fn, of = template): string =>
  ofType(of, 'AWS::IAM::Role').find(([, { Properties }]) => Properties['RoleName'] === `assume-bot-${fn}`)?.[0] ?? '';
const only = (type: string): string => ofType(template, type)[0]?.[0] ?? '';
const tableArn = (): string => arnIn(template, only('AWS::DynamoDB::Table'));
const queueArn = (): string =>
  arnIn(
    template,
    ofType(template, 'AWS::SQS::Queue').find(([, { Properties }]) => Properties['RedrivePolicy'] !== undefined)?.[0] ??
      '',
  );
const secretArn = (what: string): string =>
  arnIn(template, ofType(template, 'AWS::SecretsManager::Secret').find(([id]) => id.includes(what))?.[0] ?? '');

const may = (fn: Fn, action: string, resource: string, context: RequestContext = {}, of = template): boolean =>
  decide({
    principal: { arn: `arn:aws:sts::${HUB}:assumed-role/assume-bot-${fn}/one`, accountId: HUB },
    action,
    resource,
    resourceAccount: HUB,
    context,
    identityPolicies: policiesOf(of, roleIdOf(fn, of)),
  }) === 'Allowed';

const statementsOf = (fn: Fn, of = template) =>
  policiesOf(of, roleIdOf(fn, of)).flatMap((document: PolicyDocument) => manyOf(document.Statement));
const actionsOf = (fn: Fn, of = template): readonly string[] =>
  [...new Set(statementsOf(fn, of).flatMap(({ Action }) => manyOf(Action)))].sort();
const item = (partition: string): RequestContext => ({ 'dynamodb:LeadingKeys': [partition] });
const USER_ITEM = item('USER#arn:aws:iam::111111111111:user/alice');
const REFUSAL_ITEM = item('REFUSED#2030-01-01');
const ROLE_ITEM = item('ROLE#arn:aws:iam::222222222222:role/s3-list-role');

describe('the permissions of each function of the hub', () => {
  it('are exactly these actions', () => {
    expect(actionsOf('slack-events')).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    expect(actionsOf('api')).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sqs:SendMessage',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    expect(actionsOf('reconcile')).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
      'sts:AssumeRole',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    expect(actionsOf('sweep')).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sqs:GetQueueAttributes',
      'sqs:SendMessage',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it.each(['slack-events', 'api', 'sweep'] as const)('include no IAM or STS action for %s', (fn) => {
    const actions = actionsOf(fn).filter((action) => /^(iam|sts):|\*/i.test(action));

    expect(actions).toEqual([]);
    expect(may(fn, 'sts:AssumeRole', `arn:aws:iam::${PROD.id}:role/${PROD.managerRoleName}`)).toBe(false);
    expect(may(fn, 'iam:UpdateAssumeRolePolicy', 'arn:aws:iam::222222222222:role/s3-list-role')).toBe(false);
  });

  it('let reconcile assume only manager roles, by name, also in accounts that were removed from the catalog', () => {
    const assumable = (arn: string) => may('reconcile', 'sts:AssumeRole', arn);

    expect(assumable(`arn:aws:iam::${UTILS.id}:role/assume-bot-manager`)).toBe(true);
    expect(assumable(`arn:aws:iam::${PROD.id}:role/other-manager`)).toBe(true);
    expect(assumable('arn:aws:iam::333333333333:role/assume-bot-manager')).toBe(true);
    expect(assumable('arn:aws:iam::222222222222:role/s3-list-role')).toBe(false);
    expect(assumable('arn:aws:iam::222222222222:role/path/assume-bot-manager')).toBe(false);
    expect(assumable('arn:aws:iam::222222222222:role/assume-bot-manager-2')).toBe(false);
    expect(actionsOf('reconcile').filter((action) => action.startsWith('iam:'))).toEqual([]);
  });

  it('do not let the internet-facing function write either side of the trust', () => {
    expect(may('slack-events', 'dynamodb:GetItem', tableArn(), ROLE_ITEM)).toBe(true);
    expect(may('slack-events', 'dynamodb:PutItem', tableArn(), item('REQ#1'))).toBe(true);
    expect(may('slack-events', 'dynamodb:PutItem', tableArn(), item('REFUSED#2030-01-01'))).toBe(true);
    expect(may('slack-events', 'dynamodb:PutItem', tableArn(), ROLE_ITEM)).toBe(false);
    expect(may('slack-events', 'dynamodb:GetItem', tableArn(), USER_ITEM)).toBe(true);
    expect(may('slack-events', 'dynamodb:PutItem', tableArn(), USER_ITEM)).toBe(false);
    expect(may('slack-events', 'dynamodb:UpdateItem', tableArn(), USER_ITEM)).toBe(false);
    expect(may('slack-events', 'dynamodb:UpdateItem', tableArn(), REFUSAL_ITEM)).toBe(false);
    expect(may('slack-events', 'dynamodb:PutItem', tableArn(), item('DIRECTORY'))).toBe(false);
    expect(may('slack-events', 'dynamodb:UpdateItem', tableArn(), item('REQ#1'))).toBe(false);
    expect(may('slack-events', 'dynamodb:DeleteItem', tableArn(), item('REQ#1'))).toBe(false);
    expect(may('slack-events', 'dynamodb:Scan', tableArn())).toBe(false);
  });

  it('let no function but reconcile name a delegate, and every one that decides know them', () => {
    const delegates = item('DELEGATIONS');
    const writers = (['slack-events', 'api', 'reconcile', 'sweep'] as const).filter((fn) =>
      may(fn, 'dynamodb:PutItem', tableArn(), delegates),
    );
    const readers = (['slack-events', 'api', 'reconcile', 'sweep'] as const).filter((fn) =>
      may(fn, 'dynamodb:BatchGetItem', tableArn(), delegates),
    );

    expect(writers).toEqual(['reconcile']);
    expect(readers).toEqual(['slack-events', 'api', 'reconcile', 'sweep']);
  });

  it('let the sweep only read due items and write the directory', () => {
    expect(may('sweep', 'dynamodb:Query', `${tableArn()}/index/due`)).toBe(true);
    expect(may('sweep', 'dynamodb:UpdateItem', tableArn(), item('DIRECTORY'))).toBe(true);
    expect(may('sweep', 'dynamodb:UpdateItem', tableArn(), item('REQ#1'))).toBe(false);
    expect(may('sweep', 'dynamodb:GetItem', tableArn(), ROLE_ITEM)).toBe(false);
    expect(may('sweep', 'dynamodb:PutItem', tableArn(), USER_ITEM)).toBe(false);
    expect(may('sweep', 'dynamodb:PutItem', tableArn(), REFUSAL_ITEM)).toBe(false);
    expect(may('sweep', 'dynamodb:Query', tableArn())).toBe(false);
  });

  it('let reconcile write both sides of the trust, mark refused clicks as notified, and delete only grants', () => {
    for (const context of [ROLE_ITEM, USER_ITEM, REFUSAL_ITEM])
      for (const action of ['GetItem', 'PutItem', 'UpdateItem'])
        expect(may('reconcile', `dynamodb:${action}`, tableArn(), context)).toBe(true);
    expect(may('reconcile', 'dynamodb:DeleteItem', tableArn(), USER_ITEM)).toBe(false);
    expect(may('reconcile', 'dynamodb:DeleteItem', tableArn(), REFUSAL_ITEM)).toBe(false);
    expect(may('reconcile', 'dynamodb:DeleteItem', tableArn(), ROLE_ITEM)).toBe(true);
    expect(may('reconcile', 'dynamodb:DeleteItem', tableArn(), item('REQ#1'))).toBe(false);
    expect(may('reconcile', 'dynamodb:UpdateItem', tableArn(), ROLE_ITEM)).toBe(true);
  });

  it('let the API of users read requests, the directory and grants, and write requests and refusals only', () => {
    const to = (operation: string, partition: string) =>
      may('api', `dynamodb:${operation}`, tableArn(), item(partition));
    const index = (name: string) => may('api', 'dynamodb:Query', `${tableArn()}/index/${name}`);

    expect(['REQ#1', 'DIRECTORY', 'LOCKDOWN'].every((one) => to('GetItem', one))).toBe(true);
    expect([to('Query', 'ROLE#a'), to('PutItem', 'REQ#1'), to('PutItem', 'REFUSED#2030-01-01')]).toEqual([
      true,
      true,
      true,
    ]);
    for (const partition of ['ROLE#a', 'USER#a', 'DIRECTORY', 'LOCKDOWN']) expect(to('PutItem', partition)).toBe(false);
    for (const operation of ['GetItem', 'Query']) expect(to(operation, 'USER#a')).toBe(false);
    for (const operation of ['UpdateItem', 'DeleteItem']) expect(to(operation, 'REQ#1')).toBe(false);
    expect([index('byRequester'), index('due')]).toEqual([true, false]);
  });

  it('let only slack-events read the signing secret', () => {
    const readers = (what: string) =>
      (['slack-events', 'api', 'reconcile', 'sweep'] as const).filter((fn) =>
        may(fn, 'secretsmanager:GetSecretValue', secretArn(what)),
      );

    expect(readers('SigningSecret')).toEqual(['slack-events']);
    expect(readers('BotToken')).toEqual(['slack-events', 'reconcile', 'sweep']);
  });

  it('let only the two functions that call PagerDuty read its token, if one is set', () => {
    const arn = `arn:aws:secretsmanager:eu-central-1:${HUB}:secret:pagerduty-AbCdEf`;
    const withToken = templateOf(makeApp({ pagerDutyTokenArn: arn }), 'assume-bot');
    const readers = ofType(withToken, 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => JSON.stringify(Properties['Environment'] ?? {}).includes(arn))
      .map(([, { Properties }]) => Properties['FunctionName']);

    expect(readers.toSorted()).toEqual(['assume-bot-reconcile', 'assume-bot-sweep']);
    expect(JSON.stringify(template)).not.toContain('PAGERDUTY');
  });

  it('let only the two functions that read tickets read the token of Jira, if one is set', () => {
    const arn = `arn:aws:secretsmanager:eu-central-1:${HUB}:secret:jira-AbCdEf`;
    const withJira = makeApp({ jiraTokenArn: arn, jiraUrl: 'https://example.atlassian.net' });
    const readers = ofType(templateOf(withJira, 'assume-bot'), 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => JSON.stringify(Properties['Environment'] ?? {}).includes(arn))
      .map(([, { Properties }]) => Properties['FunctionName']);

    expect(readers.toSorted()).toEqual(['assume-bot-reconcile', 'assume-bot-sweep']);
    expect(JSON.stringify(template)).not.toContain('JIRA');
  });

  it('let every function send wake-ups and only reconcile receive them', () => {
    for (const fn of ['slack-events', 'api', 'reconcile', 'sweep'] as const) {
      expect(may(fn, 'sqs:SendMessage', queueArn())).toBe(true);
      expect(may(fn, 'sqs:ReceiveMessage', queueArn())).toBe(fn === 'reconcile');
    }
  });

  it('let only reconcile write to the audit bucket, if there is one, and allow nothing else there', () => {
    const of = templateOf(makeApp({ auditBucket: true, customerKey: true }), 'assume-bot');
    const record = `${arnIn(of, ofType(of, 'AWS::S3::Bucket')[0]?.[0] ?? '')}/chains/a/0001.json`;
    const writers = ofType(of, 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => JSON.stringify(Properties['Environment'] ?? {}).includes('ASSUME_AUDIT_BUCKET'))
      .map(([, { Properties }]) => Properties['FunctionName']);
    const inS3 = (fn: Fn) => actionsOf(fn, of).filter((action) => action.startsWith('s3:'));

    expect(writers).toEqual(['assume-bot-reconcile']);
    expect(inS3('reconcile')).toEqual(['s3:PutObject']);
    expect([inS3('slack-events'), inS3('api'), inS3('sweep')]).toEqual([[], [], []]);
    expect(may('reconcile', 's3:PutObject', record, {}, of)).toBe(true);
    expect(may('reconcile', 's3:PutObject', record.replace('chains', 'elsewhere'), {}, of)).toBe(false);
    expect(JSON.stringify(template)).not.toContain('ASSUME_AUDIT_BUCKET');
  });

  it('allow the use of the key of the stack only through the services that store data', () => {
    const of = templateOf(makeApp({ customerKey: true, auditBucket: true }), 'assume-bot');
    const key = arnIn(of, ofType(of, 'AWS::KMS::Key')[0]?.[0] ?? '');
    const decrypts = (fn: Fn, context: RequestContext) => may(fn, 'kms:Decrypt', key, context, of);
    const through = (service: string): RequestContext => ({
      'kms:ViaService': `${service}.eu-central-1.amazonaws.com`,
    });

    for (const fn of ['slack-events', 'sweep'] as const) {
      expect(decrypts(fn, {})).toBe(false);
      expect(decrypts(fn, through('secretsmanager'))).toBe(true);
      expect(decrypts(fn, through('dynamodb'))).toBe(true);
      expect(decrypts(fn, through('s3'))).toBe(false);
    }
    expect(decrypts('reconcile', through('secretsmanager'))).toBe(true);
    expect(may('reconcile', 'kms:GenerateDataKey', key, through('s3'), of)).toBe(true);
  });

  it('name specific resources wherever IAM supports it', () => {
    const nameless = (['slack-events', 'api', 'reconcile', 'sweep'] as const).flatMap((fn) =>
      statementsOf(fn).filter(({ Resource, Action }) => {
        const isTracing = manyOf(Action).every((action) => action.startsWith('xray:'));
        // Manager roles have a fixed name in every account.
        const names = manyOf(Resource).map((resource) => resource.replace(/:iam::\*:role\//, ':role/'));
        return !isTracing && names.some((name) => name.includes('*'));
      }),
    );

    expect(nameless).toEqual([]);
  });

  it('do not come from AWS managed policies, which would allow more', () => {
    const attached = ofType(template, 'AWS::IAM::Role').flatMap(([, { Properties }]) =>
      JSON.stringify(Properties['ManagedPolicyArns'] ?? []),
    );

    expect(attached.filter((arns) => arns.includes(':aws:policy/'))).toEqual([]);
  });
});
