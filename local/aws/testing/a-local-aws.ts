import { IAMClient } from '@aws-sdk/client-iam';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import type { PolicyDocument, PolicyStatement } from '../policy/document.ts';
import type { Seed } from '../seed-types.ts';
import { createLocalAws } from '../server.ts';
import type { Credentials, LocalAws, LocalAwsOptions } from '../types.ts';

export const UTILS = '111111111111';
export const PROD = '222222222222';
export const ROLE = `arn:aws:iam::${PROD}:role/s3-list-role`;

/** A policy of the current version. */
export const policy = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });

/** A trust policy that allows the given principals. */
export const trusts = (...AWS: string[]): PolicyDocument =>
  policy({ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' });

export const userArn = (name: string, account = UTILS): string => `arn:aws:iam::${account}:user/${name}`;

const mayAssumeAnything = { assume: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }) };

/** Alice and bob in one account, and a role in another account that trusts their account. */
export const exampleSeed: Seed = {
  accounts: [
    {
      id: UTILS,
      users: [
        {
          name: 'alice',
          accessKeys: [{ id: 'AKIAALICEALICEALICE2', secret: 'alice/secret+1' }],
          inlinePolicies: mayAssumeAnything,
        },
        { name: 'bob', accessKeys: [{ id: 'AKIABOBBOBBOBBOBBOB2', secret: 'bob/secret+2' }] },
      ],
      queues: [{ name: 'roles.fifo' }],
    },
    {
      id: PROD,
      buckets: [{ name: 'prod-logs' }],
      roles: [
        {
          name: 's3-list-role',
          trustPolicy: trusts(`arn:aws:iam::${UTILS}:root`),
          maxSessionDurationSeconds: 7200,
          attachedPolicies: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
        },
      ],
    },
  ],
};

/** A clock that only the test advances. */
export const aClock = (start = '2030-01-01T12:00:00Z') => {
  let now = new Date(start);
  return {
    now: () => now,
    set: (time: string) => {
      now = new Date(time);
    },
    advance: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
  };
};

/** A local AWS with the example, closed at the end of the test. */
export const aLocalAws = async (options: LocalAwsOptions = {}, seed: Seed = exampleSeed) => {
  const clock = aClock();
  const aws = await createLocalAws({ port: 0, clock, ...options });
  onTestFinished(() => aws.close());
  aws.seed(seed);
  return { aws, clock };
};

const settings = (aws: LocalAws, credentials: Credentials) => ({
  endpoint: aws.url,
  region: aws.region,
  credentials,
  maxAttempts: 1,
});

/** Real SDK clients without retries, so that each call is sent once. */
export const iamAs = (aws: LocalAws, credentials: Credentials): IAMClient => new IAMClient(settings(aws, credentials));
export const iamOf = (aws: LocalAws, account: string): IAMClient => iamAs(aws, aws.rootCredentials(account));
export const stsAs = (aws: LocalAws, credentials: Credentials): STSClient => new STSClient(settings(aws, credentials));
export const sqsAs = (aws: LocalAws, credentials: Credentials): SQSClient => new SQSClient(settings(aws, credentials));

/** Assumes a role and returns its credentials. */
export const assume = async (
  aws: LocalAws,
  as: Credentials,
  input: Partial<AssumeRoleCommandInput> = {},
): Promise<Required<Credentials>> => {
  const command = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'alice', ...input });
  const { Credentials: issued } = await stsAs(aws, as).send(command);
  return {
    accessKeyId: issued?.AccessKeyId ?? '',
    secretAccessKey: issued?.SecretAccessKey ?? '',
    sessionToken: issued?.SessionToken ?? '',
    expiration: issued?.Expiration ?? new Date(Number.NaN),
  };
};

/** The error that a promise rejected with. */
export const refusal = async (answer: Promise<unknown>): Promise<{ code: string; message: string }> => {
  try {
    await answer;
  } catch (error) {
    const { name, message } = error as Error;
    return { code: name, message };
  }
  throw new Error('the call should have been refused, but it succeeded');
};
