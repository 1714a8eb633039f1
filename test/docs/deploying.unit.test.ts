import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '@assume-bot/local-aws/policy/decide';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { describe, expect, it } from 'vitest';
import { costTable, monthlyItems } from '../../scripts/cost-text.ts';
import { makeApp, makeAppOf, PROD, templateOf } from '../support/a-hub.ts';
import type { CfnTemplate } from '../support/cloudformation.ts';
import { policyUnder } from '../support/documented-policies.ts';

const HUB = '999999999999';
const TARGET = '222222222222';
const REGION = 'eu-central-1';

const ROLE_ACTIONS = [
  ...['CreateRole', 'DeleteRole', 'GetRole', 'UpdateRole', 'UpdateAssumeRolePolicy', 'TagRole', 'UntagRole'],
  ...['PutRolePolicy', 'GetRolePolicy', 'DeleteRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies'],
  ...['AttachRolePolicy', 'DetachRolePolicy', 'PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'],
].map((action) => `iam:${action}`);
const POLICY_ACTIONS = [
  ...['CreatePolicy', 'GetPolicy', 'DeletePolicy', 'CreatePolicyVersion', 'DeletePolicyVersion', 'GetPolicyVersion'],
  ...['ListPolicyVersions', 'ListEntitiesForPolicy'],
].map((action) => `iam:${action}`);

interface Named {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}
const generated = ({ id }: Named): string => `assume-bot-${id}-AB12CD34EF56`;
const nameOf = (one: Named, property: string): string => String(one.properties[property] ?? generated(one));
const at = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${HUB}:${resource}`;
const api = (path: string): string => `arn:aws:apigateway:${REGION}::${path}`;
const key = at('kms', 'key/1234');

/** For each type of the hub: what CloudFormation calls to create, change and delete it, and on which resource. */
const CALLS: Readonly<
  Record<string, (one: Named) => readonly (readonly [actions: readonly string[], resource: string])[]>
> = {
  'AWS::ApiGateway::Deployment': () => [[['apigateway:POST', 'apigateway:DELETE'], api('/restapis/a1b2/deployments')]],
  'AWS::ApiGateway::Method': () => [
    [['apigateway:PUT', 'apigateway:DELETE'], api('/restapis/a1b2/resources/1/methods/GET')],
  ],
  'AWS::ApiGateway::Resource': () => [[['apigateway:POST', 'apigateway:DELETE'], api('/restapis/a1b2/resources/1')]],
  'AWS::ApiGateway::RestApi': () => [
    [['apigateway:POST'], api('/restapis')],
    [
      ['apigateway:GET', 'apigateway:PATCH', 'apigateway:DELETE', 'apigateway:UpdateRestApiPolicy'],
      api('/restapis/a1b2'),
    ],
  ],
  'AWS::ApiGateway::Stage': () => [
    [['apigateway:POST', 'apigateway:PATCH', 'apigateway:DELETE'], api('/restapis/a1b2/stages')],
  ],
  'AWS::ApiGatewayV2::Api': () => [
    [['apigateway:POST'], api('/apis')],
    [['apigateway:DELETE'], api('/apis/a1b2')],
  ],
  'AWS::ApiGatewayV2::Integration': () => [[['apigateway:POST', 'apigateway:PATCH'], api('/apis/a1b2/integrations')]],
  'AWS::ApiGatewayV2::Route': () => [[['apigateway:POST', 'apigateway:PATCH'], api('/apis/a1b2/routes')]],
  'AWS::ApiGatewayV2::Stage': () => [
    [['apigateway:POST', 'apigateway:PATCH', 'apigateway:DELETE'], api('/apis/a1b2/stages')],
    [
      ['logs:CreateLogDelivery', 'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups'],
      '*',
    ],
  ],
  'AWS::CloudWatch::Alarm': (one) => [
    [
      ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms', 'cloudwatch:DescribeAlarms'],
      at('cloudwatch', `alarm:${nameOf(one, 'AlarmName')}`),
    ],
  ],
  'AWS::CloudWatch::Dashboard': (one) => [
    [
      ['cloudwatch:PutDashboard', 'cloudwatch:GetDashboard', 'cloudwatch:DeleteDashboards'],
      `arn:aws:cloudwatch::${HUB}:dashboard/${nameOf(one, 'DashboardName')}`,
    ],
  ],
  'AWS::DynamoDB::Table': (one) => [
    [
      ['CreateTable', 'DescribeTable', 'UpdateTable', 'DeleteTable', 'UpdateContinuousBackups', 'UpdateTimeToLive'].map(
        (action) => `dynamodb:${action}`,
      ),
      at('dynamodb', `table/${generated(one)}`),
    ],
  ],
  'AWS::Events::Rule': (one) => [
    [
      ['events:PutRule', 'events:PutTargets', 'events:RemoveTargets', 'events:DeleteRule', 'events:DescribeRule'],
      at('events', `rule/${generated(one)}`),
    ],
  ],
  'AWS::IAM::ManagedPolicy': (one) => [[POLICY_ACTIONS, `arn:aws:iam::${HUB}:policy/${generated(one)}`]],
  'AWS::IAM::Policy': () => [],
  'AWS::IAM::Role': (one) => [[ROLE_ACTIONS, `arn:aws:iam::${HUB}:role/${nameOf(one, 'RoleName')}`]],
  'AWS::KMS::Alias': (one) => [
    [['kms:CreateAlias', 'kms:DeleteAlias'], at('kms', String(one.properties['AliasName']))],
    [['kms:CreateAlias'], key],
  ],
  'AWS::KMS::Key': () => [
    [['kms:CreateKey'], '*'],
    [
      [
        'kms:PutKeyPolicy',
        'kms:EnableKeyRotation',
        'kms:DescribeKey',
        'kms:ScheduleKeyDeletion',
        'kms:CreateGrant',
        'kms:Decrypt',
        'kms:GenerateDataKey',
      ],
      key,
    ],
  ],
  'AWS::Lambda::EventInvokeConfig': () => [
    [
      ['lambda:PutFunctionEventInvokeConfig', 'lambda:DeleteFunctionEventInvokeConfig'],
      at('lambda', 'function:assume-bot-sweep'),
    ],
  ],
  'AWS::Lambda::EventSourceMapping': () => [
    [['lambda:CreateEventSourceMapping'], '*'],
    [['lambda:UpdateEventSourceMapping', 'lambda:DeleteEventSourceMapping'], at('lambda', 'event-source-mapping:1234')],
  ],
  'AWS::Lambda::Function': (one) => [
    [
      [
        'CreateFunction',
        'GetFunction',
        'UpdateFunctionCode',
        'UpdateFunctionConfiguration',
        'PutFunctionConcurrency',
        'DeleteFunction',
      ].map((action) => `lambda:${action}`),
      at('lambda', `function:${nameOf(one, 'FunctionName')}`),
    ],
    [['s3:GetObject'], `arn:aws:s3:::cdk-hnb659fds-assets-${HUB}-${REGION}/abc.zip`],
  ],
  'AWS::Lambda::Permission': () => [
    [['lambda:AddPermission', 'lambda:RemovePermission'], at('lambda', 'function:assume-bot-slack-events')],
  ],
  'AWS::Logs::LogGroup': (one) => [
    [
      ['logs:CreateLogGroup', 'logs:PutRetentionPolicy', 'logs:AssociateKmsKey', 'logs:DeleteLogGroup'],
      at('logs', `log-group:${generated(one)}`),
    ],
  ],
  'AWS::Logs::MetricFilter': () => [
    [['logs:PutMetricFilter', 'logs:DeleteMetricFilter'], at('logs', 'log-group:assume-bot-ReconcileLogs1A2B')],
  ],
  'AWS::S3::Bucket': () => [
    [
      [
        's3:CreateBucket',
        's3:PutBucketObjectLockConfiguration',
        's3:PutEncryptionConfiguration',
        's3:PutBucketVersioning',
        's3:PutBucketPublicAccessBlock',
      ],
      'arn:aws:s3:::assume-bot-audit1a2b-c3d4',
    ],
  ],
  'AWS::S3::BucketPolicy': () => [
    [['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'], 'arn:aws:s3:::assume-bot-audit1a2b-c3d4'],
  ],
  'AWS::SNS::Subscription': () => [[['sns:Subscribe', 'sns:Unsubscribe'], at('sns', 'assume-bot-AlarmTopic1A2B')]],
  'AWS::SNS::Topic': (one) => [
    [['sns:CreateTopic', 'sns:DeleteTopic', 'sns:SetTopicAttributes'], at('sns', generated(one))],
  ],
  'AWS::SNS::TopicPolicy': () => [[['sns:SetTopicAttributes'], at('sns', 'assume-bot-AlarmTopic1A2B')]],
  'AWS::SQS::Queue': (one) => [
    [
      ['sqs:CreateQueue', 'sqs:SetQueueAttributes', 'sqs:GetQueueAttributes', 'sqs:DeleteQueue'],
      at('sqs', `${generated(one)}.fifo`),
    ],
  ],
  'AWS::SQS::QueuePolicy': () => [[['sqs:SetQueueAttributes'], at('sqs', 'assume-bot-WakeQueue1A2B.fifo')]],
  'AWS::SecretsManager::Secret': (one) => [
    [
      ['secretsmanager:CreateSecret', 'secretsmanager:PutSecretValue', 'secretsmanager:DeleteSecret'],
      at('secretsmanager', `secret:${String(one.properties['Name'])}-a1b2c3`),
    ],
    [['secretsmanager:GetRandomPassword'], '*'],
  ],
};

const may = (policy: unknown, account: string, action: string, resource: string, context = {}): boolean =>
  decide({
    principal: { arn: `arn:aws:iam::${account}:role/deployer`, accountId: account },
    action,
    resource,
    resourceAccount: account,
    context,
    identityPolicies: [policy as PolicyDocument],
  }) === 'Allowed';

describe('the policy for CloudFormation in the hub', () => {
  const policy = policyUnder('CloudFormation in the hub', { HUB_ACCOUNT: HUB, REGION });
  const template = (): CfnTemplate =>
    templateOf(
      makeApp({ customerKey: true, auditBucket: true, alarmEmail: 'ops@example.com', tracing: true }),
      'assume-bot',
    );

  it('allows every call that the resources of the hub need', () => {
    const refused = Object.entries(template().Resources).flatMap(([id, { Type, Properties: properties = {} }]) => {
      const calls = CALLS[Type]?.({ id, properties });
      if (calls === undefined) return [`${Type} is not known here`];
      return calls.flatMap(([actions, resource]) =>
        actions.filter((action) => !may(policy, HUB, action, resource)).map((action) => `${action} ${resource}`),
      );
    });

    expect(refused).toEqual([]);
  });

  it('lets CloudFormation pass the roles of the functions to Lambda only', () => {
    const pass = (role: string, service: string) =>
      may(policy, HUB, 'iam:PassRole', `arn:aws:iam::${HUB}:role/${role}`, { 'iam:PassedToService': service });

    expect(pass('assume-bot-reconcile', 'lambda.amazonaws.com')).toBe(true);
    expect(pass('assume-bot-reconcile', 'ec2.amazonaws.com')).toBe(false);
    expect(pass('admin', 'lambda.amazonaws.com')).toBe(false);
  });

  it('does not allow access to other resources of the account', () => {
    for (const [action, resource] of [
      ['dynamodb:DeleteTable', at('dynamodb', 'table/orders')],
      ['lambda:UpdateFunctionCode', at('lambda', 'function:orders')],
      ['secretsmanager:GetSecretValue', at('secretsmanager', 'secret:orders-a1b2c3')],
      ['iam:PutRolePolicy', `arn:aws:iam::${HUB}:role/admin`],
      ['iam:CreateUser', `arn:aws:iam::${HUB}:user/someone`],
      ['sts:AssumeRole', `arn:aws:iam::${TARGET}:role/assume-bot-manager`],
    ] as const)
      expect(may(policy, HUB, action, resource), `${action} ${resource}`).toBe(false);
  });
});

describe('the policy to deploy an account', () => {
  const policy = policyUnder('Deploy an account', { TARGET_ACCOUNT: TARGET, REGION });
  const account = { ...PROD, managerRoleName: 'assume-bot-manager' };
  const users = Array.from({ length: 300 }, (_, n) => `arn:aws:iam::${TARGET}:user/person-${n}`);

  it('allows every call that its roles and managed policies need', () => {
    const settings = { operators: ['arn:aws:iam::111111111111:role/ops'] };
    const template = templateOf(makeAppOf([{ ...account, userArns: users }], settings), 'assume-bot-account-prod');
    const refused = Object.values(template.Resources).flatMap(({ Type, Properties }) => {
      const isRole = Type === 'AWS::IAM::Role';
      const name = isRole ? `role/${Properties['RoleName']}` : `policy/${Properties['ManagedPolicyName']}`;
      const actions = isRole ? ROLE_ACTIONS : POLICY_ACTIONS;
      return actions.filter((action) => !may(policy, TARGET, action, `arn:aws:iam::${TARGET}:${name}`));
    });

    expect(Object.keys(template.Resources)).toEqual(
      expect.arrayContaining(['Manager', 'Inspector', 'ManagerTargets1']),
    );
    expect(refused).toEqual([]);
  });

  it('does not allow changes of other stacks and roles', () => {
    const stack = `arn:aws:cloudformation:${REGION}:${TARGET}:stack`;

    expect(may(policy, TARGET, 'cloudformation:ExecuteChangeSet', `${stack}/assume-bot-account-prod/1`)).toBe(true);
    expect(may(policy, TARGET, 'cloudformation:ExecuteChangeSet', `${stack}/network/1`)).toBe(false);
    expect(may(policy, TARGET, 'iam:PutRolePolicy', `arn:aws:iam::${TARGET}:role/admin`)).toBe(false);
  });
});

describe('the monthly cost', () => {
  const usage = { requestsPerMonth: 300, customerKey: false, auditBucket: false };
  const totalOf = (more: Partial<typeof usage>) =>
    monthlyItems({ ...usage, ...more }).reduce((sum, { dollars }) => sum + dollars, 0);

  it('is what the page says', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/deploying.md'), 'utf8');
    const [, total, standing] = /costs about (\d+) US dollars a month: about (\d+) for alarms/.exec(page) ?? [];
    const items = monthlyItems(usage).filter(({ what }) => /^(CloudWatch: (?!logs)|Secrets Manager)/.test(what));

    expect(Math.abs(totalOf({}) - Number(total))).toBeLessThan(1);
    expect(Math.abs(items.reduce((sum, { dollars }) => sum + dollars, 0) - Number(standing))).toBeLessThan(1);
    expect(costTable(usage)).toContain(`| **${totalOf({}).toFixed(2)}** |`);
  });

  it('grows with requests, and with the settings that cost money', () => {
    expect(totalOf({})).toBeLessThan(10);
    expect(totalOf({ requestsPerMonth: 30_000 })).toBeGreaterThan(totalOf({}));
    expect(totalOf({ customerKey: true })).toBeCloseTo(totalOf({}) + 1);
    expect(totalOf({ auditBucket: true })).toBeGreaterThan(totalOf({}));
  });
});
