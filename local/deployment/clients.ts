import type { Credentials, LocalAws } from '@assume-bot/local-aws/types';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ShiftedClock } from './clock.ts';
import type { Clients } from './resource.ts';

/** IAM has one region per partition. */
const IAM_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** SDK clients with these credentials, which sign with the time of the clock. Close them after use. */
export const clientsFor = (
  aws: LocalAws,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { shiftMs }: Pick<ShiftedClock, 'shiftMs'>,
) => {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  const settings = {
    endpoint: aws.url,
    region: aws.region,
    credentials,
    maxAttempts: 1,
    systemClockOffset: shiftMs,
  };
  const all: Clients = {
    iam: new IAMClient({ ...settings, region: IAM_REGIONS[aws.partition] ?? aws.region }),
    sqs: new SQSClient(settings),
    dynamodb: new DynamoDBClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    secretsManager: new SecretsManagerClient(settings),
  };
  return {
    all,
    close: (): void => {
      for (const client of Object.values(all)) client.destroy();
    },
  };
};
