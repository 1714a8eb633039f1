import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { aLocalAws, PROD, policy, refusal, UTILS } from './testing/a-local-aws.ts';
import type { LocalAws } from './types.ts';

const settings = (aws: LocalAws, region: string) => ({
  endpoint: aws.url,
  region,
  credentials: aws.rootCredentials(UTILS),
  maxAttempts: 1,
});

describe('the region that a request is signed for', () => {
  it('is the IAM region of the partition for IAM, any region of the partition for STS, and the configured region otherwise', async () => {
    const { aws } = await aLocalAws({ region: 'eu-central-1' });
    const iam = (region: string) => new IAMClient(settings(aws, region)).send(new ListRolesCommand({}));
    const sts = (region: string) => new STSClient(settings(aws, region)).send(new GetCallerIdentityCommand({}));
    const sqs = (region: string) =>
      new SQSClient(settings(aws, region)).send(new GetQueueUrlCommand({ QueueName: 'roles.fifo' }));
    const dynamo = (region: string) => new DynamoDBClient(settings(aws, region)).send(new ListTablesCommand({}));

    const right = await Promise.all([iam('us-east-1'), sts('eu-west-1'), sqs('eu-central-1'), dynamo('eu-central-1')]);
    const wrong = await Promise.all(
      [iam('eu-central-1'), sts('cn-north-1'), sts('aws-global'), sqs('us-east-1'), dynamo('us-east-1')].map(refusal),
    );

    expect(right).toHaveLength(4);
    expect(wrong.map(({ code }) => code)).toEqual([
      ...Array(4).fill('SignatureDoesNotMatch'),
      'InvalidSignatureException',
    ]);
    expect(wrong[0]?.message).toContain('Credential should be scoped to a valid region');
  });

  it.each([
    ['cn-northwest-1', 'aws-cn', 'cn-north-1'],
    ['us-gov-east-1', 'aws-us-gov', 'us-gov-west-1'],
  ])('belongs for %s to the partition %s, whose IAM region is %s', async (region, partition, iamRegion) => {
    const trust = policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${UTILS}:root` },
      Action: 'sts:AssumeRole',
    });
    const { aws } = await aLocalAws(
      { region },
      {
        accounts: [
          {
            id: UTILS,
            users: [
              {
                name: 'alice',
                accessKeys: [{ id: 'AKIAALICEALICEALICE2', secret: 's' }],
                attachedPolicies: [`arn:${partition}:iam::aws:policy/AdministratorAccess`],
              },
            ],
            roles: [{ name: 'target', trustPolicy: trust }],
          },
        ],
      },
    );
    const arn = `arn:${partition}:iam::${UTILS}:role/target`;
    const iam = (at: string) => new IAMClient(settings(aws, at)).send(new GetRoleCommand({ RoleName: 'target' }));

    const { Role } = await iam(iamRegion);
    const foreign = await refusal(iam('us-east-1'));
    const session = await new STSClient({
      ...settings(aws, region),
      credentials: aws.credentialsOf(`arn:${partition}:iam::${UTILS}:user/alice`),
    }).send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'alice' }));

    expect(Role?.Arn).toBe(arn);
    expect(foreign.code).toBe('SignatureDoesNotMatch');
    expect(session.AssumedRoleUser?.Arn).toBe(`arn:${partition}:sts::${UTILS}:assumed-role/target/alice`);
  });

  it('determines the partition, and principals of other partitions are refused', async () => {
    const { aws } = await aLocalAws();
    const AssumeRolePolicyDocument = JSON.stringify(
      policy({ Effect: 'Allow', Principal: { AWS: `arn:aws-cn:iam::${PROD}:root` }, Action: 'sts:AssumeRole' }),
    );

    const error = await refusal(
      new IAMClient(settings(aws, 'us-east-1')).send(
        new CreateRoleCommand({ RoleName: 'over-the-border', AssumeRolePolicyDocument }),
      ),
    );

    expect(error.message).toContain('Invalid principal in policy');
  });
});
