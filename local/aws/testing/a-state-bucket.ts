import type { PolicyDocument } from '../policy/document.ts';
import type { Seed } from '../seed-types.ts';
import { exampleSeed, PROD, policy, trusts, UTILS } from './a-local-aws.ts';

export const STATE = '333333333333';
export const BUCKET = 'tf-state-bucket';
export const STATE_KEY = `arn:aws:kms:us-east-1:${STATE}:key/0a1b2c3d-0000-4000-8000-000000000001`;
export const STATE_ROLE = `arn:aws:iam::${PROD}:role/tf-state`;

const bucketArn = `arn:aws:s3:::${BUCKET}`;

/** The minimum permissions that Terraform's backend needs in the account of the role. */
export const backendPolicy: PolicyDocument = policy(
  { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn },
  { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `${bucketArn}/env/app.tfstate` },
  {
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    Resource: `${bucketArn}/env/app.tfstate.tflock`,
  },
  { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: STATE_KEY },
);

/** The bucket policy that the foreign role needs. */
export const bucketPolicy: PolicyDocument = policy({
  Effect: 'Allow',
  Principal: { AWS: STATE_ROLE },
  Action: ['s3:ListBucket', 's3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  Resource: [bucketArn, `${bucketArn}/*`],
});

/** The key policy that the foreign role needs. */
export const keyPolicy: PolicyDocument = policy(
  { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${STATE}:root` }, Action: 'kms:*', Resource: '*' },
  { Effect: 'Allow', Principal: { AWS: STATE_ROLE }, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*' },
);

/** The example, with a state role in one account and its bucket in another. */
export const stateSeed = (
  parts: { readonly bucketPolicy?: PolicyDocument; readonly keyPolicy?: PolicyDocument } = {},
): Seed => ({
  accounts: [
    ...exampleSeed.accounts,
    {
      id: PROD,
      roles: [
        {
          name: 'tf-state',
          trustPolicy: trusts(`arn:aws:iam::${UTILS}:root`),
          inlinePolicies: { backend: backendPolicy },
        },
      ],
    },
    {
      id: STATE,
      buckets: [{ name: BUCKET, policy: parts.bucketPolicy ?? bucketPolicy, kmsKeyArn: STATE_KEY }],
      kmsKeys: [{ arn: STATE_KEY, policy: parts.keyPolicy ?? keyPolicy }],
    },
  ],
});
