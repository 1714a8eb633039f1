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
import { grantUseOfKey } from './customer-key.ts';

/** The bucket for the chain of every request. Object lock prevents changes and deletion until the retention ends. */
export const createAuditBucket = (
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
    // Locked objects remain after the stack is deleted.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ...(props.key === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : { encryption: BucketEncryption.KMS, encryptionKey: props.key, bucketKeyEnabled: true }),
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Server access logs need a second bucket, and S3 refuses a bucket with a default lock. CloudTrail data events contain more detail.',
  });
  return bucket;
};

/** Lets a function write objects, and never read, list or delete them. Sets permission and address together. */
export const grantWriteRecords = (fn: BotFunction, bucket: Bucket, key: IKey | undefined): void => {
  const records = bucket.arnForObjects('chains/*');
  fn.lambda.addEnvironment(ENV.auditBucket, bucket.bucketName);
  fn.role.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [records] }));
  grantUseOfKey(fn.role, key?.keyArn, ['s3'], ['GenerateDataKey']);
  const logicalId = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket);
  Validations.of(fn.role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/chains/*]`,
    reason: 'The name of a record contains the request and the end of its chain, so names are not known in advance.',
  });
};
