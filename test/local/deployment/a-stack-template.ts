import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalAws } from '@assume-bot/local-aws';
import { onTestFinished } from 'vitest';
import { clientsFor } from '../../../local/deployment/clients.ts';
import { createShiftedClock } from '../../../local/deployment/clock.ts';
import { createRuntime } from '../../../local/deployment/runtime.ts';
import { type DeployedStack, deployStack, removeStack } from '../../../local/deployment/stack.ts';
import type { Template } from '../../../local/deployment/template.ts';

export const HUB = '999999999999';

const allow = (Action: unknown, Resource: unknown) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});
const trusts = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});

const FUNCTION_ARN = { 'Fn::GetAtt': ['Function', 'Arn'] };
const QUEUE_ARN = { 'Fn::GetAtt': ['Queue', 'Arn'] };

/** A function with a role, a queue, a schedule and an API, as small as possible. */
export const resources = () => ({
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: { RoleName: 'worker', AssumeRolePolicyDocument: trusts('lambda.amazonaws.com') },
  },
  Policy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'work',
      PolicyDocument: allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], QUEUE_ARN),
      Roles: [{ Ref: 'Role' }],
    },
  },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, VisibilityTimeout: 60 } },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'bot/token' }, DeletionPolicy: 'Retain' },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'worker',
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
      Environment: {
        Variables: { QUEUE: { Ref: 'Queue' }, CATALOG: '/var/task/catalog.json', SLACK: 'https://slack.example/api/' },
      },
    },
    DependsOn: ['Policy'],
  },
  Source: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: QUEUE_ARN, FunctionName: { Ref: 'Function' }, BatchSize: 1 },
  },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED', Targets: [{ Arn: FUNCTION_ARN, Id: '1' }] },
  },
  Invoke: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: FUNCTION_ARN,
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
    },
  },
});

/** Writes what it was invoked with, and its environment, as one line. */
const CODE = `export const handler = async (event) => {
  console.log(JSON.stringify({ event, now: new Date().toISOString(), environment: process.env }));
};`;

/** A local AWS in which templates can be deployed and run. */
export const aDeployment = async () => {
  const clock = createShiftedClock(new Date('2030-01-01T12:00:00Z'));
  const aws = await createLocalAws({ port: 0, region: 'eu-central-1', clock, checksFreshness: true });
  aws.seed({ accounts: [{ id: HUB }] });
  const clients = clientsFor(aws, aws.rootCredentials(HUB), clock);
  const runtime = createRuntime(clock, '/wait');
  const folder = mkdtempSync(join(tmpdir(), 'assume-bot-deployment-'));
  mkdirSync(join(folder, 'code.zip'));
  writeFileSync(join(folder, 'code.zip', 'index.mjs'), CODE);
  onTestFinished(async () => {
    await runtime.stop();
    clients.close();
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const place = { stackName: 'bot', accountId: HUB, region: 'eu-central-1', partition: 'aws' };
  const lines: string[] = [];
  return {
    aws,
    clock,
    folder,
    runtime,
    /** What the function has written. */
    seen: () => lines.map((line) => JSON.parse(line) as { event: object; now: string; environment: NodeJS.ProcessEnv }),
    deploy: (template: object, before?: DeployedStack) =>
      deployStack(template as Template, { aws, clients: clients.all, place, ...(before && { before }) }),
    remove: (stack: DeployedStack) => removeStack(stack, { aws, clients: clients.all }),
    run: (stack: DeployedStack) =>
      runtime.run({
        aws,
        stack,
        folderOf: (key) => join(folder, key),
        addresses: { 'https://slack.example/api/': 'http://127.0.0.1:1/api/' },
        onLine: (_, line) => lines.push(line),
      }),
  };
};
