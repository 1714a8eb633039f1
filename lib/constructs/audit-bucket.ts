import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ENV } from '../../functions/contract.ts';
import type { BotFunction } from './bot-function.ts';
import { letUseKey } from './customer-key.ts';

/** Where the bot keeps the chain of every request, and nobody can change or delete it before its time. */
export const makeAuditBucket = (
  scope: Construct,
  props: { readonly lockDays: number; readonly lockMode: 'GOVERNANCE' | 'COMPLIANCE'; readonly key?: IKey },
): Bucket => {
  const days = Duration.days(props.lockDays);
  const bucket = new Bucket(scope, 'Audit', {
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention:
      props.lockMode === 'COMPLIANCE' ? ObjectLockRetention.compliance(days) : ObjectLockRetention.governance(days),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    // Locked objects outlive every stack.
    removalPolicy: RemovalPolicy.RETAIN,
    ...(props.key === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : { encryption: BucketEncryption.KMS, encryptionKey: props.key, bucketKeyEnabled: true }),
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Server access logs need a second bucket, and S3 refuses one with a default lock; CloudTrail data events tell more.',
  });
  return bucket;
};

/** What a function keeps there is written once and never read, listed or deleted by it. Permission and address travel together. */
export const letKeepRecords = (fn: BotFunction, bucket: Bucket, key: IKey | undefined): void => {
  const records = bucket.arnForObjects('chains/*');
  fn.lambda.addEnvironment(ENV.auditBucket, bucket.bucketName);
  fn.role.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [records] }));
  letUseKey(fn.role, key, 's3', ['GenerateDataKey']);
  const logicalId = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket);
  Validations.of(fn.role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/chains/*]`,
    reason: 'A record is named after the request and the end of its chain: no name is known beforehand.',
  });
};
