import { describe, expect, it } from 'vitest';
import { aDeployment, HUB, resources } from './a-stack-template.ts';

const ROLE = `arn:aws:iam::${HUB}:role/worker`;

describe('a template that is deployed to the local AWS', () => {
  it('becomes roles, queues and secrets, and its outputs name them', async () => {
    const { aws, deploy } = await aDeployment();
    const Outputs = { QueueUrl: { Value: { Ref: 'Queue' } }, RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } };

    const { outputs } = await deploy({ Resources: resources(), Outputs });

    const queue = aws.queue(outputs['QueueUrl']?.split('/').at(-1) ?? '');
    expect(outputs['RoleArn']).toBe(ROLE);
    expect(aws.role(ROLE)?.inlinePolicies).toMatchObject({ work: { Statement: [{ Resource: queue.arn }] } });
  });

  it('is updated in place, and loses what the new template no longer contains', async () => {
    const { aws, deploy } = await aDeployment();
    const first = await deploy({ Resources: resources() });
    const before = aws.role(ROLE);
    const { Policy, Source: _, ...rest } = resources();
    Policy.Properties.PolicyDocument.Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }];

    const second = await deploy({ Resources: { ...rest, Policy } }, first);
    expect(aws.role(ROLE)?.id).toBe(before?.id);
    expect(aws.role(ROLE)?.inlinePolicies['work']?.Statement).toMatchObject([{ Action: 'sqs:SendMessage' }]);

    const { Role, Secret } = resources();
    await deploy({ Resources: { Role, Secret } }, second);
    expect(aws.role(ROLE)?.inlinePolicies).toEqual({});
    expect(aws.account(HUB)?.queues).toEqual([]);
  });

  it('is removed except for what it retains', async () => {
    const { aws, deploy, remove } = await aDeployment();

    const kept = await remove(await deploy({ Resources: resources() }));

    expect(kept.map(({ type }) => type)).toEqual(['AWS::SecretsManager::Secret']);
    expect(aws.account(HUB)).toMatchObject({ roles: [], queues: [] });
  });

  it('is refused with the resource and the reason if IAM refuses a document', async () => {
    const { deploy } = await aDeployment();
    const { Role, Policy } = resources();
    Policy.Properties.PolicyDocument = { Version: '2012-10-17', Statement: [{} as never] };

    await expect(deploy({ Resources: { Role, Policy } })).rejects.toThrow(/bot: Policy \(AWS::IAM::Policy\) failed/);
  });

  it('that fails is rolled back, so that it can be deployed again', async () => {
    const { aws, deploy } = await aDeployment();
    const all = resources();
    const Bad = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: {}, Roles: [{ Ref: 'Role' }] } };
    const Secret = { ...all.Secret, DeletionPolicy: 'RetainExceptOnCreate' };

    await expect(deploy({ Resources: { ...all, Secret, Bad } })).rejects.toThrow('Bad');

    expect(aws.account(HUB)).toMatchObject({ roles: [], queues: [] });
    await deploy({ Resources: { ...all, Secret } });
    expect(aws.role(ROLE)).toBeDefined();
  });

  it('is refused if it contains a type of resource that is not known', async () => {
    const { deploy } = await aDeployment();

    await expect(deploy({ Resources: { Other: { Type: 'AWS::EC2::Instance' } } })).rejects.toThrow(
      'AWS::EC2::Instance',
    );
  });

  it('is refused if the role of a function does not trust Lambda', async () => {
    const { deploy } = await aDeployment();
    const all = resources();
    all.Role.Properties.AssumeRolePolicyDocument.Statement = [
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ];

    await expect(deploy({ Resources: all })).rejects.toThrow('cannot be assumed by Lambda');
  });
});

describe('the functions of a deployed stack', () => {
  it('run with the environment of the template and the credentials of their role', async () => {
    const { aws, deploy, run, runtime, seen, folder } = await aDeployment();
    await run(await deploy({ Resources: resources() }));

    await runtime.minute();

    const [{ event, environment } = { event: {}, environment: {} as NodeJS.ProcessEnv }] = seen();
    const as = {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    };
    const queueUrl = environment['QUEUE'] ?? '';
    const resource = `arn:aws:sqs:eu-central-1:${HUB}:${queueUrl.split('/').at(-1)}`;
    expect(event).toEqual({ source: 'aws.events' });
    expect(environment).toMatchObject({
      CATALOG: `${folder}/code.zip/catalog.json`,
      SLACK: 'http://127.0.0.1:1/api/',
      AWS_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: 'worker',
    });
    expect(aws.decideAction({ as, action: 'sqs:ReceiveMessage', resource })).toBe('Allowed');
    expect(aws.decideAction({ as, action: 'sqs:SendMessage', resource })).toBe('ImplicitlyDenied');
  });

  it('receive the messages of their queue, at the time of the clock', async () => {
    const { aws, clock, deploy, run, runtime, seen } = await aDeployment();
    await run(await deploy({ Resources: resources(), Outputs: {} }));
    const [name = ''] = aws.account(HUB)?.queues ?? [];
    aws.queue(name).send({ body: 'first', groupId: 'a' });
    await runtime.settle();
    clock.advance(86_400);
    aws.queue(name).send({ body: 'second', groupId: 'a' });
    await runtime.settle();

    expect(seen().map(({ event }) => JSON.stringify(event).match(/"body":"(\w+)"/)?.[1])).toEqual(['first', 'second']);
    expect(seen().map(({ now }) => now.slice(0, 10))).toEqual(['2030-01-01', '2030-01-02']);
  });

  it('are refused if a service has no permission to invoke them', async () => {
    const { deploy, run } = await aDeployment();
    const { Invoke: _, ...rest } = resources();

    await expect(run(await deploy({ Resources: rest }))).rejects.toThrow('events.amazonaws.com may not invoke worker');
  });

  it('are refused if their role may not receive the messages of their queue', async () => {
    const { deploy, run } = await aDeployment();
    const all = resources();
    all.Policy.Properties.PolicyDocument.Statement = [{ Effect: 'Allow', Action: 'sqs:ReceiveMessage', Resource: '*' }];

    await expect(run(await deploy({ Resources: all }))).rejects.toThrow('sqs:DeleteMessage');
  });
});
