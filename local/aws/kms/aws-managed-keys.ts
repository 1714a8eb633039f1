import type { Call } from '../call.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { domainOfRegion, partitionOfRegion } from '../world/partition.ts';
import { arnHere, newKeyArn, newKeyMaterial, targetOfAlias } from './keys.ts';

/** The alias of the key that AWS manages for S3. */
export const S3_KEY_ALIAS = 'alias/aws/s3';

/**
 * The policy of an AWS managed key: the principals of its account use it through the service, and no one can change it. Source: AWS,
 * KMS Developer Guide, "AWS managed keys"; its statements are known from public reports (docs/assumptions.md).
 */
const policyFor = (accountId: string, region: string, service: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Allow access through S3 for all principals in the account that are authorized to use S3',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      Resource: '*',
      Condition: {
        StringEquals: {
          'kms:CallerAccount': accountId,
          'kms:ViaService': `${service}.${region}.${domainOfRegion(region)}`,
        },
      },
    },
    {
      Sid: 'Allow direct access to key metadata to the account',
      Effect: 'Allow',
      Principal: { AWS: `arn:${partitionOfRegion(region)}:iam::${accountId}:root` },
      Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'],
      Resource: '*',
    },
  ],
});

/** The key that AWS manages for S3 in the account and region of the caller. AWS creates it at its first use. */
export const s3KeyArn = (call: Call): string => {
  const { account } = call.caller;
  const alias = arnHere(call, account.id, S3_KEY_ALIAS);
  const present = targetOfAlias(call.store.state, alias);
  if (present !== undefined) return present;
  const arn = newKeyArn(call);
  account.kmsKeys[arn] = {
    policy: policyFor(account.id, call.facts.region, 's3'),
    material: newKeyMaterial(),
    createdAt: call.facts.now.toISOString(),
    description: 'Default key that protects my S3 objects when no other key is defined',
    manager: 'AWS',
  };
  account.kmsAliases = { ...account.kmsAliases, [alias]: arn };
  call.store.save();
  return arn;
};
