import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Keeps exports of the audit trail where nobody can change or delete them before their time. */
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
